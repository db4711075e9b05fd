"""House style: what an edition has chosen is held to, what it has not is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from workflow.core.qa.context import Desk, UnitCheck, UnitText
from workflow.core.qa.dashes import check_dashes
from workflow.core.qa.date_order import check_date_order
from workflow.core.qa.dateline import check_dateline
from workflow.core.qa.house_marks import to_house_marks
from workflow.core.qa.ise import check_ise
from workflow.core.qa.large_numbers import check_large_numbers
from workflow.core.qa.quote_marks import check_quote_marks
from workflow.core.qa.spelling import check_spelling
from workflow.core.style import HouseStyle

BN, BILLION = HouseStyle(large_numbers="bn"), HouseStyle(large_numbers="billion")
ISE, IZE = HouseStyle(ise="ise"), HouseStyle(ise="ize")
MDY, DMY = HouseStyle(date_order="mdy"), HouseStyle(date_order="dmy")
PLAIN, TIGHT = HouseStyle(), HouseStyle(dash="—")


@pytest.mark.parametrize(
    ("check", "style", "target", "fix"),
    [
        (check_quote_marks, PLAIN, "“Open,” he said.", None),
        (check_quote_marks, PLAIN, '"Open," he said.', "“Open,” he said."),
        (check_quote_marks, PLAIN, "The «Sapsan» train", "The “Sapsan” train"),
        (check_quote_marks, PLAIN, "«The „Sapsan“ train»", "“The ‘Sapsan’ train”"),
        (check_quote_marks, PLAIN, 'a 5" pipe', None),
        (check_quote_marks, HouseStyle(quotes="«»“”"), "“Open,” he said.", None),
        (check_dashes, PLAIN, "The bridge — a long one — is open.", None),
        (check_dashes, PLAIN, "The bridge - a long one - is open.", "The bridge — a long one — is open."),
        (check_dashes, PLAIN, "The bridge – a long one -- is open.", "The bridge — a long one — is open."),
        (check_dashes, PLAIN, "The bridge—a long one.", "The bridge — a long one."),
        (check_dashes, TIGHT, "The bridge — a long one.", "The bridge—a long one."),
        (check_dashes, PLAIN, "in 2021-2022", "in 2021–2022"),
        (check_dashes, PLAIN, "in 2021–2022, a well-known COVID-19 vaccine, Su-35", None),
        (check_dashes, PLAIN, "call 8-800-555-35-35 by 2026-02-04", None),
        (check_dashes, PLAIN, "a Boeing 737-800", None),
        (check_dashes, PLAIN, "Russia-China trade", "Russia–China trade"),
        (check_dashes, PLAIN, "Rostov-on-Don, Mercedes-Benz, Russian-Chinese", None),
        (check_dashes, PLAIN, "– an item of a list", None),
        (check_large_numbers, BN, "$200 billion", "$200\u00a0bn"),
        (check_large_numbers, BN, "$200\u00a0bn and 3 million people, billions of roubles", None),
        (check_large_numbers, BILLION, "$200bn, 3 mln people", "$200\u00a0billion, 3\u00a0million people"),
        (check_large_numbers, BILLION, "$200 billion", None),
        (check_large_numbers, PLAIN, "$200 billion, $200bn", None),
        (check_ise, ISE, "They organized a reorganization.", "They organised a reorganisation."),
        (check_ise, ISE, "The prize for size seized the citizens.", None),
        (check_ise, ISE, "The World Health Organization", None),
        (check_ise, IZE, "They organised it.", "They organized it."),
        (check_ise, IZE, "They advised, revised, promised and supervised an exercise; otherwise it raised a rise in prices.", None),
        (check_ise, PLAIN, "They organized and organised it.", None),
        (check_date_order, MDY, "on 4 February 2026", "on February 4, 2026"),
        (check_date_order, MDY, "on February 4th", "on February 4"),
        (check_date_order, MDY, "on 4-6 February", "on February 4–6"),
        (check_date_order, MDY, "on February 4, 2026, and May 2020", None),
        (check_date_order, DMY, "on February 4, 2026", "on 4 February 2026"),
        (check_date_order, DMY, "on 4 February 2026 at 10:30", None),
        (check_date_order, DMY, "in May 2026, 12 may come; March 10:30", None),
    ],
)  # fmt: skip
def test_house_style(check: UnitCheck, style: HouseStyle, target: str, fix: str | None) -> None:
    desk = Desk(source_language="ru", target_language="en", style=style)
    unit = UnitText(1, "Текст.", target, "draft", "aligned", "b1", "paragraph")
    found = check(unit, desk)
    assert [f.fix for f in found] == ([fix] if fix else [])
    for finding in found:
        assert finding.fix is not None and finding.target_range is not None
        assert check(replace(unit, target=finding.fix), desk) == []


@pytest.mark.parametrize(
    ("target", "fix"),
    [
        ("Vladivostok", None), ("St. Petersburg", None), ("Moscow (Realist English).", "Moscow"),
        ("MOSCOW, February 5 — ", "MOSCOW"), ("Rostov-on-Don", None), ("Moscow.", "Moscow"), ("", None),
    ],
)  # fmt: skip
def test_only_the_city_stands_in_a_dateline(target: str, fix: str | None) -> None:
    unit = UnitText(1, "ВЛАДИВОСТОК", target, "draft", "aligned", "b1", "dateline")
    assert [f.fix for f in check_dateline(unit, Desk())] == ([fix] if fix else [])


@pytest.mark.parametrize(
    ("target", "found"),
    [
        ("The goverment agreed.", {"goverment": "government"}),
        ("They recieved it befor noon.", {"recieved": "received", "befor": "before"}),
        ("The colour of the theatre, travelled kilometres, organised defence.", {}),
        ("Sergei Shoigu spoke of a Sapsan and of COVID-19, MS-21, realist.online and a 5G-ready site.", {}),
        ("The oblast paid 3 bn roubles; it wasn’t anti-American, it’s the workers’ well-being.", {}),
        ("A café and a naïve façade.", {}),
        ("Look at https://realist.example/novosti/gorod and mail redaktor@realist.example.", {}),
        ("{1}The bridge{/1} is opne.", {"opne": "open"}),
    ],
)
def test_spelling(target: str, found: dict[str, str]) -> None:
    unit = UnitText(1, "Текст.", target, "draft", "aligned", "b1", "paragraph")
    told = {dict(f.params)["word"]: f.variants for f in check_spelling(unit, Desk())}
    assert set(told) == set(found)
    assert all(right in told[word] for word, right in found.items())


def test_words_of_the_source_and_of_the_edition_are_accepted() -> None:
    unit = UnitText(
        1, "Игра называется kroshka.", "The game is called kroshka, a klechatka.", "draft", "aligned", "b1", "paragraph"
    )
    assert [dict(f.params)["word"] for f in check_spelling(unit, Desk())] == ["klechatka"]
    assert check_spelling(unit, Desk(style=HouseStyle(accepted_words="klechatka"))) == []


@pytest.mark.parametrize(
    ("text", "style", "right"),
    [
        ('"Open - at last," he said.', PLAIN, "“Open — at last,” he said."),
        ("Russia-China trade -- 5-7 million", TIGHT, "Russia–China trade—5–7 million"),
        ("{1}«Сапсан»{/1}", PLAIN, "{1}“Сапсан”{/1}"),
        ("“Open”", PLAIN, "“Open”"),
        ('an unclosed " mark', PLAIN, "an unclosed “ mark"),
        ("", PLAIN, ""),
    ],
)
def test_a_machines_text_gets_the_houses_marks(text: str, style: HouseStyle, right: str) -> None:
    assert to_house_marks("", text, Desk(style=style)) == right
    assert to_house_marks("", right, Desk(style=style)) == right
    off = {"quote_marks": None, "dashes": None}
    assert to_house_marks("", text, Desk(style=style, severities=off)) == text
