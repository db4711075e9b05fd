"""Russian-English sentence pairs for the demo model, all of them written for this project.

Two sources: `demo_sentences.tsv` and `demo_phrases.tsv` (fixed pairs that the demo stories use, lines that
begin with `#` name a theme) and the templates below, which make a few thousand short news sentences about
councils, ports, bridges, trams, weather, budgets, museums and harvests. Nothing here is random by itself:
`make_grammar_pairs` takes a seed and returns the same list for the same seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Literal, TypeAlias

HERE = Path(__file__).parent
Pair: TypeAlias = tuple[str, str]
Gender: TypeAlias = Literal["m", "f", "p"]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who did it: the Russian nominative, its past-tense agreement, the English with its article."""

    russian: str
    gender: Gender
    english: str


@dataclass(frozen=True, slots=True)
class Verb:
    """A Russian past tense by agreement (masculine, feminine, plural) and its English."""

    m: str
    f: str
    p: str
    english: str

    def agree(self, gender: Gender) -> str:
        return {"m": self.m, "f": self.f, "p": self.p}[gender]


SUBJECTS = (
    Subject("мэр города", "m", "the city's mayor"),
    Subject("министр транспорта", "m", "the transport minister"),
    Subject("губернатор области", "m", "the regional governor"),
    Subject("городской совет", "m", "the city council"),
    Subject("директор музея", "m", "the director of the museum"),
    Subject("пресс-служба порта", "f", "the port's press service"),
    Subject("администрация города", "f", "the city administration"),
    Subject("глава совета", "f", "the head of the council"),
    Subject("депутаты", "p", "deputies"),
    Subject("инженеры", "p", "engineers"),
    Subject("учёные", "p", "scientists"),
)
VERBS = (
    Verb("одобрил", "одобрила", "одобрили", "approved"),
    Verb("отклонил", "отклонила", "отклонили", "rejected"),
    Verb("обсудил", "обсудила", "обсудили", "discussed"),
    Verb("представил", "представила", "представили", "presented"),
    Verb("опубликовал", "опубликовала", "опубликовали", "published"),
)
OBJECTS = (
    ("бюджет города", "the city budget"),
    ("план ремонта моста", "the plan to repair the bridge"),
    ("проект новой трамвайной линии", "the project for a new tram line"),
    ("отчёт музея", "the museum's report"),
    ("прогноз урожая", "the harvest forecast"),
    ("расписание трамваев", "the tram timetable"),
    ("правила работы порта", "the rules of the port"),
)
REPORTING = (
    Verb("сообщил", "сообщила", "сообщили", "said"),
    Verb("заявил", "заявила", "заявили", "stated"),
)
FACTS = (
    ("мост откроют", "the bridge will open"),
    ("трамваи пойдут по новому маршруту", "trams will take a new route"),
    ("порт возобновит работу", "the port will resume work"),
    ("ремонт школы закончат", "repairs to the school will be finished"),
    ("выставка откроется", "the exhibition will open"),
    ("уборка урожая начнётся", "the harvest will begin"),
)
DAYS = (
    ("в понедельник", "on Monday"),
    ("во вторник", "on Tuesday"),
    ("в среду", "on Wednesday"),
    ("в четверг", "on Thursday"),
    ("в пятницу", "on Friday"),
    ("в субботу", "on Saturday"),
    ("в воскресенье", "on Sunday"),
)
MONTHS = (
    ("в марте", "in March"),
    ("в апреле", "in April"),
    ("в июне", "in June"),
    ("в августе", "in August"),
    ("в октябре", "in October"),
    ("в декабре", "in December"),
)
PLACES = (
    ("в Верхнереченске", "in Verkhnerechensk"),
    ("в Береговом", "in Beregovoy"),
    ("в посёлке Ключи", "in the village of Klyuchi"),
    ("в центре города", "in the city center"),
    ("на побережье", "on the coast"),
    ("в северных районах", "in the northern districts"),
)
OPENED = (
    ("открылась новая школа", "a new school has opened"),
    ("открылась городская библиотека", "a city library has opened"),
    ("открылся зерновой терминал", "a grain terminal has opened"),
    ("открылся музей трамвая", "a tram museum has opened"),
    ("открылась детская больница", "a children's hospital has opened"),
    ("открылся мост для пешеходов", "a bridge for pedestrians has opened"),
)
WEATHER = (
    ("ожидается снег", "snow is expected"),
    ("ожидается дождь", "rain is expected"),
    ("ожидается сильный ветер", "a strong wind is expected"),
    ("ожидается туман", "fog is expected"),
)
CARGO = (
    ("пшеницы", "wheat"),
    ("ячменя", "barley"),
    ("кукурузы", "corn"),
    ("угля", "coal"),
)
CROPS = (
    ("яблок", "apples"),
    ("картофеля", "potatoes"),
    ("пшеницы", "wheat"),
    ("мёда", "honey"),
)
SPANS = (
    ("за неделю", "in a week"),
    ("за месяц", "in a month"),
    ("за год", "in a year"),
)
REPAIRS = (
    ("моста", "the bridge"),
    ("музея", "the museum"),
    ("школы", "the school"),
    ("библиотеки", "the library"),
    ("вокзала", "the railway station"),
    ("трамвайной линии", "the tram line"),
)


def capitalize(text: str) -> str:
    """The same text with its first letter in upper case and the rest untouched."""
    return text[:1].upper() + text[1:]


def _clauses() -> Iterator[Pair]:
    for subject, verb, (thing_ru, thing_en) in product(SUBJECTS, VERBS, OBJECTS):
        russian = f"{subject.russian} {verb.agree(subject.gender)} {thing_ru}"
        english = f"{subject.english} {verb.english} {thing_en}"
        yield russian, english
        for day_ru, day_en in DAYS:
            yield f"{russian} {day_ru}", f"{english} {day_en}"
    for subject, verb, (fact_ru, fact_en) in product(SUBJECTS, REPORTING, FACTS):
        for when_ru, when_en in DAYS + MONTHS:
            yield (
                f"{subject.russian} {verb.agree(subject.gender)}, что {fact_ru} {when_ru}",
                f"{subject.english} {verb.english} that {fact_en} {when_en}",
            )


def _places() -> Iterator[Pair]:
    for (place_ru, place_en), (what_ru, what_en) in product(PLACES, OPENED):
        yield f"{place_ru} {what_ru}", f"{what_en} {place_en}"
    for (place_ru, place_en), (what_ru, what_en), (day_ru, day_en) in product(PLACES, WEATHER, DAYS):
        yield f"{day_ru} {place_ru} {what_ru}", f"{what_en} {place_en} {day_en}"


def _numbers() -> Iterator[Pair]:
    for number in range(5, 100, 5):
        for (what_ru, what_en), (span_ru, span_en) in product(CARGO, SPANS):
            yield (
                f"порт отгрузил {number} тысяч тонн {what_ru} {span_ru}",
                f"the port shipped {number},000 tons of {what_en} {span_en}",
            )
        for what_ru, what_en in CROPS:
            yield (
                f"фермеры собрали {number} тысяч тонн {what_ru}",
                f"farmers gathered {number},000 tons of {what_en}",
            )
            yield (
                f"цена {what_ru} выросла на {number} процентов",
                f"the price of {what_en} rose by {number} percent",
            )
        for what_ru, what_en in REPAIRS:
            yield (
                f"ремонт {what_ru} обойдётся бюджету в {number} миллионов рублей",
                f"repairs to {what_en} will cost the budget {number} million rubles",
            )
        for day_ru, day_en in DAYS:
            yield (
                f"{day_ru} выставку посетили {number} человек",
                f"{number} people visited the exhibition {day_en}",
            )


def make_all_grammar_pairs() -> list[Pair]:
    """Every sentence the templates can make, capitalised and ended with a full stop, in a fixed order."""
    pairs = {capitalize(russian) + ".": capitalize(english) + "." for russian, english in (*_clauses(), *_places(), *_numbers())}
    return list(pairs.items())


def make_grammar_pairs(*, seed: int, train: int, held_out: int) -> tuple[list[Pair], list[Pair]]:
    """Draw `train` pairs to learn from and `held_out` others to measure with, the same for the same seed."""
    pairs = make_all_grammar_pairs()
    random.Random(seed).shuffle(pairs)
    return pairs[held_out : held_out + train], pairs[:held_out]


def read_pairs(path: Path) -> list[Pair]:
    """Pairs of a tab-separated file; blank lines and lines that begin with `#` are notes."""
    pairs: list[Pair] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            russian, english = line.split("\t")
            pairs.append((russian, english))
    return pairs


def read_fixed_pairs() -> list[Pair]:
    """The demo stories' sentences, then the phrases of theirs that carry links and emphasis."""
    return read_pairs(HERE / "demo_sentences.tsv") + read_pairs(HERE / "demo_phrases.tsv")
