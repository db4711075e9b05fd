"""Sentences: where they are cut, and where never."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.html_cases import make_document
from workflow.core.document import iter_blocks
from workflow.core.segmentation import split_sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["Мост открыт.", "По нему пошли трамваи."],
        ["Он сказал: «Мост открыт. Идите», — и ушёл.", "Все пошли."],
        ["«Когда откроют мост?» — спросил мэр.", "Ему не ответили."],
        ["«Открыли!» — сообщил прораб.", "Мэр кивнул."],
        ["Длина балки 21 см.", "Цвет серый."],
        ["Проект стоит 5 млн.", "Деньги есть."],
        ["Нужно 100 тыс. руб. на ремонт."],
        ["В эфире «Вперёд! Время моста» говорили о нём.", "Потом были новости."],
        ['В эфире "Вперёд! Время моста" говорили о нём.', "Потом были новости."],
        ["Нагрузка выросла (см. табл. 2. Рис. 5 это показал).", "Мост выдержал."],
        ["Слова прораба (так в письме. — Ред.) остались.", "Мэр их прочёл."],
        ["Слова прораба остались. — Ред.", "Мэр их прочёл."],
        ["А. Б. Иванов приехал в г. Омск.", "Его встретил П. П. Петров."],
        ["М.В. Иванов родился в с. Мостовом."],
        ["Мост построен в 1975 г. и открыт в 1976 г.", "Он стоит."],
        ["На ул. Мостовой, д. 5, прошёл сход.", "Пришли многие."],
        ["Это сталь, бетон и т. д.", "Потом асфальт."],
        ["Строка первая", "Строка вторая"],
        ["12"],
        ["— —"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    separator = "\n\n" if sentences[0].startswith("Строка") else " "
    text = separator.join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u00a0\u200b\ufeff", "\u200b \n"])
def test_nothing_visible_has_no_sentences(text: str) -> None:
    assert split_sentences(text) == []


@given(
    st.text(
        alphabet=st.one_of(st.sampled_from(list("АбвЯ .!?…«»()\"'—-\n\u00a0\u200b12г")), st.characters(exclude_categories=["Cs"]))
    )
)
@settings(max_examples=300, deadline=None)
def test_spans_are_in_order_and_only_blanks_lie_between(text: str) -> None:
    position = 0
    for start, end in split_sentences(text):
        assert position <= start < end <= len(text)
        assert is_unseen(text[position:start])
        assert not is_unseen(text[start])
        assert not is_unseen(text[end - 1])
        position = end
    assert is_unseen(text[position:])


def is_unseen(text: str) -> bool:
    return not text.strip().strip("\u200b\u2060\ufeff").strip()


def test_a_very_long_paragraph_is_cut_at_sentences() -> None:
    sentence = "Мост через реку открыт для всех машин."
    text = " ".join([sentence] * 1000)
    assert {text[start:end] for start, end in split_sentences(text)} == {sentence}


def test_a_long_quotation_is_cut_after_all() -> None:
    text = "«" + "Мост через реку открыт для всех машин. " * 20 + "Всё», — сказал мэр."
    assert len(split_sentences(text)) > 10


@pytest.mark.parametrize(
    ("html", "texts"),
    [
        ("<p>Мост <b>открыт.</b> Идите <i>все.</i></p>", ["Мост {1}открыт.{/1}", "Идите {2}все.{/2}"]),
        ("<p><b>Мост открыт. Идите</b> все сюда.</p>", ["{1}Мост открыт.", "Идите{/1} все сюда."]),
        ("<p><b>Мост открыт. Идите все.</b></p>", ["Мост открыт.", "Идите все."]),
        ("<p>Мост открыт.<br>Идите все.</p>", ["Мост открыт.", "Идите все."]),
        ("<p>Мост<br>открыт всем.</p>", ["Мост{1}открыт всем."]),
        ("<p>А.&nbsp;Б.&nbsp;Иванов пришёл сюда. Ушёл.</p>", ["А.\u00a0Б.\u00a0Иванов пришёл сюда.", "Ушёл."]),
        ("<p>Он ска<b>зал.</b> <!-- x -->Все рады.</p>", ["Он ска{1}зал.{/1}", "Все рады."]),
        ("<p>Цена {1} руб. за один билет</p>", ["Цена {{1} руб. за один билет"]),
        ("<p>Мост <code>a.b</code> открыт всем.</p>", ["Мост {1} открыт всем."]),
        ("<p>Мост\r\n  открыт\tвсем.</p>", ["Мост открыт всем."]),
    ],
)
def test_segments_of_marked_up_paragraphs(html: str, texts: list[str]) -> None:
    blocks = list(iter_blocks(make_document(html)))
    assert [segment.text for block in blocks[1:] for segment in block.segments] == texts
