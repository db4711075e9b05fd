"""Sentences of Russian text: razdel's, with repairs for what it is known to get wrong in news.

Works on visible text; the callers see to placeholders. A blank line always ends a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from razdel import sentenize

# razdel copies its buffer at every delimiter, so very long runs are handed over in portions.
_PORTION = 4_000
# A quotation or bracket longer than this is cut like any other text: a unit must stay editable.
_LONGEST_QUOTATION = 320
_LONGEST_BRACKET = 200
_LONGEST_TITLE = 100

_PARAGRAPH_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
_INVISIBLE = " \t\n\r\f\v\x1c-\x1f\x85\u00a0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_VISIBLE = re.compile(rf"[^{_INVISIBLE}](?:.*[^{_INVISIBLE}])?", re.DOTALL)

_LOWER_START = re.compile(r"[–—-]?\s*[а-яёa-z]")
_SPEECH_TAG = re.compile(r"[–—-]\s+[а-яё]")
_EDITOR_NOTE = re.compile(r"[–—-]\s*(?:[Рр]ед|[Пп]рим)\b")
_CLOSING_ONLY = re.compile(r"[\W_]+\Z")
_NUMBERED = re.compile(r"(?:\(?[0-9]{1,3}|[А-Яа-яA-Za-z])[.)]\Z")
_ABBREVIATION_BEFORE_NUMBER = re.compile(
    r"(?:^|[\s(«\"])(?:табл|рис|илл?|ст|ч|п|пп|гл|кв|д|стр|с|т|тт|вып|разд|абз|корп|стр|пом|оф|подп|№|N)\.\Z", re.IGNORECASE
)
_ABBREVIATION_BEFORE_NAME = re.compile(
    r"(?:^|[\s(«\"])(?:им|ул|пер|пл|просп|пр|бул|наб|пос|дер|гор|обл|р-н|св|гр|акад|проф|доц|ген|полк|кап|лейт|"
    r"г-н|г-жа|тов|мкр|ш|зам|гос|о|оз|р|х|с)\.\Z"
)
# A unit after a number ends a sentence when a capitalised word follows; "г." may stand before a city, so not that one.
_UNIT_THEN_CAPITAL = re.compile(
    r"[0-9]\s?(?:мм|см|км|кг|мг|мл|га|млн|млрд|трлн|тыс|руб|коп|долл|мин|сек|°\s?[СCF]|кв\.\s?м|куб\.\s?м)\."
    r"(?P<gap>\s+)(?=[А-ЯЁ][а-яё]|«[А-ЯЁ])"
)
# After a year "г." ends a sentence when a word follows that is no name.
_YEAR_THEN_WORD = re.compile(
    r"[0-9]\s?гг?\.(?P<gap>\s+)(?=(?:Он|Она|Оно|Они|Это|Этот|Эта|Эти|В|Во|На|По|С|Со|Но|И|А|Как|Также|Однако|Поэтому|При|"
    r"Для|За|Из|От|После|До|К|О|Об|У|Там|Тогда|Теперь|Сейчас|Всего|Если|Когда|Мы|Я|Вы|Тем|При|Согласно|Ранее)\s)"
)
# razdel takes "Ред." for an abbreviation; after a dash it ends the editor's note.
_NOTE_THEN_CAPITAL = re.compile(r"[–—-]\s*(?:[Пп]рим\.\s*)?[Рр]ед\.(?P<gap>\s+)(?=[А-ЯЁ«])")
_PAIRS = {"«": "»", "(": ")", "“": "”", "„": "“", "[": "]"}


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans ``(start, end)`` of the sentences of ``text`` in code points, without white space at either end.

    Only white space and invisible characters lie outside the spans. A text with nothing visible has none.
    """
    spans: list[tuple[int, int]] = []
    for start, end in _paragraphs(text):
        spans += _trim(text, _split_paragraph(text, start, end))
    return spans


def trim_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The span without white space and zero-width characters at its ends; None if nothing is left."""
    found = _VISIBLE.search(text, start, end)
    return (found.start(), found.end()) if found else None


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for match in _PARAGRAPH_BREAK.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _trim(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [trimmed for span in spans if (trimmed := trim_span(text, *span))]


def _split_paragraph(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans that touch each other and cover ``start`` to ``end``."""
    cuts: list[int] = []
    for first, last in _portions(text, start, end):
        portion = text[first:last]
        cuts += [first + sentence.start for sentence in sentenize(portion) if sentence.start or first > start]
        for pattern in (_UNIT_THEN_CAPITAL, _YEAR_THEN_WORD, _NOTE_THEN_CAPITAL):
            cuts += [first + match.end("gap") for match in pattern.finditer(portion)]
    cuts = sorted({cut for cut in cuts if start < cut < end})
    enclosed = _enclosed_spans(text, start, end) if cuts else []
    spans: list[tuple[int, int]] = []
    previous = start
    position = 0
    for cut in cuts:
        while position < len(enclosed) and enclosed[position][1] <= cut:
            position += 1
        inside = position < len(enclosed) and enclosed[position][0] < cut
        if inside or _belongs_together(text[previous:cut].strip(), text[cut : cut + 40].lstrip()):
            continue
        spans.append((previous, cut))
        previous = cut
    spans.append((previous, end))
    return spans


def _portions(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _PORTION:
        limit = start + _PORTION
        cut = text.rfind(". ", start, limit) + 2
        cut = cut if cut > 1 else text.rfind(" ", start, limit) + 1 or limit
        yield start, cut
        start = cut
    yield start, end


def _belongs_together(left: str, right: str) -> bool:
    """Whether razdel cut between two parts of one sentence."""
    return bool(
        not left
        or not right
        or _CLOSING_ONLY.match(left)
        or _CLOSING_ONLY.match(right)
        or _SPEECH_TAG.match(right)
        or _EDITOR_NOTE.match(right)
        or (_LOWER_START.match(right) and left[-1] not in ".…")
        or _NUMBERED.match(left)
        or (right[0].isdigit() and _ABBREVIATION_BEFORE_NUMBER.search(left[-12:]))
        or (right[0].isupper() and _ABBREVIATION_BEFORE_NAME.search(left[-12:]))
    )


def _enclosed_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Outermost quotations and brackets that close within their limit, in order: nothing is cut inside them."""
    spans: list[tuple[int, int]] = []
    open_marks: list[tuple[str, int]] = []
    for match in re.finditer(r"[«»()\[\]“”„\"]", text[start:end]):
        mark, at = match[0], start + match.start()
        top = open_marks[-1][0] if open_marks else ""
        if mark == '"':
            closes = top == '"' and not (text[at - 1 : at].isspace() and text[at + 1 : at + 2].isalnum())
        else:
            closes = _PAIRS.get(top) == mark
        if closes:
            _, opened = open_marks.pop()
            if at - opened <= _longest(top):
                while spans and spans[-1][0] > opened:
                    spans.pop()
                spans.append((opened, at + 1))
        elif mark == '"' or mark in _PAIRS:
            open_marks.append((mark, at))
        elif mark in "»)]":  # a stray closer: forget what it cannot close
            wanted = {"»": "«", ")": "(", "]": "["}[mark]
            while open_marks and any(kind == wanted for kind, _ in open_marks[-4:]):
                kind, opened = open_marks.pop()
                if kind == wanted:
                    if at - opened <= _longest(kind):
                        while spans and spans[-1][0] > opened:
                            spans.pop()
                        spans.append((opened, at + 1))
                    break
    return spans


def _longest(mark: str) -> int:
    if mark in "([":
        return _LONGEST_BRACKET
    return _LONGEST_TITLE if mark == '"' else _LONGEST_QUOTATION
