"""Advisory: ranks and titles put into English word by word."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens, like

CHECK = "titles"

#: (in the Russian, put word by word, what it is called). Several names: a person picks.
_TABLE: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"генерал-лейтенант", r"general[- ]lieutenant", ("lieutenant general",)),
    (r"генерал-майор", r"general[- ]major", ("major general",)),
    (r"генерал-полковник", r"general[- ]colonel", ("colonel general",)),
    (r"генерал\w* армии", r"general of the army", ("army general",)),
    (r"подполковник", r"(?:sub|under|podpol)[- ]?(?:colonel|kovnik)", ("lieutenant colonel",)),
    (r"контр-адмирал", r"(?:contr|counter|kontr)[- ]admiral", ("rear admiral",)),
    (r"старш\w+ лейтенант", r"elder lieutenant", ("senior lieutenant",)),
    (r"вице-премьер", r"vice[- ](?:premier|prime minister)", ("deputy prime minister",)),
    (r"вице-губернатор", r"vice[- ]governor", ("deputy governor",)),
    (r"вице-спикер", r"vice[- ]speaker", ("deputy speaker",)),
    (r"замминистр|заместител\w+ министра", r"vice[- ]minister", ("deputy minister",)),
    (r"председател\w+ правительства", r"(?:chairman|chairwoman|chair|head) of the government", ("prime minister",)),
    (r"депутат\w* (?:Госдумы|Государственной думы)", r"deputy of the state duma", ("State Duma deputy", "State Duma member")),
    (r"гендиректор|генеральн\w+ директор", r"general director", ("chief executive", "CEO", "director general")),
    (r"кандидат\w* [а-яё-]+ наук", r"candidate of [a-z]+ (?:and [a-z]+ )?sciences?", ("PhD", "PhD holder")),
    (r"доктор\w* [а-яё-]+ наук", r"doctor of [a-z]+ (?:and [a-z]+ )?sciences", ("professor", "doctor of science")),
    (r"губернатор", r"gubernator", ("governor",)),
    (r"прокуратур", r"(?<!military )procuracy", ("prosecutor’s office", "prosecutors")),
)
_ROWS = tuple((re.compile(rf"\b(?:{ru})", re.I), re.compile(rf"\b(?:{en})(?=s?\b)", re.I), right) for ru, en, right in _TABLE)

_ANY = re.compile(rf"\b(?:{'|'.join(en for _, en, _ in _TABLE)})(?=s?\b)")


def check_titles(unit: UnitText, desk: Desk) -> list[Finding]:
    """A finding a title. Where it has one English name that is the fix; where several, they are to pick from."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    target = blank_tokens(unit.target)
    if not _ANY.search(target.lower()):
        return []
    found = []
    for russian, english, names in _ROWS:
        match = english.search(target)
        if match is None or not russian.search(unit.source):
            continue
        right = [_title(name) if _is_titled(match[0]) else like(match[0], name) for name in names]
        one = len(right) == 1
        found.append(
            Finding(
                CHECK,
                Severity.ADVISORY,
                "title_word_by_word",
                target_range=match.span(),
                fix=unit.target[: match.start()] + right[0] + unit.target[match.end() :] if one else None,
                params=(("word", match[0]), ("right", right[0]), *(() if one else (("variant", r) for r in right))),
            )
        )
    return found


def _is_titled(words: str) -> bool:
    """Lieutenant General, as before a name: every word of the phrase with a capital."""
    parts = [w for w in re.split(r"[- ]", words) if w not in ("of", "the", "and", "")]
    return len(parts) > 1 and all(p[0].isupper() for p in parts)


def _title(name: str) -> str:
    return " ".join(w if w in ("of", "the") else w[:1].upper() + w[1:] for w in name.split(" "))
