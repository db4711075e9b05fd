"""The numbers of an English text: in digits, in words, and words that stand for one (twice, half, dozen)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from workflow.core.qa.figures import NUMBER, SPACES, Figure, Readings, join_scaled, read_digits, spread_scales, unique
from workflow.core.qa.plain import read_plain

D = Decimal
_SCALES = {
    "hundred": 10**2, "hundreds": 10**2, "thousand": 10**3, "thousands": 10**3, "million": 10**6, "millions": 10**6,
    "mln": 10**6, "mn": 10**6, "billion": 10**9, "billions": 10**9, "bn": 10**9, "bln": 10**9, "trillion": 10**12,
    "trillions": 10**12, "tln": 10**12, "tn": 10**12, "trn": 10**12, "trln": 10**12, "dozen": 12, "dozens": 12,
}  # fmt: skip
#: Letters that multiply only where a sum is meant; elsewhere they are units.
_LETTERS = {"k": 10**3, "m": 10**6, "b": 10**9}
_SCALE = re.compile(
    rf"[{SPACES}\-]?({'|'.join(sorted(_SCALES, key=len, reverse=True))})\b\.?|[{SPACES}]?([kmb])(?![\w’'])", re.IGNORECASE
)
_UNIT_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen
"""
_TEN_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_WORDS = """
    zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth
    sixteenth seventeenth eighteenth nineteenth
"""
_TENS = {word: 20 + 10 * n for n, word in enumerate(_TEN_WORDS.split())}
_CARDINALS = {word: n for n, word in enumerate(_UNIT_WORDS.split())} | _TENS
_ORDINALS = {word: n for n, word in enumerate(_ORDINAL_WORDS.split())} | {f"{word[:-1]}ieth": n for word, n in _TENS.items()}
_ORDINALS |= {"hundredth": 100, "thousandth": 1000}
_ORDINALS |= {f"{word}s": value for word, value in _ORDINALS.items() if value > 2}
_COUNTED = {
    word: tuple(D(v) for v in values.split())
    for words, values in (
        ("half halve halved halves halving", "0.5 50 2 30 1.5"),
        ("quarter quarters quarterly", "0.25 25 4 15 0.75 75"),
        ("third", "33 3 0.3333"),
        ("thirds", "67 66 0.6667 3"),
        ("once single sole only", "1"),
        ("twice double doubled doubling doubles doubly twofold couple pair pairs both two-fold twin twins either", "2"),
        ("thrice triple tripled tripling triples threefold trio treble", "3"),
        ("quadruple quadrupled fourfold quartet", "4"),
        ("fivefold quintet", "5"),
        ("tenfold decade decades", "10"),
        ("dozen dozens", "12"),
        ("century centuries centenary centennial", "100"),
        ("score scores", "20"),
        ("noon midday midnight", "12 0 24"),
        ("fortnight", "14 2"),
        ("weekly week", "7"),
        ("biannual bilateral bipartisan duo", "2"),
        ("trilateral trinity", "3"),
        ("anniversary", "1"),
    )
    for word in words.split()
}
_COVID = re.compile(r"(?:covid|coronavirus)(?![-‑\w])", re.IGNORECASE)
_AND_A_HALF = re.compile(rf"[ -]and[ -]a[ -]half\b(?:[ -]({'|'.join(_SCALES)})\b)?", re.IGNORECASE)
_WHICH = frozenset(["first", "second", "third", "fourth", "this", "last", "next", "previous", "each", "every", "same", "per"])
_DECADES = {f"{word[:-1]}ies": n for word, n in _TENS.items()}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?|"
    r"Nov(?:ember)?|Dec(?:ember)?)"
)
_WORD = re.compile(r"[A-Za-z]+")
_ROMAN = re.compile(r"(?<!\w)[IVXLC]+(?!\w)")
_BETWEEN = re.compile(rf"[{SPACES}]?[-–—−][{SPACES}]?[$€£₽]?|,? ?(?:to|and|or|versus|from|against|but) [$€£₽]?|, [$€£₽]?")
_YEARS = range(1000, 2200)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@lru_cache(maxsize=512)
def read_english(written: str) -> tuple[Readings, ...]:
    """The numbers of an English text in order; offsets are of its plain text."""
    text = read_plain(written).text
    taken: list[tuple[int, int]] = []
    return (*_read_numbers(text, taken), *([[f]] for f in _read_words(text, taken)))


def _read_numbers(text: str, taken: list[tuple[int, int]]) -> list[Readings]:
    readings: list[Readings] = []
    for match in NUMBER.finditer(text):
        end, scales = match.end(), [D(1)]
        if found := _SCALE.match(text, end):
            if found[1]:
                scales = [D(_SCALES[found[1].lower()])]
                # «2 hundred thousand»
                if (more := _SCALE.match(text, found.end())) and more[1]:
                    scales = [scales[0] * _SCALES[more[1].lower()]]
                    found = more
            else:
                scales = [D(1), D(_LETTERS[found[2].lower()])]
                if re.search(r"[$€£₽]\s?$", text[: match.start()]):
                    scales.reverse()
            end = found.end()
            taken.append((match.end(), end))
        ways = []
        for way in read_digits(match[0], comma=False):
            figures = []
            for n, (values, start, stop, loose) in enumerate(way):
                last = n == len(way) - 1
                by = scales if last else [D(1)]
                figures.append(
                    Figure(
                        match.start() + start,
                        end if last else match.start() + stop,
                        unique(v * scale for scale in by for v in values),
                        needed=not loose,
                        scale=by[0],
                        digits=(match.start() + start, match.start() + stop),
                    )
                )
            ways.append(_widen(figures, text, match))
        readings.append(ways)
    singles = [r[0][0] for r in readings if len(r) == 1 and len(r[0]) == 1]
    spread = {f.start: f for f in spread_scales(singles, text, _BETWEEN)}
    readings = [[[spread[r[0][0].start]]] if len(r) == 1 and len(r[0]) == 1 else r for r in readings]
    return join_scaled(readings, text)


def _widen(figures: list[Figure], text: str, match: re.Match[str]) -> list[Figure]:
    """What else digits may be in Russian: 6 pm → 18, 1990s → 90-е, 2019-20 → 2019/2020."""
    out = list(figures)
    first, last = out[0], out[-1]
    after = text[match.end() : match.end() + 12]
    if re.match(r"\s?p\.?\s?m\b", after, re.IGNORECASE) and 1 <= first.values[0] <= 12:
        out[0] = replace(first, values=(*first.values, first.values[0] + 12))
    if re.match(r"[’']?s\b", after) and last.values[0] % 10 == 0:
        value = last.values[0]
        if value in _YEARS:
            out[-1] = replace(last, values=(value, value % 100))
        elif value < 100:
            out[-1] = replace(last, values=(value, value + 1900, value + 2000))
    if re.fullmatch(r"[0-9]{1,2}[./][0-9]{1,2}(?:[./][0-9]{2,4})?", match[0]) and len(out) > 1:
        out[:2] = [replace(f, dated=True) for f in out[:2]]
    before = re.search(r"([0-9]{4})[-–—/]$", text[: last.start])
    if before and int(before[1]) in _YEARS and last.scale == 1:
        value, hundreds = last.values[0], D(int(before[1]) // 100 * 100)
        if value < 100:
            out[-1] = replace(last, values=(value, hundreds + value))
    return out


def _read_words(text: str, taken: list[tuple[int, int]]) -> list[Figure]:
    out: list[Figure] = []
    total = part = 0
    begin, stop = -1, -1

    def close() -> None:
        nonlocal total, part, begin
        if begin >= 0:
            out.append(_loose(begin, stop, total + part))
        total = part = 0
        begin = -1

    words = list(_WORD.finditer(text))
    for n, match in enumerate(words):
        start, end = match.span()
        word = match[0].lower()
        if any(a <= start < b for a, b in taken):
            close()
            continue
        if begin >= 0 and text[stop:start] not in (" ", "-", "\u00a0", "‑"):
            close()
        value = _CARDINALS.get(word)
        if value is not None:
            if and_half := _AND_A_HALF.match(text, end):
                times = D(_SCALES[and_half[1].lower()]) if and_half[1] else D(1)
                out.append(Figure(start, and_half.end(), ((value + D("0.5")) * times,), needed=False))
            if begin >= 0 and ((part % 100 < 20 and part % 100) or (value >= 10 and part % 100)):
                close()
            begin = start if begin < 0 else begin
            part += value
            stop = end
        elif word in _SCALES and (begin >= 0 or (n and words[n - 1][0].lower() in ("a", "an", "half", "several", "few"))):
            by = _SCALES[word]
            if begin < 0:
                begin = start
                half = (n and words[n - 1][0].lower() == "half") or (n > 1 and words[n - 2][0].lower() == "half")
                if half:
                    out.append(_loose(begin, end, by // 2))
            if by in (100, 12):
                part = (part or 1) * by
            else:
                total += (part or 1) * by
                part = 0
            stop = end
        elif word == "and" and begin >= 0 and (part % 100 == 0 and (part or total)):
            stop = end
        elif (ordinal := _ORDINALS.get(word)) is not None:
            if begin >= 0 and ordinal < 10 and part % 10 == 0:
                part += ordinal
                stop = end
                close()
            else:
                close()
                out.append(_loose(start, end, ordinal))
            out += [Figure(start, end, v, needed=False) for v in [_COUNTED.get(word)] if v]
        else:
            close()
            if not (word == "quarter" and n and words[n - 1][0].lower() in _WHICH):  # of a year
                out += _hidden(match[0], word, start, end)
    close()
    out += [_loose(*m.span(), _roman(m[0])) for m in _ROMAN.finditer(text)]
    out += [_loose(*m.span(), 19) for m in _COVID.finditer(text)]
    return out


def _hidden(written: str, word: str, start: int, end: int) -> list[Figure]:
    out = []
    if _MONTH.fullmatch(written):
        out.append(Figure(start, end, (D(_MONTHS.index(word[:3]) + 1),), needed=False, month=True))
    if values := _COUNTED.get(word):
        out.append(Figure(start, end, values, needed=False))
    if decade := _DECADES.get(word):
        out.append(Figure(start, end, (D(decade), D(1900 + decade)), needed=False))
    if word.endswith("fold") and (value := _CARDINALS.get(word[:-4])):
        out.append(_loose(start, end, value))
    return out


def _loose(start: int, end: int, value: int) -> Figure:
    return Figure(start, end, (D(value),), needed=False)


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(-v if n + 1 < len(values) and v < values[n + 1] else v for n, v in enumerate(values))
