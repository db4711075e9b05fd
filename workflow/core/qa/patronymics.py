"""Advisory: a patronymic kept where the house drops it, or dropped where the house keeps it."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens

CHECK = "patronymics"

_RUSSIAN = re.compile(
    r"\b[А-ЯЁ][а-яё]+\s(?P<name>[А-ЯЁ][а-яё]+?(?:ович|евич|ьич|ич|овн|евн|ичн|иничн)[а-яё]{0,3})\s[А-ЯЁ][а-яё-]+"
)
_ENGLISH = re.compile(
    r"\b(?P<first>[A-Z][a-z’']+)\s(?P<name>[A-Z][a-z’']*(?:ovich|evich|yevich|[a-z]ich|ovna|evna|yevna|ichna))\s(?=[A-Z][a-z]+)"
)


def check_patronymics(unit: UnitText, desk: Desk) -> list[Finding]:
    """Only a first name, a patronymic and a surname in a row; "Vladimir Vladimirovich" alone is how people are addressed."""
    policy = desk.style.patronymics
    if not policy or not unit.compared or not desk.is_pair("ru", "en"):
        return []
    russian = _RUSSIAN.search(unit.source)
    if russian is None:
        return []
    english = list(_ENGLISH.finditer(blank_tokens(unit.target)))
    if policy == "drop" and english:
        fix = unit.target
        for match in reversed(english):
            fix = fix[: match.start("name")] + fix[match.end("name") + 1 :]
        first = english[0]
        return [
            Finding(
                CHECK,
                Severity.ADVISORY,
                "patronymic_kept",
                target_range=first.span("name"),
                fix=fix,
                params=(("word", first["name"]),),
            )
        ]
    if policy == "keep" and not english and not re.search(r"[a-z](?:ich|vna|chna)\b", unit.target):
        return [
            Finding(
                CHECK,
                Severity.ADVISORY,
                "patronymic_dropped",
                source_range=russian.span("name"),
                params=(("word", russian["name"]),),
            )
        ]
    return []
