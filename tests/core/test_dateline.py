"""Datelines: taken in the forms agencies use, never from an ordinary sentence."""

from __future__ import annotations

import pytest

from tests.core.html_cases import make_document, print_dateline, untouched
from workflow.core.dateline import find_dateline
from workflow.core.document import BlockKind, DatelineFields, Piece, TargetBlock, iter_blocks, source_html
from workflow.core.markup import target_html


@pytest.mark.parametrize(
    ("text", "city", "agency", "date", "rest"),
    [
        ("ВЛАДИВОСТОК (Реалист). Порт открыт.", "ВЛАДИВОСТОК", "Реалист", "", "Порт открыт."),
        ("МОСКВА, 5 февраля (Реалист) — Порт открыт.", "МОСКВА", "Реалист", "5 февраля", "Порт открыт."),
        ("МОСКВА, 5 фев — РИА Новости. Порт открыт.", "МОСКВА", "РИА Новости", "5 фев", "Порт открыт."),
        ("Москва. 5 февраля. ИНТЕРФАКС - Порт открыт.", "Москва", "ИНТЕРФАКС", "5 февраля", "Порт открыт."),
        ("Москва, 5 февраля /ТАСС/. Порт открыт.", "Москва", "ТАСС", "5 февраля", "Порт открыт."),
        ("МОСКВА, 5 февраля. /ТАСС/. Порт открыт.", "МОСКВА", "ТАСС", "5 февраля", "Порт открыт."),
        (
            "САНКТ-ПЕТЕРБУРГ, 1 мар – РИА Новости, Пётр Иванов. Порт.",
            "САНКТ-ПЕТЕРБУРГ",
            "РИА Новости, Пётр Иванов",
            "1 мар",
            "Порт.",
        ),
        ("Нижний Новгород, 6 мая 2024 года (Реалист) — Порт.", "Нижний Новгород", "Реалист", "6 мая 2024 года", "Порт."),
        ("НЬЮ-ЙОРК\u00a0(Реалист).\u00a0Порт.", "НЬЮ-ЙОРК", "Реалист", "", "Порт."),
        ("РОСТОВ-НА-ДОНУ (Реалист). Порт.", "РОСТОВ-НА-ДОНУ", "Реалист", "", "Порт."),
        ("МОСКВА/МИНСК (Reuters) - Порт.", "МОСКВА/МИНСК", "Reuters", "", "Порт."),
        ("  ОМСК, 3 июня — Порт открыт.", "ОМСК", "", "3 июня", "Порт открыт."),
        ("MOSCOW (Realist English). The port is open.", "MOSCOW", "Realist English", "", "The port is open."),
    ],
)
def test_forms(text: str, city: str, agency: str, date: str, rest: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found.fields == DatelineFields(city, agency, date)
    assert text[found.city_start : found.city_end] == city
    assert text[found.end :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "Москва (Россия) — крупнейший город страны.",
        "Москва, 5 февраля, приняла гостей.",
        "Москва готова к зиме.",
        "МОСКВА готова к зиме.",
        "МЧС (Москва). Сводка за день.",
        "США, 5 февраля — день выборов.",
        "Владивосток. 5 февраля в городе шёл снег.",
        "Мэр Омска (Пётр Иванов). Он пришёл.",
        "В Москве 5 февраля — снег.",
        "«Москва» (Реалист). Текст.",
        "Компания «Восток» (Омск) — лидер рынка.",
        "",
        "МОСКВА",
    ],
)
def test_ordinary_sentences_keep_their_beginning(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize(
    ("html", "written"),
    [
        ("<p>ОМСК (Реалист). Порт открыт.</p>", "<p>OMSK (Realist English). The port is open.</p>"),
        ("<p><strong>ОМСК (Реалист).</strong> Порт открыт.</p>", "<p>OMSK (Realist English). The port is open.</p>"),
        ("<p><b>ОМСК (Реалист). </b>Порт открыт.</p>", "<p>OMSK (Realist English). The port is open.</p>"),
        ("<p><b>ОМСК (Реалист). Порт открыт.</b></p>", "<p><b>OMSK (Realist English). The port is open.</b></p>"),
        ("ОМСК, 5&nbsp;июня&nbsp;/ТАСС/. Порт открыт.", "OMSK (Realist English). The port is open."),
    ],
)
def test_a_translated_city_replaces_the_whole_prefix(html: str, written: str) -> None:
    document = make_document(html)
    blocks = list(iter_blocks(document))
    assert [block.kind for block in blocks[1:]] == [BlockKind.DATELINE, BlockKind.LEDE]
    dateline, lede = blocks[1:]
    assert [segment.text for segment in dateline.segments] == ["ОМСК"]
    assert target_html(document, untouched(document), dateline=print_dateline) == source_html(document) == html
    target = [
        TargetBlock(dateline.key, None, dateline.kind, (Piece("Omsk", {}, (dateline.segments[0].key,)),)),
        TargetBlock(lede.key, None, lede.kind, (Piece("The port is open.", {}, (lede.segments[0].key,)),)),
    ]
    assert target_html(document, target, dateline=print_dateline) == written


def test_bold_that_goes_on_after_the_dateline_goes_on() -> None:
    html = "<p><b>ОМСК (Реалист). Порт открыт.</b> Флот рад.</p>"
    document = make_document(html)
    _, dateline, lede = iter_blocks(document)
    assert lede.segments[0].text == "Порт открыт.{/1}"
    elements = {1: lede.elements[0]}
    target = [
        TargetBlock(dateline.key, None, dateline.kind, (Piece("Omsk", {}, (dateline.segments[0].key,)),)),
        TargetBlock(
            lede.key,
            None,
            lede.kind,
            (Piece("Open.{/1}", elements, (lede.segments[0].key,)), Piece("Glad.", {}, (lede.segments[1].key,))),
        ),
    ]
    written = target_html(document, target, dateline=lambda fields, city: f"{city} & co")
    assert written == "<p><b>Omsk &amp; co Open.</b> Glad.</p>"


def test_only_the_first_paragraph_has_a_dateline() -> None:
    document = make_document("<p>Порт открыт для всех судов.</p><p>ОМСК (Реалист). Снег.</p>")
    assert [block.kind.value for block in iter_blocks(document)] == ["headline", "lede", "paragraph"]
    document = make_document("<p>ОМСК (Реалист).</p><p>Порт открыт для всех судов.</p>")
    assert [block.kind.value for block in iter_blocks(document)] == ["headline", "dateline", "lede"]
