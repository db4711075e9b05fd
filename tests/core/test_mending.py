"""One sentence of an original is changed, and not a byte beside it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.html_cases import GOOD_HTML, make_document
from workflow.core.document import BlockKind, iter_blocks, segment_index
from workflow.core.mending import Mended, MendError, mend_sentence

HTML = "<p>ВЫБОРГ (Реалист). Мост открыли&nbsp;во вторник. На&nbsp;открытие пришли <b>сорок</b> человек.</p>\n<ul><li>Пункт & <i>ещё</i></li></ul>"


def keys(html: str) -> dict[str, str]:
    """Sentences by the first word of their text."""
    return {s.text.split()[0]: s.key for _, s in segment_index(make_document(html)).values()}


@pytest.mark.parametrize(
    ("word", "text", "old", "new"),
    [
        ("Мост", "Мост закрыли в среду.", "Мост открыли&nbsp;во вторник.", "Мост закрыли в среду."),
        ("На", "На открытие пришли {1}50{/1} человек.", "На&nbsp;открытие пришли <b>сорок</b>", "На открытие пришли <b>50</b>"),
        ("Пункт", "Пункт < {1}один{/1}", "Пункт & <i>ещё</i>", "Пункт &lt; <i>один</i>"),
    ],
)
def test_the_rest_stays_byte_for_byte(word: str, text: str, old: str, new: str) -> None:
    assert mend_sentence(make_document(HTML), keys(HTML)[word], text) == Mended(html=HTML.replace(old, new))


def test_a_headline_is_no_html() -> None:
    document = make_document(HTML)
    assert mend_sentence(document, document.headline.segments[0].key, "Мост & мэр") == Mended(title="Мост & мэр")


@pytest.mark.parametrize(
    ("word", "text", "code"),
    [
        ("Мост", " ", "sentence_emptied"),
        ("На", "На открытие пришли {1}сорок человек.", "token_unpaired"),
        ("На", "На открытие пришли сорок человек.", "token_missing"),
        ("ВЫБОРГ", "Приморск", "mend_in_form"),
    ],
)
def test_what_cannot_stand_there_is_refused(word: str, text: str, code: str) -> None:
    with pytest.raises(MendError) as caught:
        mend_sentence(make_document(HTML), keys(HTML)[word], text)
    assert caught.value.code == code
    with pytest.raises(KeyError):
        mend_sentence(make_document(HTML), "b99.9", "x")


@given(GOOD_HTML, st.data())
def test_any_story(html: str, data: st.DataObject) -> None:
    document = make_document(html)
    key, (block, segment) = data.draw(st.sampled_from(sorted(segment_index(document).items())))
    if block.kind is BlockKind.DATELINE or not segment.text.strip():
        return
    assert mend_sentence(document, key, segment.text).html is None
    mended = mend_sentence(document, key, f"{segment.text}, вот")
    if mended.html is None:
        return
    assert "вот" in mended.html
    if block.kind is BlockKind.ALT:  # it is inside the raw text of the sentence its picture stands in
        return
    for other in iter_blocks(document):  # every other block is there as it was
        if other is not block and other not in (document.headline, document.standfirst, document.byline):
            assert all(s.raw in mended.html for s in other.segments)
