"""The dateline at the start of a story's first paragraph: ``ВЛАДИВОСТОК (Реалист). …``

Conservative: an ordinary sentence that begins with a place must never lose its beginning, so a form is only taken
when a date, a known agency or a city in capitals speaks for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from workflow.core.document import DatelineFields

_MONTH = (
    r"(?:янв(?:аря|\.)?|фев(?:раля|р\.?|\.)?|мар(?:та|\.)?|апр(?:еля|\.)?|мая|июн(?:я|\.)?|июл(?:я|\.)?|авг(?:уста|\.)?|"
    r"сен(?:тября|т\.?|\.)?|окт(?:ября|\.)?|ноя(?:бря|б\.?|\.)?|дек(?:абря|\.)?|"
    r"Jan(?:uary|\.)?|Feb(?:ruary|\.)?|March|April|May|June|July|Aug(?:ust|\.)?|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|"
    r"Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_DATE = rf"(?P<date>[0-9]{{1,2}}(?:\s?[-–—]\s?[0-9]{{1,2}})?\s(?:{_MONTH})(?![а-яё])(?:\s[0-9]{{4}}(?:\s(?:года|г\.))?)?)"
_UPPER_WORD = r"[А-ЯЁA-Z][А-ЯЁA-Z’']+"
_UPPER_CITY = rf"{_UPPER_WORD}(?:[ -]{_UPPER_WORD}){{0,3}}(?:\s?/\s?{_UPPER_WORD}(?:[ -]{_UPPER_WORD}){{0,2}})?"
_TITLE_WORD = r"[А-ЯЁ][а-яё]+"
_TITLE_CITY = rf"{_TITLE_WORD}(?:(?:-(?:на-)?|\s){_TITLE_WORD}){{0,2}}"
_CITY = rf"(?P<city>{_UPPER_CITY}|{_TITLE_CITY})"
_LOUD_CITY = rf"(?P<city>{_UPPER_CITY})"

_KNOWN = (
    r"(?:Реалист|Realist(?: English)?|(?:ИТАР-)?ТАСС|TASS|РИА[\s-]Новости|РИАН?|RIA Novosti|Интерфакс|INTERFAX(?:\.RU)?|"
    r"Рейтер|Reuters|АП|AP|АФП|AFP|ДПА|dpa|Синьхуа|Xinhua|(?:ИА )?REGNUM|(?:ИА )?Регнум|Росбалт|Прайм|Sputnik|Спутник|"
    r"Новости-Грузия|УНИАН|БелТА|БЕЛТА|Казинформ|Тренд|Trend|Росинформ|Финмаркет|Коммерсантъ?|РБК|Известия|Bloomberg)"
)
# The bracketed or slashed agency may hold a correspondent's name: "/Корр. ТАСС Иван Петров/".
_ENCLOSED = r"[^()/\n.!?]{2,40}"
_NAME = r"(?:,\s[А-ЯЁ][а-яё]+\s[А-ЯЁ][а-яё-]+)?"
_AGENCY_WORD = r"(?:[А-ЯЁ][А-ЯЁа-яё-]+|[A-Z][A-Za-z.-]+)"
_DASH = r"[–—-]"

_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        # МОСКВА, 5 февраля (Реалист) — …   Москва, 5 февраля /ТАСС/. …
        (
            rf"{_CITY}[,.]\s{_DATE}[.,]?\s(?:\((?P<agency>{_ENCLOSED})\)|/(?P<agency2>{_ENCLOSED})/)"
            rf"(?:[.:,]?\s{_DASH}|[.:])\s"
        ),
        # МОСКВА, 5 фев — РИА Новости. …   МОСКВА, 5 фев — РИА Новости, Иван Петров. …
        rf"{_CITY},\s{_DATE}[.]?\s?{_DASH}\s(?P<agency>(?:(?i:{_KNOWN})|(?:ИА|АН|АГН|РИА)\s{_AGENCY_WORD}){_NAME})\.\s",
        # Москва. 5 февраля. ИНТЕРФАКС - …
        (
            rf"{_CITY}[.,]\s{_DATE}[.,]\s(?P<agency>(?i:{_KNOWN})|(?:ИА|АН|АГН)\s{_AGENCY_WORD}|"
            rf"[А-ЯЁA-Z]{{3,}}(?:\.[A-Z]{{2,3}})?)(?:\s{_DASH}|\.)\s"
        ),
        # ВЛАДИВОСТОК (Реалист). …   МОСКВА /ТАСС/. …
        rf"{_LOUD_CITY}\s(?:\((?P<agency>{_ENCLOSED})\)|/(?P<agency2>{_ENCLOSED})/)[.]\s(?:{_DASH}\s)?",
        # Москва (Реалист) — …   only with an agency that is known
        rf"{_CITY},?\s(?:\((?P<agency>(?i:{_KNOWN}))\)|/(?P<agency2>(?i:{_KNOWN}))/)(?:[.:,]?\s{_DASH}|[.:])\s",
        # МОСКВА, 5 февраля — …   МОСКВА, 5 февраля. …
        rf"{_LOUD_CITY},\s{_DATE}(?:\s{_DASH}|[.])\s",
    )
)
_ACRONYMS = frozenset(
    [
        "США",
        "ООН",
        "НАТО",
        "ЕС",
        "СНГ",
        "МИД",
        "МВД",
        "ФСБ",
        "МЧС",
        "ЦБ",
        "РФ",
        "РПЦ",
        "ВОЗ",
        "СССР",
        "ОПЕК",
        "БРИКС",
        "ШОС",
        "ЕАЭС",
        "ОБСЕ",
        "МАГАТЭ",
        "МВФ",
        "ФРС",
        "ВТБ",
    ]
)
_LONGEST_PREFIX = 120


@dataclass(frozen=True, slots=True)
class FoundDateline:
    """``fields`` as written, the city's span, and ``end``: where the first sentence begins. Code points."""

    fields: DatelineFields
    city_start: int
    city_end: int
    end: int


def find_dateline(text: str) -> FoundDateline | None:
    """The dateline that ``text`` (visible text of a block) begins with, if any. White space before it is allowed."""
    start = len(text) - len(text.lstrip())
    head = text[start : start + _LONGEST_PREFIX]
    at_end = len(text) <= start + _LONGEST_PREFIX
    if at_end:
        head = head.rstrip() + " "  # a paragraph that is nothing but its dateline
    for form in _FORMS:
        match = form.match(head)
        if match is None:
            continue
        groups = match.groupdict()
        city = groups["city"]
        if city in _ACRONYMS:
            return None
        agency = groups.get("agency") or groups.get("agency2") or ""
        fields = DatelineFields(city=city, agency=agency.strip(), date=groups.get("date") or "")
        return FoundDateline(fields, start + match.start("city"), start + match.end("city"), min(start + match.end(), len(text)))
    return None
