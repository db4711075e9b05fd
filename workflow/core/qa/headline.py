"""Advisory: a headline that ends in a full stop, Capitalises Every Word, or tells what was said in the past tense."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import narration
from workflow.core.spelling import is_common

CHECK = "headline"

_STOP = re.compile(r"(?<!\.)(?<!\b[A-Z])(?<!\b(?:Jr|Sr|Co|No))(?<!\b(?:Inc|Ltd|U\.S|a\.m|p\.m))\.([”\"’)]*)\s*\Z")
_WORD = re.compile(r"[A-Za-z][A-Za-z’']*")
_RUSSIAN_WORD = re.compile(r"[А-Яа-яЁё]{4,}")
_PAST = {
    "said": "says", "announced": "announces", "stated": "states", "declared": "declares", "told": "tells", "noted": "notes",
    "explained": "explains", "warned": "warns", "urged": "urges", "denied": "denies", "commented": "comments",
    "confirmed": "confirms", "spoke": "speaks", "promised": "promises", "proposed": "proposes",
}  # fmt: skip
_RUSSIAN_PAST = re.compile(
    r"\b(?:сказал|объявил|заявил|сообщил|рассказал|отметил|пояснил|объяснил|предупредил|призвал|опроверг|прокомментировал|"
    r"подтвердил|пообещал|предложил|раскрыл|назвал)(?:а|и|о|ла|ли)?(?:сь|ся)?\b",
    re.IGNORECASE,
)
_TOLD = re.compile(rf"\b(?:{'|'.join(_PAST)})\b")
_AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|be|been|being|has|have|had|having|not|as|that|who|which|what|just|by)\s+(?:\w+ly\s+)?\Z"
)
_AFTER_PARTICIPLE = re.compile(
    r"(?:(?<=urged)|(?<=told)|(?<=warned))\s+to\b|"
    r"\s+(?:of|in|on|at|for|about|after|as|over|against|with|amid|not|before|during)\b"
)
_AFTER_PASSIVE = re.compile(r"\s+(?:by|in a|at a|dead)\b")
#: Plural subjects take no -s: "Officials said" becomes "Officials say".
_PLURAL = re.compile(r"(?:\b(?:and|they|people|police|we|you|men|women)\b[^,]*|[a-z]{2,}(?<![su])s)\s\Z", re.IGNORECASE)


def check_headline(unit: UnitText, desk: Desk) -> list[Finding]:
    """At most one finding of each kind."""
    if unit.block_kind != "headline" or not unit.target.strip() or desk.target_language.partition("-")[0] != "en":
        return []
    return [*_full_stop(unit), *_capitals(unit), *_past(unit, desk)]


def _full_stop(unit: UnitText) -> list[Finding]:
    stop = _STOP.search(unit.target)
    if stop is None or ". " in unit.target:  # of several sentences each has its own
        return []
    fix = unit.target[: stop.start()] + stop[1]
    return [Finding(CHECK, Severity.ADVISORY, "headline_full_stop", target_range=(stop.start(), stop.start() + 1), fix=fix)]


def _capitals(unit: UnitText) -> list[Finding]:
    """Title Case: nearly every word of four letters or more has a capital, and the Russian has no such capitals."""
    words = list(_WORD.finditer(unit.target))[1:]
    long = [m for m in words if len(m[0]) >= 4]
    if len(long) < 4 or sum(m[0][0].isupper() and m[0][1:].islower() for m in long) < 0.8 * len(long):
        return []
    russian = _RUSSIAN_WORD.findall(unit.source)[1:]
    if sum(w[0].isupper() for w in russian) * 2 > len(russian):
        return []
    variant = unit.target
    for match in reversed(words):
        if match[0][0].isupper() and match[0][1:].islower() and is_common(match[0].lower()):
            variant = variant[: match.start()] + match[0].lower() + variant[match.end() :]
    params = (("variant", variant),) if variant != unit.target else ()  # a name may be a word too: a person picks
    return [Finding(CHECK, Severity.ADVISORY, "headline_capitals", target_range=(0, len(unit.target)), params=params)]


def _past(unit: UnitText, desk: Desk) -> list[Finding]:
    if not unit.compared or not desk.is_pair("ru", "en") or not _RUSSIAN_PAST.search(unit.source):
        return []
    own = narration(unit.target)
    # «Жителей призвали»: somebody urged them, and "residents urged to stay" is no past tense
    impersonal = all(m[0].lower().rstrip("ьс").endswith("ли") for m in _RUSSIAN_PAST.finditer(unit.source))
    for match in _TOLD.finditer(own):
        before = own[: match.start()]
        if (
            not before.strip()
            or match.end() == len(own.rstrip())
            or _AUXILIARY.search(before)
            or _AFTER_PASSIVE.match(own, match.end())
            or (impersonal and _AFTER_PARTICIPLE.match(own, match.end()))
        ):
            continue
        right = _PAST[match[0]]
        if _PLURAL.search(before):
            right = {"says": "say", "denies": "deny"}.get(right, right[:-1])
        fix = unit.target[: match.start()] + right + unit.target[match.end() :]
        params = (("word", match[0]), ("right", right))
        return [Finding(CHECK, Severity.ADVISORY, "headline_past", target_range=match.span(), fix=fix, params=params)]
    return []
