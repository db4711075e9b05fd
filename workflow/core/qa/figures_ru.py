"""The numbers of a Russian text: in digits, in words, inside words («двухэтажный»), and what is counted without a number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from workflow.core.qa.figures import NUMBER, SPACES, Figure, Readings, join_scaled, read_digits, spread_scales, unique
from workflow.core.qa.plain import read_plain
from workflow.core.stems import fold

D = Decimal
_SCALES: tuple[tuple[str, Decimal], ...] = (
    (r"тыс(?:\.|яч\w*)?|тыщ\w*", D(10**3)),
    (r"млн\b\.?|миллион\w*", D(10**6)),
    (r"млрд\b\.?|миллиард\w*", D(10**9)),
    (r"трлн\b\.?|триллион\w*", D(10**12)),
    (r"сот(?:ен|ни|ня|ню)\b", D(100)),
    (r"десятк\w+", D(10)),
    (r"дюжин\w*", D(12)),
)
_SCALE = re.compile(rf"[{SPACES}\-]?(?:" + "|".join(f"({p})" for p, _v in _SCALES) + ")", re.IGNORECASE)
_UNITS = {
    "ноль нуля нулю нулем ноля нулевой нулевого": 0,
    "один одна одно одного одной одному одним одном одну однажды": 1,
    "два две двух двум двумя двое двоих двоим двоими оба обе обоих обеих обоим обеими вдвоем вдвое дважды пара пары пару": 2,
    "три трех трем тремя трое троих троим троими втроем втрое трижды тройка тройки тройку": 3,
    "четыре четырех четырем четырьмя четверо четверых вчетверо вчетвером четверка четверки": 4,
    "пять пяти пятью пятеро пятерых впятеро пятерка пятерки": 5,
    "шесть шести шестью шестеро шестерых шестерка": 6,
    "семь семи семью семеро семерых семерка семерки": 7,
    "восемь восьми восемью восьмью восьмеро восьмерых восьмерка": 8,
    "девять девяти девятью девятеро": 9,
    "десять десяти десятью десяток десятка десятку десятки десятков вдесятеро": 10,
    "одиннадцать одиннадцати одиннадцатью": 11,
    "двенадцать двенадцати двенадцатью дюжина дюжины дюжину": 12,
    "тринадцать тринадцати": 13,
    "четырнадцать четырнадцати": 14,
    "пятнадцать пятнадцати": 15,
    "шестнадцать шестнадцати": 16,
    "семнадцать семнадцати": 17,
    "восемнадцать восемнадцати": 18,
    "девятнадцать девятнадцати": 19,
    "двадцать двадцати двадцатью двадцатка двадцатки": 20,
    "тридцать тридцати тридцатью": 30,
    "сорок сорока": 40,
    "пятьдесят пятидесяти пятьюдесятью": 50,
    "шестьдесят шестидесяти": 60,
    "семьдесят семидесяти": 70,
    "восемьдесят восьмидесяти": 80,
    "девяносто девяноста": 90,
    "сто ста сотня сотни сотню сотен": 100,
    "двести двухсот двумстам": 200,
    "триста трехсот тремстам": 300,
    "четыреста четырехсот": 400,
    "пятьсот пятисот": 500,
    "шестьсот шестисот": 600,
    "семьсот семисот": 700,
    "восемьсот восьмисот": 800,
    "девятьсот девятисот": 900,
}
_CARDINALS = {word: value for words, value in _UNITS.items() for word in words.split()}
_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10,
    "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15, "шестнадцат": 16, "семнадцат": 17,
    "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20, "тридцат": 30, "сороков": 40, "пятидесят": 50, "шестидесят": 60,
    "семидесят": 70, "восьмидесят": 80, "девяност": 90, "сот": 100, "тысячн": 1000,
}  # fmt: skip
_ORDINAL_END = r"(?:ый|ой|ий|ая|ья|ое|ье|ые|ьи|ого|ьего|ому|ьему|ым|ьим|ом|ьем|ую|ью|ей|ьей|ых|ьих|ыми|ьими|о|ьи)"
_ORDINAL = re.compile(rf"({'|'.join(sorted(_ORDINALS, key=len, reverse=True))}){_ORDINAL_END}")
_WORD_SCALES = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}
#: Beginnings of compounds: «двухэтажный», «пятилетие», «стодневный».
_PREFIXES = (
    ("полутор", D("1.5")), ("полтора", D("1.5")), ("полторы", D("1.5")), ("одно", D(1)), ("двух", D(2)), ("дву", D(2)),
    ("трех", D(3)), ("четырех", D(4)), ("пяти", D(5)), ("шести", D(6)), ("семи", D(7)), ("восьми", D(8)), ("девяти", D(9)),
    ("десяти", D(10)), ("одиннадцати", D(11)), ("двенадцати", D(12)), ("тринадцати", D(13)), ("четырнадцати", D(14)),
    ("пятнадцати", D(15)), ("шестнадцати", D(16)), ("семнадцати", D(17)), ("восемнадцати", D(18)), ("девятнадцати", D(19)),
    ("двадцати", D(20)), ("тридцати", D(30)), ("сорока", D(40)), ("пятидесяти", D(50)), ("шестидесяти", D(60)),
    ("семидесяти", D(70)), ("восьмидесяти", D(80)), ("девяносто", D(90)), ("сто", D(100)), ("двухсот", D(200)),
    ("трехсот", D(300)), ("пятисот", D(500)), ("тысяче", D(1000)), ("трое", D(3)), ("дво", D(2)), ("тро", D(3)),
)  # fmt: skip
#: What is counted without a number: the beginning of a word, and what an English text may say for it.
_COUNTED: tuple[tuple[re.Pattern[str], tuple[Decimal, ...]], ...] = tuple(
    (re.compile(pattern), tuple(D(v) for v in values.split()))
    for pattern, values in (
        (r"половин\w*|наполовину", "0.5 50 2"),
        (r"полгода|полугод\w*", "6 0.5"),
        (r"полвека", "50"),
        (r"получас\w*|полчаса", "30 0.5"),
        (r"полтора|полторы|полутора", "1.5 90 18 150 50"),
        (r"треть|трети|третью|третей", "33 3"),
        (r"четверть|четверти|четвертью", "0.25 25 4 15"),
        (r"сут(?:ки|ок|кам|ками|ках)|круглосуточ\w*|ежесуточ\w*", "24"),
        (r"вдвое|двукратн\w*|удво\w*", "2 0.5 50 100"),
        (r"втрое|трехкратн\w*|утро(?:ил|ит)\w*", "3"),
        (r"век|века|веке|веков|столети\w*", "100"),
        (r"десятилети\w*", "10"),
        (r"ковид\w*|коронавирус\w*|covid\w*|пандеми\w*", "19"),
        (r"год|года|году|годовой|годовщин\w*|ежегодн\w*", "1 12"),
        (r"недел\w*", "7"),
        (r"полдень|полдня|пополудни", "12"),
        (r"полночь|полуночи", "12 0 24"),
        (r"кварт\w*", "4"),
        (r"несовершеннолетн\w*", "18"),
        (r"двадцатилети\w*", "20"),
    )
)
_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})(?:ь|я|е|ю|ем|а|у|ом|й|ям|ями|ях)?")
_WORD = re.compile(r"[а-яё]+|[A-Za-z]+", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![\w.])[IVXLC]+(?!\w)|(?<!\w)[IVXLCХ]+(?!\w)")
_BETWEEN = re.compile(rf"[{SPACES}]?[-–—−][{SPACES}]?|,? ?(?:до|и|или|против|с|к) |, (?:а )?|[%{SPACES}]+(?:до|и|или) ")
_DECADE = re.compile(rf"[{SPACES}]?-?(?:х|е|ых|ые|ми)(?!\w)")
_WITH_HALF = re.compile(r"с половиной\b", re.IGNORECASE)
_LATER = re.compile(r"[\s.]*(?:часов |час(?:а)? )?(?:вечера|дня|пополудни)")
_YEARS = range(1000, 2200)
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


@lru_cache(maxsize=512)
def read_russian(written: str) -> tuple[Readings, ...]:
    """The numbers of a Russian text in order; offsets are of its plain text."""
    text = read_plain(written).text
    out: list[Readings] = []
    taken: list[tuple[int, int]] = []
    figures = _read_numbers(text, taken)
    out += figures
    out += [[[f]] for f in _read_words(text, taken)]
    return tuple(out)


def _read_numbers(text: str, taken: list[tuple[int, int]]) -> list[Readings]:
    readings: list[Readings] = []
    for match in NUMBER.finditer(text):
        end = match.end()
        scale = D(1)
        if found := _SCALE.match(text, end):
            scale = next(v for (_p, v), group in zip(_SCALES, found.groups(), strict=True) if group)
            end = found.end()
            taken.append((match.end(), end))
        ways: list[list[Figure]] = []
        for way in read_digits(match[0], comma=True):
            figures = []
            for n, (values, start, stop, loose) in enumerate(way):
                last = n == len(way) - 1
                by = scale if last else D(1)
                figures.append(
                    Figure(
                        match.start() + start,
                        end if last else match.start() + stop,
                        unique(v * by for v in values),
                        needed=not loose,
                        scale=by,
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
    """What else numbers in digits may be in English: 18:30 → 6:30, 90-х → 1990s, 2019/2020 → 2019-20."""
    out = list(figures)
    written = match[0]
    first = out[0]
    value = first.values[0]
    after = text[match.end() : match.end() + 24]
    hours = bool(re.fullmatch(r"[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?", written)) and len(out) > 1
    if (hours or re.match(r"\s?(?:час|ч\.|ч\b)", after)) and 12 < value <= 24:
        out[0] = replace(first, values=(*first.values, value - 12))
    elif value in (0, 24) and hours:
        out[0] = replace(first, values=(*first.values, D(12), D(0), D(24)), needed=False)
    elif 1 <= value <= 12 and _LATER.match(after):
        out[0] = replace(first, values=(*first.values, value + 12))
    last = out[-1]
    if _DECADE.match(text, last.end) and 0 < last.values[0] < 100 and last.values[0] % 10 == 0:
        out[-1] = replace(last, values=(*last.values, last.values[0] + 1900, last.values[0] + 2000, last.values[0] + 1800))
    before = re.search(r"([0-9]{4})[-–—/]$", text[: last.start])
    if before and int(before[1]) in _YEARS and last.scale == 1:
        value = last.values[0]
        hundreds = D(int(before[1]) // 100 * 100)
        if value < 100:
            out[-1] = replace(last, values=(value, hundreds + value))
        elif hundreds <= value < hundreds + 100:
            out[-1] = replace(last, values=(value, value - hundreds))
    if re.fullmatch(r"[0-9]{1,2}[./][0-9]{1,2}(?:[./][0-9]{2,4})?", written) and len(out) > 1:
        out[:2] = [replace(f, dated=True) for f in out[:2]]  # 05.02.2026
    return out


def _read_words(text: str, taken: list[tuple[int, int]]) -> list[Figure]:
    out: list[Figure] = []
    run: list[tuple[int, int, int | Decimal]] = []  # start, end, value of cardinals that stand together

    def close(extra: int = 0) -> None:
        if run:
            out.append(_loose(run[0][0], run[-1][1], sum(v for *_s, v in run) + extra))
            if len(run) > 1:
                out.extend(_loose(s, e, v) for s, e, v in run)
            run.clear()

    for match in _WORD.finditer(text):
        if any(a <= match.start() < b for a, b in taken):
            close()
            continue
        start, end = match.span()
        word = fold(match[0])
        if run and text[run[-1][1] : start].strip(SPACES) not in ("", "с"):
            close()
        value = _CARDINALS.get(word)
        scale = next((by for stem, by in _WORD_SCALES.items() if word.startswith(stem)), None)
        if value is not None:
            run.append((start, end, value))
            if word.startswith(("вдв", "втр", "дваж", "триж", "сот", "десятк", "пар", "дюж")):
                close()
        elif run and word == "половиной" and text[:start].endswith(("с ", "С ")):
            run.append((start, end, D("0.5")))
        elif run and word == "с" and _WITH_HALF.match(text, start):
            continue
        elif scale is not None:
            total = sum(v for *_s, v in run) or 1
            begin = run[0][0] if run else start
            run.clear()
            out.append(_loose(begin, end, total * scale))
        elif (ordinal := _ORDINAL.fullmatch(word)) is not None:
            n = _ORDINALS[ordinal[1]]
            total = sum(v for *_s, v in run) + n
            begin = run[0][0] if run else start
            run.clear()
            out.append(_loose(begin, end, total))
        else:
            close()
            out += _hidden(word, start, end)
    close()
    for match in _ROMAN.finditer(text):
        out.append(_loose(*match.span(), _roman(match[0].replace("Х", "X"))))
    return out


def _hidden(word: str, start: int, end: int) -> list[Figure]:
    """Numbers a word only hints at."""
    out = []
    if month := _MONTH.fullmatch(word):
        out.append(Figure(start, end, (D(_MONTHS.index(month[1]) + 1),), needed=False, month=True))
    for pattern, values in _COUNTED:
        if pattern.fullmatch(word):
            out.append(Figure(start, end, values, needed=False))
            out.extend(Figure(start, end, (value,), needed=False) for value in values[1:])
    if len(word) > 5:
        for prefix, value in _PREFIXES:
            if word.startswith(prefix):
                out.append(Figure(start, end, (value,), needed=False))
    if word.startswith("пол") and len(word) > 5:
        for stem, by in _WORD_SCALES.items():
            if word[3:].startswith(stem):
                out.append(_loose(start, end, by // 2))
    return out


def _loose(start: int, end: int, value: int | Decimal) -> Figure:
    return Figure(start, end, (D(value),), needed=False)


def _roman(letters: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in letters]
    return sum(-v if n + 1 < len(values) and v < values[n + 1] else v for n, v in enumerate(values))
