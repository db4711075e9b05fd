"""Chinese names as Russian writes them (Palladius's system) → pinyin.

Syllables are made of the system's initials and finals, as the published table has them; what it writes without a rule
stands in `_OWN`.
"""

from __future__ import annotations

import re
from functools import cache

#: Finals behind most initials.
_PLAIN = {
    "а": "a", "э": "e", "ай": "ai", "эй": "ei", "ао": "ao", "оу": "ou", "ань": "an", "энь": "en", "ан": "ang", "эн": "eng",
    "у": "u", "уа": "ua", "о": "uo", "уай": "uai", "уй": "ui", "уэй": "ui", "уань": "uan", "унь": "un", "уан": "uang",
    "ун": "ong",
}  # fmt: skip
#: Finals with i; `ю` of them is ü behind j, q and x, which pinyin writes u.
_SOFT = {
    "и": "i", "я": "ia", "е": "ie", "яо": "iao", "ю": "iu", "янь": "ian", "инь": "in", "ян": "iang", "ин": "ing", "юн": "iong",
}  # fmt: skip
_ROUND = {"юй": "u", "юэ": "ue", "юань": "uan", "юнь": "un"}
_INITIALS = {
    "б": ("b", True), "п": ("p", True), "м": ("m", True), "ф": ("f", False), "д": ("d", True), "т": ("t", True),
    "н": ("n", True), "л": ("l", True), "г": ("g", False), "к": ("k", False), "х": ("h", False),
    "чж": ("zh", False), "ч": ("ch", False), "ш": ("sh", False), "ж": ("r", False),
    "цз": ("z", False), "ц": ("c", False), "с": ("s", False),
}  # fmt: skip
_OWN = {
    "а": "a", "о": "o", "э": "e", "ай": "ai", "эй": "ei", "ао": "ao", "оу": "ou", "ань": "an", "энь": "en", "ан": "ang",
    "эр": "er", "и": "yi", "я": "ya", "е": "ye", "яо": "yao", "ю": "you", "янь": "yan", "инь": "yin", "ян": "yang",
    "ин": "ying", "юн": "yong", "у": "wu", "ва": "wa", "во": "wo", "вай": "wai", "вэй": "wei", "вань": "wan", "вэнь": "wen",
    "ван": "wang", "вэн": "weng", "юй": "yu", "юэ": "yue", "юань": "yuan", "юнь": "yun",
    "чжи": "zhi", "чи": "chi", "ши": "shi", "жи": "ri", "цзы": "zi", "цы": "ci", "сы": "si",
    "бо": "bo", "по": "po", "мо": "mo", "фо": "fo", "нюй": "nü", "люй": "lü", "нюэ": "nüe", "люэ": "lüe", "фын": "feng",
}  # fmt: skip
#: The commonest family names; without one of them a pair of words is no Chinese name here.
_FAMILY_NAMES = """
    ань бай бао бо бэй ван вань вэй вэнь гао го гу гуань гун гуо гэ дай дин доу ду дун дэн е жао жуань жэнь и ин инь кан
    кун лай лань ли лин линь ло лоу лу лун лэй лю люй лян ляо ма май мао мо му мэй мэн ни нин оу оуян пан пань пу пэн се
    си син синь су сун сунь сы сыма сюань сюй сюн сюэ ся сян сянь сяо тан тань тао тун тянь у фан фань фу фэй фэн хай
    хань хао хоу ху хуа хуан хун хэ цай цао цзи цзин цзинь цзо цзоу цзу цзэн цзюй цзя цзян цзянь цзяо ци цинь цуй цэнь
    цю цюань цюй цян цянь цяо чай чан чжан чжань чжао чжоу чжу чжуан чжун чжэн чи чу чэн чэнь ша шан шань шао ши шу шуай
    шэн шэнь ю юань юй юн юнь юэ ян янь яо
"""
_SURNAMES = frozenset(_FAMILY_NAMES.split())
_ENDINGS = (("", ""), ("а", ""), ("у", ""), ("ом", ""), ("е", ""), ("я", "ь"), ("ю", "ь"), ("ем", "ь"), ("е", "ь"),
            ("я", "й"), ("ю", "й"), ("ем", "й"), ("е", "й"))  # fmt: skip


@cache
def syllables() -> dict[str, str]:
    """Every syllable of the system and its pinyin."""
    table: dict[str, str] = {}
    for russian, (pinyin, soft) in _INITIALS.items():
        for final, latin in _PLAIN.items():
            table[russian + final] = pinyin + latin
        for final, latin in _SOFT.items() if soft else ():
            table[russian + final] = pinyin + latin
    for russian, pinyin in (("цз", "j"), ("ц", "q"), ("с", "x")):
        for final, latin in (_SOFT | _ROUND).items():
            table[russian + final] = pinyin + latin
    return table | _OWN


def split_syllables(word: str) -> tuple[str, ...] | None:
    """The pinyin syllables of a word in lower case, the fewest; None for a word that is not made of them."""
    return _split(word.replace("ё", "е"))


@cache
def _longest() -> int:
    return max(map(len, syllables()))


def _split(word: str) -> tuple[str, ...] | None:
    if not word:
        return ()
    if len(word) > 24:
        return None
    best: tuple[str, ...] | None = None
    for size in range(min(len(word), _longest()), 0, -1):
        latin = syllables().get(word[:size])
        rest = word[size:]
        # «н» goes with the vowel behind it, unless ъ stands between.
        if latin is None or (word[size - 1] == "н" and rest[:1] and rest[0] in "аоуэияеюы"):
            continue
        tail = _split(rest.removeprefix("ъ"))
        if tail is not None and (best is None or len(tail) + 1 < len(best)):
            best = (latin, *tail)
    return best


def to_pinyin(word: str) -> str | None:
    """One word of a name in the nominative: «Цзиньпин» → `Jinping`, «Сиань» → `Xi'an`."""
    parts = split_syllables(word.casefold())
    if not parts:
        return None
    out = parts[0]
    for part in parts[1:]:
        out += f"'{part}" if part[0] in "aeo" else part
    return out.capitalize()


def read_chinese_name(words: tuple[str, ...]) -> tuple[str, str] | None:
    """A family name and a given name (in any case) → the name in the nominative and its pinyin; None if it is none.

    >>> read_chinese_name(("Си", "Цзиньпином"))
    ('Си Цзиньпин', 'Xi Jinping')
    """
    if len(words) != 2 or not all(re.fullmatch("[А-ЯЁ][а-яё]*", word) for word in words):
        return None
    family, given = words
    if family.casefold() not in _SURNAMES:
        return None
    found: tuple[int, int, str] | None = None
    for n, (ending, instead) in enumerate(_ENDINGS):
        low = given.casefold()
        if not low.endswith(ending) or len(low) <= len(ending):
            continue
        stem = low[: len(low) - len(ending)] + instead
        if ending and stem[-1] not in "ньйр":  # names that end in a vowel have no endings
            continue
        parts = split_syllables(stem)
        if parts and len(parts) <= 2 and (found is None or (len(parts), n) < found[:2]):
            found = len(parts), n, stem
    if found is None or (first := to_pinyin(family)) is None or (second := to_pinyin(found[2])) is None:
        return None
    return f"{family} {found[2].capitalize()}", f"{first} {second}"
