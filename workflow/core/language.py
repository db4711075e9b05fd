"""Which script a text is written in, as a guess at its language."""

from __future__ import annotations

_RUSSIAN = frozenset("абвгдежзийклмнопрстуфхцчшщъыьэюяё")
_OTHER_CYRILLIC = frozenset("іїєґўјљњћђџѓќѕәғқңөұүһҷӯ")


def detect_language(text: str) -> str:
    """``ru``, ``en`` or ``other`` by the share of letters; a text without letters is ``other``.

    Russian needs half its letters Russian (news quotes foreign names and brands), English four in five from a to z.
    """
    russian = other_cyrillic = latin = letters = 0
    for char in text.lower():
        if not char.isalpha():
            continue
        letters += 1
        if char in _RUSSIAN:
            russian += 1
        elif char in _OTHER_CYRILLIC:
            other_cyrillic += 1
        elif char.isascii():
            latin += 1
    if not letters:
        return "other"
    if russian * 2 >= letters and other_cyrillic * 50 <= letters:
        return "ru"
    if latin * 5 >= letters * 4:
        return "en"
    return "other"
