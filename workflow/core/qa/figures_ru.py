"""The numbers of a Russian text: in digits, in words, inside words («двухэтажный»), and what is counted without a number."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from workflow.core.qa.figures import SPACES, Figure, Readings, Word, spread_scales
from workflow.core.qa.figures_read import Digits, Scale, find_century, loose, read_numbers, read_roman
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
    "ноль нуля нулю нулем": 0,
    "один одна одно одного одной одному одним одном одну": 1,
    "два две двух двум двумя двое двоих двоим двоими": 2,
    "три трех трем тремя трое троих троим троими": 3,
    "четыре четырех четырем четырьмя четверо четверых четверым": 4,
    "пять пяти пятью пятеро пятерых пятерым": 5,
    "шесть шести шестью шестеро шестерых шестерым": 6,
    "семь семи семью семеро семерых семерым": 7,
    "восемь восьми восемью восьмью восьмеро восьмерых": 8,
    "девять девяти девятью девятеро девятерых": 9,
    "десять десяти десятью": 10,
    "одиннадцать одиннадцати одиннадцатью": 11,
    "двенадцать двенадцати двенадцатью": 12,
    "тринадцать тринадцати тринадцатью": 13,
    "четырнадцать четырнадцати четырнадцатью": 14,
    "пятнадцать пятнадцати пятнадцатью": 15,
    "шестнадцать шестнадцати шестнадцатью": 16,
    "семнадцать семнадцати семнадцатью": 17,
    "восемнадцать восемнадцати восемнадцатью": 18,
    "девятнадцать девятнадцати девятнадцатью": 19,
    "двадцать двадцати двадцатью": 20,
    "тридцать тридцати тридцатью": 30,
    "сорок сорока": 40,
    "пятьдесят пятидесяти пятьюдесятью": 50,
    "шестьдесят шестидесяти шестьюдесятью": 60,
    "семьдесят семидесяти семьюдесятью": 70,
    "восемьдесят восьмидесяти": 80,
    "девяносто девяноста": 90,
    "сто ста": 100,
    "двести двухсот двумстам двумястами двухстах": 200,
    "триста трехсот тремстам тремястами трехстах": 300,
    "четыреста четырехсот четыремстам": 400,
    "пятьсот пятисот пятистам": 500,
    "шестьсот шестисот": 600,
    "семьсот семисот": 700,
    "восемьсот восьмисот": 800,
    "девятьсот девятисот": 900,
}
_CARDINALS = {word: value for words, value in _UNITS.items() for word in words.split()}
#: Forms that are words of their own: a family, a magpie, with a pole.
_AMBIGUOUS = frozenset(["семью", "сорока", "шестом", "пятой", "пятам"])
_GROUPS = {
    "однажды": 1,
    "оба обе обоих обеим обеих обоим обеими обоими вдвоем пара пары пару двойка двойки двойку двойкой": 2,
    "втроем тройка тройки тройку тройкой тройке": 3,
    "вчетвером четверка четверки четверку четверкой четверке": 4,
    "впятером пятерка пятерки пятерку пятеркой пятерке": 5,
    "шестерка шестерки шестерку": 6,
    "семерка семерки семерку семеркой семерке": 7,
    "восьмерка восьмерки восьмерку": 8,
    "десятка десятку десяткой": 10,
    "дюжина дюжины дюжину": 12,
    "двадцатка двадцатки двадцатку двадцаткой двадцатке": 20,
}
_GROUPED = {word: value for words, value in _GROUPS.items() for word in words.split()}
_ORDINALS = {
    "перв": 1, "втор": 2, "трет": 3, "четверт": 4, "пят": 5, "шест": 6, "седьм": 7, "восьм": 8, "девят": 9, "десят": 10,
    "одиннадцат": 11, "двенадцат": 12, "тринадцат": 13, "четырнадцат": 14, "пятнадцат": 15, "шестнадцат": 16, "семнадцат": 17,
    "восемнадцат": 18, "девятнадцат": 19, "двадцат": 20, "тридцат": 30, "сороков": 40, "пятидесят": 50, "шестидесят": 60,
    "семидесят": 70, "восьмидесят": 80, "девяност": 90, "сот": 100, "тысячн": 1000,
}  # fmt: skip
_ORDINAL_END = r"(?:ый|ой|ий|ая|ья|ое|ье|ые|ьи|ого|ьего|ому|ьему|ым|ьим|ом|ьем|ую|ью|ей|ьей|ых|ьих|ыми|ьими|о|ьи)"
_ORDINAL = re.compile(rf"({'|'.join(sorted(_ORDINALS, key=len, reverse=True))}){_ORDINAL_END}")
_WORD_SCALES = {"тысяч": 10**3, "миллион": 10**6, "миллиард": 10**9, "триллион": 10**12}
_SCALE_WORD = re.compile(rf"({'|'.join(_WORD_SCALES)})(?:а|е|и|у|ы|ов|ей|ам|ами|ах|ом|ой|ью)?")
_TENS = re.compile(r"(?:десят(?:ок|ка|ки|ков|кам|ками|ках|ком))|(?:сот(?:ня|ни|ню|ней|не|ен|ням|нями|нях))")
_FRACTIONS = re.compile(rf"[{SPACES}](?:четверт[ьи]|трет[иь]|целых|[а-я]+(?:ых|ая) (?:дол|част)|пятых|десятых|сотых)")
#: Beginnings of compounds: «двухэтажный», «пятилетие», «стодневный».
_PREFIXES = (
    ("полутор", D("1.5")), ("полтора", D("1.5")), ("полторы", D("1.5")), ("одно", D(1)), ("двух", D(2)), ("дву", D(2)),
    ("трех", D(3)), ("четырех", D(4)), ("пяти", D(5)), ("шести", D(6)), ("семи", D(7)), ("восьми", D(8)), ("девяти", D(9)),
    ("десяти", D(10)), ("одиннадцати", D(11)), ("двенадцати", D(12)), ("тринадцати", D(13)), ("четырнадцати", D(14)),
    ("пятнадцати", D(15)), ("шестнадцати", D(16)), ("семнадцати", D(17)), ("восемнадцати", D(18)), ("девятнадцати", D(19)),
    ("двадцати", D(20)), ("тридцати", D(30)), ("сорока", D(40)), ("пятидесяти", D(50)), ("шестидесяти", D(60)),
    ("семидесяти", D(70)), ("восьмидесяти", D(80)), ("девяносто", D(90)), ("сто", D(100)), ("двухсот", D(200)),
    ("трехсот", D(300)), ("пятисот", D(500)), ("тысяче", D(1000)), ("трое", D(3)), ("дво", D(2)), ("тро", D(3)),
    ("третье", D(3)), ("четверо", D(4)), ("тре", D(3)), ("пятер", D(5)), ("шестер", D(6)), ("семер", D(7)),
)  # fmt: skip
#: What is counted without a number: the beginning of a word, and what an English text may say for it.
_COUNTED: tuple[tuple[re.Pattern[str], tuple[Decimal, ...]], ...] = tuple(
    (re.compile(pattern), tuple(D(v) for v in values.split()))
    for pattern, values in (
        (r"половин\w*|наполовину", "0.5 50 2"),
        (r"полгода|полугод\w*", "6 0.5"),
        (r"полвека", "50"),
        (r"нулев(?:ых|ые|ым|ыми)", "2000"),
        (r"получас\w*|полчаса", "30 0.5"),
        (r"полтора|полторы|полутора", "1.5 90 18 150 50"),
        (r"треть|трети|третью|третей", "33 3"),
        (r"четверть|четверти|четвертью", "0.25 25 4 15"),
        (r"сут(?:ки|ок|кам|ками|ках)|круглосуточ\w*|ежесуточ\w*", "24"),
        (r"вдвое|дважды|двукратн\w*|удво\w*", "2 0.5 50 100"),
        (r"втрое|трижды|трехкратн\w*|утро(?:ил|ит)\w*", "3 200"),
        (r"вчетверо|четырежды", "4"),
        (r"впятеро|пятикратн\w*", "5"),
        (r"вшестеро", "6"),
        (r"вдесятеро|десятикратн\w*", "10"),
        (r"век|века|веке|веков|столети\w*", "100"),
        (r"десятилети\w*", "10"),
        (r"ковид\w*|коронавирус\w*|covid\w*|пандеми\w*", "19"),
        (r"год|года|году|годовой|годовщин\w*|ежегодн\w*", "1 12"),
        (r"недел\w*", "7"),
        (r"полдень|полдня|пополудни", "12"),
        (r"полночь|полуночи", "12 0 24"),
        (r"кварт\w*", "4 3"),
        (r"полсотни", "50"),
        (r"полдюжины", "6"),
        (r"тройн(?:я|и|ю|ей)", "3"),
        (r"несовершеннолетн\w*", "18"),
        (r"двадцатилети\w*", "20"),
    )
)
#: Any of them: what every other word of a text is asked instead of each in turn.
_ANY_COUNTED = re.compile("|".join(pattern.pattern for pattern, _ in _COUNTED))
_ANY_PREFIX = tuple(prefix for prefix, _ in _PREFIXES)
#: How words of `_SCALE_WORD`, `_TENS` and `_ORDINAL` begin.
_NUMERIC = (*_WORD_SCALES, *_ORDINALS, "десят", "сот")
_MONTHS = ("январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр")
_MONTH = re.compile(rf"({'|'.join(_MONTHS)})(?:ь|я|е|ю|ем|а|у|ом|й|ям|ями|ях)?")
_WORD = re.compile(r"[а-яё]+|[A-Za-z]+", re.IGNORECASE)
_ROMAN = re.compile(r"(?<![\w.])[IVXLC]+(?!\w)|(?<!\w)[IVXLCХ]+(?!\w)")
_BETWEEN = re.compile(rf"[{SPACES}]?[-–—−][{SPACES}]?|,? ?(?:до|и|или|против|с|к) |, (?:а )?|[%{SPACES}]+(?:до|и|или) ")
_DECADE = re.compile(rf"[{SPACES}]?-?(?:х|е|ых|ые|ми)(?!\w)")
_WITH_HALF = re.compile(r"с половиной\b", re.IGNORECASE)
_FIRST_OF_ALL = re.compile(rf"[{SPACES}](?:очередь|попавш|встречн)", re.IGNORECASE)
_SEVERAL = re.compile(rf"\b(дв(?:е|ух|умя)[{SPACES}]трет|тр(?:и|ех|ёх|емя)[{SPACES}]четверт)\w+", re.IGNORECASE)
_NIGHT = re.compile(rf"\bночь[{SPACES}]на[{SPACES}]([0-9]{{1,2}})(?![0-9.,:])", re.IGNORECASE)
_PARTS = {"д": (D(67), D(66), D("0.6667")), "т": (D(75), D("0.75"))}
_FINAL = re.compile(rf"[{SPACES}]финал", re.IGNORECASE)
_LATER = re.compile(r"[\s.]*(?:часов |час(?:а)? )?(?:вечера|дня|пополудни)")
#: Parts and times, of which another one in the text is a mistake.
_SHARES = re.compile(
    r"половин\w*|полтора|полторы|полутора|трет[ьи]|третью|четверт[ьи]|четвертью|вдвое|дважды|втрое|трижды|вчетверо|впятеро"
)


@lru_cache(maxsize=512)
def read_russian(written: str) -> tuple[Readings, ...]:
    """The numbers of a Russian text in order; offsets are of its plain text."""
    text = read_plain(written).text
    readings, taken = read_numbers(text, _DIGITS)
    words = spread_scales(_read_words(text, taken), text, _BETWEEN)
    return (*readings, *([[f]] for f in words))


def _find_scale(text: str, match: re.Match[str]) -> Scale:
    found = _SCALE.match(text, match.end())
    if found is None:
        return None
    return (next(v for (_p, v), group in zip(_SCALES, found.groups(), strict=True) if group),), found.end()


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
    if "/" in written and len(out) == 1 and _FINAL.match(text, match.end()) and 0 < value < 1:
        out[0] = replace(first, values=(*first.values, (2 / value).to_integral_value()))  # the round of sixteen
    last = out[-1]
    if _DECADE.match(text, last.end) and 0 < last.values[0] < 100 and last.values[0] % 10 == 0:
        out[-1] = replace(last, values=(*last.values, last.values[0] + 1900, last.values[0] + 2000, last.values[0] + 1800))
    if (hundreds := find_century(last, text)) is not None:
        value = last.values[0]
        if value < 100:
            out[-1] = replace(last, values=(value, hundreds + value))
        elif hundreds <= value < hundreds + 100:
            out[-1] = replace(last, values=(value, value - hundreds))
    return out


_DIGITS = Digits(comma=True, find_scale=_find_scale, widen=_widen, between=_BETWEEN)


class _Run:
    """Words that make one number as they come: «две тысячи двадцать четвёртого»."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.out: list[Figure] = []
        self.parts: list[tuple[int, int, Decimal]] = []
        self.total, self.group, self.scale = D(0), D(0), D(0)

    def fits(self, start: int, value: Decimal) -> bool:
        """Whether a number may go on with this one: «двадцать» with «пять», and not «пять» with «шесть»."""
        if not self.parts or self.text[self.parts[-1][1] : start].strip(SPACES):
            return False
        last = self.group or self.scale
        return value < last and last != 10 and last % (10 ** len(str(int(value)))) == 0

    def add(self, start: int, end: int, value: Decimal) -> None:
        self.parts.append((start, end, value))
        self.group += value

    def multiply(self, start: int, end: int, by: int) -> None:
        """A scale behind a number; alone it is a vague one, and «десятки» or «сотни» before it have been read."""
        if self.scale and by >= self.scale:
            self.close()
        self.total += (self.group or 1) * by
        self.group, self.scale = D(0), D(by)
        self.parts.append((start, end, D(by)))

    def close(self, ordinal: bool = False) -> None:
        if not self.parts:
            return
        start, end, value = self.parts[0][0], self.parts[-1][1], self.total + self.group
        vague = self.parts[0][2] == self.scale and not ordinal
        word = Word.ORDINAL if ordinal else Word.VAGUE if vague else Word.CARDINAL
        if len(self.parts) == 1 and fold(self.text[start:end]) in _AMBIGUOUS:
            word = Word.NONE
        exact = word in (Word.CARDINAL, Word.ORDINAL) and not _FRACTIONS.match(self.text, end)
        values = (value, value + 12) if value <= 12 and _LATER.match(self.text, end) else (value,)
        scale = self.scale if not self.group else D(1)
        self.out.append(Figure(start, end, values, needed=exact and value > 2, word=word, scale=scale or D(1)))
        if len(self.parts) > 1 and not self.scale:
            self.out.extend(loose(*part) for part in self.parts)
        self.parts, self.total, self.group, self.scale = [], D(0), D(0), D(0)


def _read_words(text: str, taken: list[tuple[int, int]]) -> list[Figure]:
    run = _Run(text)
    half = -1  # where «полтора» stands that may have a scale behind it
    for match in _WORD.finditer(text):
        start, end = match.span()
        if taken and any(a <= start < b for a, b in taken):
            run.close()
            continue
        word = fold(match[0])
        if run.parts and text[run.parts[-1][1] : start].strip(SPACES) not in ("", "с"):
            run.close()
        numeric = word.startswith(_NUMERIC)
        if numeric and (scale := _SCALE_WORD.fullmatch(word)) is not None:
            by = _WORD_SCALES[scale[1]]
            if half >= 0 and not text[half:start].split()[1:]:
                run.out.append(loose(half, end, D("1.5") * by, Word.CARDINAL))
            else:
                run.multiply(start, end, by)
        elif (value := _CARDINALS.get(word)) is not None:
            if not run.fits(start, D(value)):
                run.close()
            run.add(start, end, D(value))
        elif numeric and _TENS.fullmatch(word):
            _count_tens(run, start, end, 10 if word.startswith("д") else 100)
        elif run.parts and word == "половиной" and text[:start].endswith(("с ", "С ")):
            run.add(start, end, D("0.5"))
        elif run.parts and word == "с" and _WITH_HALF.match(text, start):
            continue
        elif numeric and (ordinal := _ORDINAL.fullmatch(word)) is not None:
            if not run.fits(start, D(_ORDINALS[ordinal[1]])):
                run.close()
            if not _FIRST_OF_ALL.match(text, end):
                run.add(start, end, D(_ORDINALS[ordinal[1]]))
            run.close(ordinal=True)
        else:
            run.close()
            run.out += _hidden(word, start, end)
        half = start if word in ("полтора", "полторы", "полутора") else -1
    run.close()
    # the night to the 5th is that of 4–5
    run.out += [loose(*m.span(), day) for m in _NIGHT.finditer(text) for day in _days_before(int(m[1]))]
    run.out += [Figure(*m.span(), _PARTS[m[1][0].lower()], needed=False) for m in _SEVERAL.finditer(text)]
    return run.out + [read_roman(match) for match in _ROMAN.finditer(text)]


def _days_before(day: int) -> tuple[int, ...]:
    return (day - 1,) if day > 1 else (28, 29, 30, 31)


def _count_tens(run: _Run, start: int, end: int, by: int) -> None:
    """«Три десятка» are 30, «сотни» hundreds, «десятки тысяч» tens of thousands."""
    count = run.group if len(run.parts) == 1 and run.group < 10 and not run.scale else D(0)
    if count and by == 10:  # two dozen are said for them
        run.out.append(Figure(run.parts[0][0], end, (count * 10, count * 12), word=Word.CARDINAL))
        run.parts, run.group = [], D(0)
        return
    if count:
        run.parts, run.group = [(run.parts[0][0], end, count * by)], count * by
        return
    run.close()
    if scale := _SCALE_WORD.match(fold(run.text[end + 1 : end + 14])):
        by *= _WORD_SCALES[scale[1]]
        end += 1 + scale.end()
    values = (D(by), D(12), D(20)) if by == 10 else (D(by),)
    run.out.append(Figure(start, end, values, needed=False, word=Word.VAGUE))


def _hidden(word: str, start: int, end: int) -> list[Figure]:
    """Numbers a word only hints at."""
    out = []
    if value := _GROUPED.get(word):
        out.append(loose(start, end, value))
    if month := _MONTH.fullmatch(word):
        out.append(Figure(start, end, (D(_MONTHS.index(month[1]) + 1),), needed=False, month=True))
    for pattern, values in _COUNTED if _ANY_COUNTED.fullmatch(word) else ():
        if pattern.fullmatch(word):
            kind = Word.SHARE if _SHARES.fullmatch(word) else Word.NONE
            out.append(Figure(start, end, values, needed=False, word=kind))
            out.extend(loose(start, end, value) for value in values[1:])
    if len(word) > 5 and word.startswith(_ANY_PREFIX):
        for prefix, first in _PREFIXES:
            if word.startswith(prefix):
                out.append(loose(start, end, first))
                rest = word[len(prefix) :].removeprefix("а")
                out += [loose(start, end, first * by) for stem, by in _WORD_SCALES.items() if rest.startswith(stem)]
                if first in range(20, 101):
                    out += [
                        loose(start, end, first + v) for more, v in _PREFIXES if v < 10 and word.startswith(more, len(prefix))
                    ]
    if word.startswith("пол") and len(word) > 5:
        for stem, by in _WORD_SCALES.items():
            if word[3:].startswith(stem):
                out.append(loose(start, end, by // 2, Word.CARDINAL))
    return out
