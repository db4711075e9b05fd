"""Words of Hunspell dictionaries: stems with the endings and beginnings their affix file allows them.

Reads what the English dictionaries use: `PFX`, `SFX` with their conditions, and prefix with suffix where both may join.
Compounds (ordinal numbers there) are not read. Stems with capitals are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class _Affix:
    flag: str
    strip: str
    add: str
    condition: re.Pattern[str]
    joins: bool


@dataclass(frozen=True)
class Dictionary:
    """`stems` are the words a dictionary lists, with the flags of their affixes; `names` names by their small letters."""

    stems: dict[str, str]
    names: dict[str, str]
    prefixes: tuple[_Affix, ...]
    #: By its last letter, longest first.
    suffixes: dict[str, tuple[_Affix, ...]] = field(default_factory=dict)

    def has(self, word: str) -> bool:
        """Whether a word is a stem or made of one."""
        return word in self.stems or self._has_suffixed(word, "") or self._has_prefixed(word)

    def _has_suffixed(self, word: str, prefix: str) -> bool:
        for suffix in self.suffixes.get(word[-1:], ()):
            if not word.endswith(suffix.add) or (prefix and not suffix.joins):
                continue
            stem = word[: len(word) - len(suffix.add)] + suffix.strip
            flags = self.stems.get(stem)
            if flags is not None and suffix.flag in flags and (not prefix or prefix in flags) and suffix.condition.search(stem):
                return True
        return False

    def _has_prefixed(self, word: str) -> bool:
        for prefix in self.prefixes:
            if word.startswith(prefix.add):
                rest = prefix.strip + word[len(prefix.add) :]
                if prefix.flag in self.stems.get(rest, "") or (prefix.joins and self._has_suffixed(rest, prefix.flag)):
                    return True
        return False


def read_dictionary(affixes: str, lists: Iterable[str]) -> Dictionary:
    """One dictionary of the words of several lists (`.dic`) that share an affix file (`.aff`)."""
    stems: dict[str, str] = {}
    names: dict[str, str] = {}
    for words in lists:
        for line in words.splitlines()[1:]:
            stem, _, flags = line.partition("/")
            if stem.islower():
                stems[stem] = stems.get(stem, "") + flags
            elif stem.istitle():
                names[stem.lower()] = stem
    prefixes: list[_Affix] = []
    suffixes: dict[str, list[_Affix]] = {}
    joins: dict[str, bool] = {}
    for line in affixes.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[0] in ("PFX", "SFX"):
            joins[parts[1]] = parts[2] == "Y"
        elif len(parts) == 5 and parts[0] in ("PFX", "SFX"):
            kind, flag, strip, add, condition = parts
            pattern = re.compile(condition + r"\Z" if kind == "SFX" else r"\A" + condition)
            affix = _Affix(flag, "" if strip == "0" else strip, "" if add == "0" else add, pattern, joins[flag])
            if kind == "PFX":
                prefixes.append(affix)
            else:
                suffixes.setdefault(affix.add[-1:], []).append(affix)
    by_last = {last: tuple(sorted(group, key=lambda a: -len(a.add))) for last, group in suffixes.items()}
    return Dictionary(stems, names, tuple(prefixes), by_last)
