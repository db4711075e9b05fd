"""Blocking: a sum in another currency than the original's, or in none."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflow.core.english_forms import Form, inflect_phrase
from workflow.core.qa.context import Desk, UnitText
from workflow.core.qa.finding import Finding, Severity
from workflow.core.qa.plain import read_plain

CHECK = "currency"


@dataclass(frozen=True, slots=True)
class Currency:
    """How a currency is written. `word` is the English one with its plural, `sign` the one English uses."""

    russian: str
    english: str
    code: str
    word: tuple[str, str]
    sign: str = ""


CURRENCIES = (
    Currency(r"рубл\w*|руб\b\.?|₽|RUB|RUR|(?<=[0-9])р\.", r"r(?:o)?ubles?|₽|RU[BR]|RR|rub\b", "RUB", ("ruble", "rubles")),
    Currency(r"доллар\w*|долл\b\.?|\$|USD|бакс\w*", r"dollars?|\$|USD|bucks?|greenbacks?", "USD", ("dollar", "dollars"), "$"),
    Currency(r"евро(?![а-яё\-])|€|EUR|евроцент\w*", r"euros?|€|EUR|eurocents?", "EUR", ("euro", "euros"), "€"),
    Currency(r"юан\w+|CNY|RMB", r"yuans?|renminbi|RMB|CNY|¥", "CNY", ("yuan", "yuan")),
    Currency(r"фунт\w*|£|GBP|стерлинг\w*", r"pounds?|£|GBP|sterling|lbs?|quid", "GBP", ("pound", "pounds"), "£"),
    Currency(r"гривн\w*|гривен|грн\b\.?|UAH|₴", r"hr[iy]vn[iy]?as?|hryvny[ai]s?|UAH|₴", "UAH", ("hryvnia", "hryvnias")),
    Currency(r"тенге|KZT|₸", r"tenges?|KZT|₸", "KZT", ("tenge", "tenge")),
    Currency(r"[ий]ен[аыуе]?\b|[ий]енами|JPY", r"yens?|JPY|¥", "JPY", ("yen", "yen")),
    Currency(r"лир[аыуе]?\b|TRY|₺", r"liras?|lire|TRY|₺", "TRY", ("lira", "liras")),
    Currency(r"франк(?:а|ов|и|ам|ах)?\b|CHF", r"francs?|CHF", "CHF", ("franc", "francs")),
    Currency(r"злот\w+|PLN", r"zlot(?:y|ys|ies)|PLN", "PLN", ("zloty", "zlotys")),
    Currency(r"рупи[йяюие]\w*|INR|₹", r"rupees?|INR|₹|Rs", "INR", ("rupee", "rupees")),
    Currency(r"крон(?:а|ы|у|е|ой|ам)?\b", r"kron\w*|crowns?|korun\w*|[SNCD][EOZK]K", "SEK", ("krona", "kronor")),
    Currency(r"лари\b|GEL", r"laris?|GEL", "GEL", ("lari", "lari")),
    Currency(r"драм(?:а|ов|ы)\b|AMD", r"drams?|AMD", "AMD", ("dram", "drams")),
    Currency(r"манат\w*|AZN", r"manats?|AZN", "AZN", ("manat", "manats")),
)
_RUSSIAN = tuple(re.compile(rf"(?<![а-яёa-z])(?:{c.russian})", re.IGNORECASE) for c in CURRENCIES)
_ENGLISH = tuple(
    re.compile(rf"(?<![A-Za-z])(?:{c.english})(?![a-z])|(?<=US)[$]|(?<=US )[$]", re.IGNORECASE)
    if c.code == "USD"
    else re.compile(rf"(?<![A-Za-z])(?:{c.english})(?![a-z])", re.IGNORECASE)
    for c in CURRENCIES
)
_ANY_RUSSIAN = re.compile(rf"(?<![а-яёa-z])(?:{'|'.join(c.russian for c in CURRENCIES)})".lower())
_SUM_BEFORE = re.compile(r"(?:[0-9]|тыс\w*\.?|млн\.?|млрд\.?|трлн\.?|миллион\w*|миллиард\w*|триллион\w*)[\s\u00a0\u202f]?$")
_AMOUNT = re.compile(
    r"[ \u00a0]?(?:[0-9][0-9.,]*[0-9]|[0-9])(?:[ \u00a0-]?(?:thousand|million|billion|trillion|bn|mln|tn|m|b|k)\b)?"
)
_SUM_AFTER = re.compile(r"\s?[0-9]")


def check_currency(unit: UnitText, desk: Desk) -> list[Finding]:
    """One finding: a sum's currency that the text lacks, with the one that stands there instead if one does."""
    if not unit.compared or not desk.is_pair("ru", "en"):
        return []
    source, target = read_plain(unit.source), read_plain(unit.target)
    if not _ANY_RUSSIAN.search(source.text.lower()):
        return []
    wanted = {n: list(pattern.finditer(source.text)) for n, pattern in enumerate(_RUSSIAN)}
    sums = [n for n, found in wanted.items() if any(_is_sum(m, source.text) for m in found)]
    missing = [n for n in sums if not _ENGLISH[n].search(target.text)]
    if not missing:
        return []
    there = {n: list(pattern.finditer(target.text)) for n, pattern in enumerate(_ENGLISH)}
    extra = [n for n, found in there.items() if found and not wanted[n]]
    lost = wanted[missing[0]][0]
    source_range = source.span(lost.start(), lost.end())
    right = CURRENCIES[missing[0]]
    if not extra:
        if any(there.values()):
            return []  # of several sums one is told by what stands beside it
        return [Finding(CHECK, Severity.BLOCKING, "currency_lost", source_range, params=(("source", lost[0]),))]
    wrong = there[extra[0]]
    span = target.span(wrong[0].start(), wrong[0].end())
    fix = None
    if len(missing) == len(extra) == len(wrong) == 1:
        words = _name(right, lost[0], desk)
        instead = _write(right, words, like=wrong[0][0])
        amount = _AMOUNT.match(unit.target, span[1]) if instead is None else None
        if instead is not None:
            fix = unit.target[: span[0]] + instead + unit.target[span[1] :]
        elif amount is not None:  # a currency without a sign is named behind the sum
            fix = f"{unit.target[: span[0]]}{amount[0].strip()} {words[1]}{unit.target[amount.end() :]}"
    params = (("source", lost[0]), ("number", wrong[0][0]))
    return [Finding(CHECK, Severity.BLOCKING, "currency_differs", source_range, span, fix=fix, params=params)]


def _is_sum(match: re.Match[str], text: str) -> bool:
    return bool(_SUM_BEFORE.search(text[max(0, match.start() - 16) : match.start()]) or _SUM_AFTER.match(text, match.end()))


def _name(currency: Currency, written: str, desk: Desk) -> tuple[str, str]:
    """The English word and its plural, the glossary's before ours: to some the rouble is no ruble."""
    found = desk.terms.find(written) if desk.terms is not None else []
    plural = inflect_phrase(found[0].target, Form.PLURAL) if len(found) == 1 else None
    return (found[0].target, plural) if plural else currency.word


def _write(currency: Currency, words: tuple[str, str], *, like: str) -> str | None:
    """The currency in the form the wrong one has: a word, a code or a sign."""
    if like.isupper() and like.isalpha():
        return currency.code
    if like.isalpha():
        return words[like.lower().endswith("s") or like.lower() in ("yuan", "tenge", "yen")]
    return currency.sign or None
