"""Advisory: an English word that only looks like the Russian one: «инсульт» is a stroke and no insult."""

from __future__ import annotations

import re

from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.prose import blank_tokens, like

CHECK = "false_friends"

#: What stands in the Russian, what it is not, and what it is; several where the sense decides.
_FRIENDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (r"инсульт\w*", r"insults?", ("stroke",)),
    (r"ангин(?:а|ы|у|е|ой)", r"angina", ("tonsillitis",)),
    (r"декад(?:а|ы|у|е|ой)", r"decade", ("ten days",)),
    (r"магазин(?!\w*ост)\w*", r"magazines?", ("shop", "store")),
    (r"полигон\w*", r"polygons?", ("range", "test site", "landfill")),
    (r"академик(?:а|у|ом|е|и|ов)?", r"academics?", ("academician", "member of the academy")),
    (r"актуальн\w*", r"actual", ("topical", "current", "relevant")),
    (r"аккуратн\w*", r"accurate(?:ly)?", ("careful", "tidy", "neat")),
    (r"симпатичн\w*", r"sympathetic", ("likeable", "pretty")),
    (r"анекдот\w*", r"anecdotes?", ("joke",)),
    (r"фабрик\w*", r"fabrics?", ("factory", "mill")),
    (r"оперативно", r"operatively", ("promptly", "quickly")),
    (r"претенд\w+", r"pretend(?:s|ed|ing)?", ("claim", "seek", "run for")),
    (
        r"реализ(?:овать(?! себя)|овал\w*|ует|уют|ован\w*|ации|ация|ацию)",
        r"reali[sz](?:e[sd]?|ing|ation)",
        ("implement", "carry out"),
    ),
    (r"субъект\w* (?:РФ|Федерации|Российской Федерации|федерации)", r"subjects?", ("region",)),
    (r"насел[её]нн\w* пункт\w*", r"populated (?:points?|areas?|localit(?:y|ies))", ("settlement", "town", "village")),
    (r"комплекс\w* мер", r"complex of measures", ("package of measures", "set of measures")),
    (r"бригад\w+ (?:скорой|врачей|медиков|спасателей)|медицинск\w+ бригад\w+", r"brigades?", ("crew", "team")),
    (r"фамили(?:я|и|ю|ей)", r"famil(?:y|ies)", ("surname", "last name")),
    (r"интеллигентн\w+", r"intelligent", ("cultured", "educated")),
    (r"гимнази(?:я|и|ю|ей)", r"gymnasiums?", ("grammar school", "selective school")),
    (r"новелл(?:а|ы|у|е|ой)", r"novels?", ("short story", "novella")),
    (r"обсерваци\w+", r"observation", ("quarantine",)),
)
_ROWS = tuple(
    (re.compile(rf"\b(?:{ru})\b", re.IGNORECASE), re.compile(rf"\b(?:{en})\b", re.IGNORECASE), right)
    for ru, en, right in _FRIENDS
)
_ANY = re.compile(rf"\b(?:{'|'.join(en for _, en, _ in _FRIENDS)})\b")
_ARTICLE = re.compile(r"\b(a)n?([ \u00a0])\Z", re.IGNORECASE)


def check_false_friends(unit: UnitText, desk: Desk) -> list[Finding]:
    """A finding a word, with what it may be; none where one of these is in the text too."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    target = blank_tokens(unit.target)
    lower = target.lower()
    if not _ANY.search(lower):
        return []
    found = []
    for russian, english, right in _ROWS:
        wrong = english.search(target)
        original = russian.search(unit.source) if wrong else None
        if wrong is None or original is None or any(word in lower for word in right):
            continue
        article = _ARTICLE.search(target[: wrong.start()])
        start, end = (article or wrong).start(), wrong.end()
        choices = [_write(unit.target[start:end], word, article[2] if article else "") for word in right]
        params: tuple[tuple[str, str], ...] = (("word", wrong[0]), ("source", original[0]), ("right", ", ".join(right)))
        if wrong[0].lower().endswith(("s", "ed", "ing", "ly", "tion")):  # of another form than the words here
            choices = []
        fix = f"{unit.target[:start]}{choices[0]}{unit.target[end:]}" if len(choices) == 1 else None
        span = wrong.span()
        if len(choices) > 1:
            params += tuple(("variant", words) for words in choices)
            span = (start, end)  # what is picked takes the place of all of it
        found.append(Finding(CHECK, Severity.ADVISORY, "false_friend", original.span(), span, fix, params))
    return found


def _write(there: str, word: str, gap: str) -> str:
    """Another word for what is there; where that begins with an article and a gap, the article as the word wants it."""
    if not gap or word.startswith("ten "):
        return like(there, word)
    return f"{there[0]}{'n' if word[0] in 'aeio' else ''}{gap}{word}"
