"""The numbers of an English text: in digits, in words, and words that stand for one (twice, half, dozen)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from workflow.core.qa.figures import SPACES, Figure, Readings, Word, spread_scales
from workflow.core.qa.figures_read import Digits, Scale, find_century, is_year, loose, read_numbers, read_roman
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
_ORDINALS |= {f"{word}ly": value for word, value in _ORDINALS.items() if value}
_ORDINALS |= {f"{word}s": value for word, value in _ORDINALS.items() if value > 2 and not word.endswith("ly")}
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
        ("semifinal semifinals semi", "0.5"),
        ("noughties aughts", "2000"),
        ("completely fully entirely absolutely totally wholly", "100"),
    )
    for word in words.split()
}
#: Days that Russian tells by their date.
_HOLIDAYS = tuple(
    (re.compile(rf"\b(?:{name})"), days)
    for name, days in (
        ("Victory Day|V-E Day", (9, 5)), ("May Day|Labou?r Day", (1, 5)), ("New Year", (1, 31)), ("Women[’']s Day", (8,)),
        ("(?:Defenders?|Defence|Defense) of the Fatherland|Army Day", (23,)), ("Russia Day", (12,)), ("Unity Day", (4,)),
        ("Christmas", (7, 25)), ("Knowledge Day", (1,)),
    )
)  # fmt: skip
_DAY_LONG = re.compile(r"\b(?:a|one|per|every) day\b|\b(?:round|around)[ -]the[ -]clock\b", re.IGNORECASE)
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
#: Hundreds, tens of thousands: more or less so many.
_VAGUE = re.compile(
    r"\b(?P<first>tens|dozens|scores|hundreds|thousands|millions|billions|trillions)"
    r"(?: of (?P<more>thousands|millions|billions))?\b",
    re.IGNORECASE,
)
_VAGUE_VALUES = {"tens": (10,), "dozens": (12, 10), "scores": (20, 10)}
_SHARES = frozenset(
    [
        *("half", "halves", "halved", "quarter", "quarters", "thirds"),
        *("twice", "doubled", "thrice", "triple", "tripled", "threefold", "quadrupled", "fourfold"),
    ]
)
#: Behind a number: it is a part of a fraction. Behind an ordinal: it is one, or it is no number at all.
_FRACTION = re.compile(rf"[{SPACES}-](?:thirds|quarters|halves|fifths|sixths|eighths|tenths|hundredths|dozen)\b", re.IGNORECASE)
_PART = re.compile(rf"[{SPACES}-]part(?:y|ies)\b|[{SPACES}](?:of|as)\b", re.IGNORECASE)
_ONE = re.compile(rf"\b(?:a|an|one|two|three|four|each)[{SPACES}-]\Z", re.IGNORECASE)


@lru_cache(maxsize=512)
def read_english(written: str) -> tuple[Readings, ...]:
    """The numbers of an English text in order; offsets are of its plain text."""
    text = read_plain(written).text
    readings, taken = read_numbers(text, _DIGITS)
    words = spread_scales(_read_words(text, taken), text, _BETWEEN)
    return (*readings, *([[f]] for f in words))


def _find_scale(text: str, match: re.Match[str]) -> Scale:
    found = _SCALE.match(text, match.end())
    if found is None:
        return None
    if found[1]:
        scale = D(_SCALES[found[1].lower()])
        # «2 hundred thousand»
        if (more := _SCALE.match(text, found.end())) and more[1]:
            return (scale * _SCALES[more[1].lower()],), more.end()
        return (scale,), found.end()
    scales = (D(1), D(_LETTERS[found[2].lower()]))
    return (scales[::-1] if re.search(r"[$€£₽]\s?$", text[: match.start()]) else scales), found.end()


def _widen(figures: list[Figure], text: str, match: re.Match[str]) -> list[Figure]:
    """What else digits may be in Russian: 6 pm → 18, 1990s → 90-е, 2019-20 → 2019/2020."""
    out = list(figures)
    first, last = out[0], out[-1]
    after = text[match.end() : match.end() + 12]
    if re.match(r"\s?p\.?\s?m\b", after, re.IGNORECASE) and 1 <= first.values[0] <= 12:
        out[0] = replace(first, values=(*first.values, first.values[0] + 12))
    if re.match(r"[’']?s\b", after) and last.values[0] % 10 == 0:
        value = last.values[0]
        if is_year(value):
            out[-1] = replace(last, values=(value, value % 100))
        elif value < 100:
            out[-1] = replace(last, values=(value, value + 1900, value + 2000))
    if (hundreds := find_century(last, text)) is not None and last.values[0] < 100:
        out[-1] = replace(last, values=(last.values[0], hundreds + last.values[0]))
    return out


_DIGITS = Digits(comma=False, find_scale=_find_scale, widen=_widen, between=_BETWEEN)


def _read_words(text: str, taken: list[tuple[int, int]]) -> list[Figure]:
    vague = list(_VAGUE.finditer(text))
    out = [_read_vague(match) for match in vague]
    taken = [*taken, *(match.span() for match in vague)]
    total = part = scale = 0
    begin, stop = -1, -1
    exact = True  # no «several hundred»

    def close(ordinal: bool = False) -> None:
        nonlocal total, part, begin, scale, exact
        if begin >= 0:
            value = total + part
            word = Word.ORDINAL if ordinal else Word.CARDINAL if exact else Word.VAGUE
            needed = exact and value > 2 and not _FRACTION.match(text, stop) and not _AND_A_HALF.match(text, stop)
            by = D(1 if part else scale or 1)
            out.append(Figure(begin, stop, (D(value),), needed=needed, word=word, scale=by))
        total = part = scale = 0
        begin, exact = -1, True

    words = list(_WORD.finditer(text))
    for n, match in enumerate(words):
        start, end = match.span()
        word = match[0].lower()
        if taken and any(a <= start < b for a, b in taken):
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
                begin, exact = start, False
                half = (n and words[n - 1][0].lower() == "half") or (n > 1 and words[n - 2][0].lower() == "half")
                if half:
                    out.append(loose(begin, end, by // 2, Word.CARDINAL))
            if by in (100, 12):
                part = (part or 1) * by
            else:
                total += (part or 1) * by
                part, scale = 0, by
            stop = end
            if half_more := _AND_A_HALF.match(text, end):
                out.append(Figure(begin, half_more.end(), (D(total + part) + D(by) / 2,), needed=False))
        elif word == "and" and begin >= 0 and (part % 100 == 0 and (part or total)):
            stop = end
        elif (ordinal := _ORDINALS.get(word)) is not None:
            if not (begin >= 0 and ordinal < 10 and part >= 20 and part % 10 == 0):
                close()
                begin = start
            part += ordinal
            stop = end
            exact = not _PART.match(text, end) and not _ONE.search(text[:start]) and not word.endswith(("ths", "rds"))
            close(ordinal=True)
            values = _COUNTED.get(word, (D(100) / ordinal,) if ordinal > 3 else ())
            out += [Figure(start, end, (value,), needed=False) for value in values]
        else:
            if begin >= 0:
                close()
            if not (word == "quarter" and n and words[n - 1][0].lower() in _WHICH):  # of a year
                out += _hidden(match[0], word, start, end)
    close()
    out += [read_roman(match) for match in _ROMAN.finditer(text)]
    out += [loose(*m.span(), day) for name, days in _HOLIDAYS for m in name.finditer(text) for day in days]
    out += [loose(*match.span(), 24) for match in _DAY_LONG.finditer(text)]
    out += [loose(*match.span(), 19) for match in _COVID.finditer(text)]
    return out


def _read_vague(match: re.Match[str]) -> Figure:
    first = match["first"].lower()
    values = _VAGUE_VALUES.get(first) or (_SCALES[first],)
    by = _SCALES[match["more"].lower()] if match["more"] else 1
    return Figure(*match.span(), tuple(D(value * by) for value in values), needed=False, word=Word.VAGUE)


def spell_number(value: Decimal, *, ordinal: bool) -> str | None:
    """A number in words, where it is no longer than two of them."""
    cardinals = {n: word for word, n in _CARDINALS.items()}
    words = dict(enumerate(_ORDINAL_WORDS.split())) | {n: f"{w[:-1]}ieth" for w, n in _TENS.items()} if ordinal else cardinals
    if value in words:
        return words[int(value)]
    tens, units = divmod(int(value), 10)
    if value != int(value) or not 20 < value < 100:
        return None
    return f"{cardinals[tens * 10]}-{words[units]}"


def _hidden(written: str, word: str, start: int, end: int) -> list[Figure]:
    out = []
    if word[:3] in _MONTHS and _MONTH.fullmatch(written):
        out.append(Figure(start, end, (D(_MONTHS.index(word[:3]) + 1),), needed=False, month=True))
    if values := _COUNTED.get(word):
        out.append(Figure(start, end, values, needed=False, word=Word.SHARE if word in _SHARES else Word.NONE))
    if decade := _DECADES.get(word):
        out.append(Figure(start, end, (D(decade), D(1900 + decade)), needed=False))
    if word.endswith("fold") and (value := _CARDINALS.get(word[:-4])):
        out.append(loose(start, end, value, Word.SHARE))
    return out
