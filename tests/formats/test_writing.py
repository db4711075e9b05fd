"""What people type into a story's body becomes HTML, and comes back as they typed it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.formats.writing import show_text, write_html

CASES = {
    "nothing": ("", ""),
    "one paragraph": ("Мост открыли.", "<p>Мост открыли.</p>"),
    "lines are paragraphs where no line is empty": ("Раз.\nДва.", "<p>Раз.</p>\n\n<p>Два.</p>"),
    "a broken line is mended where paragraphs stand apart": ("Раз\nдва.\n\nТри.", "<p>Раз два.</p>\n\n<p>Три.</p>"),
    "Windows line ends": ("Раз.\r\n\r\nДва.", "<p>Раз.</p>\n\n<p>Два.</p>"),
    "subheads": ("## Два\n\n### Три", "<h2>Два</h2>\n\n<h3>Три</h3>"),
    "a list": ("- а\n- б", "<ul><li>а</li><li>б</li></ul>"),
    "numbers": ("1. а\n2) б", "<ol><li>а</li><li>б</li></ol>"),
    "a quotation of two paragraphs": ("> а\n> б", "<blockquote><p>а</p><p>б</p></blockquote>"),
    "a text before its list": ("Вот:\n- а\n- б", "<p>Вот:</p>\n\n<ul><li>а</li><li>б</li></ul>"),
    "speech begins with a dash and is no list": ("— Да.\n— Нет.", "<p>— Да.</p>\n\n<p>— Нет.</p>"),
    "speech with a hyphen, one line": ("- Да, - сказал он.", "<p>- Да, - сказал он.</p>"),
    "a date is no list": ("3. Зима близко.", "<p>3. Зима близко.</p>"),
    "inline tags stay": (
        'Это <b>важно</b> и <a href="https://a.example/?x=1&amp;y=2">тут</a>.',
        '<p>Это <b>важно</b> и <a href="https://a.example/?x=1&amp;y=2">тут</a>.</p>',
    ),
    "signs that are no tags": ("5 < 6, A & B, <хм>, x<y", "<p>5 &lt; 6, A &amp; B, &lt;хм>, x&lt;y</p>"),
    "entities stay": ("10&nbsp;км &#8212; &laquo;да&raquo;", "<p>10&nbsp;км &#8212; &laquo;да&raquo;</p>"),
    "HTML stays as it is": ("<p>Раз.</p>\n<p>Два.</p>", "<p>Раз.</p>\n<p>Два.</p>"),
    "Gutenberg stays as it is": (
        "<!-- wp:paragraph -->\n<p>Раз.</p>\n<!-- /wp:paragraph -->",
        "<!-- wp:paragraph -->\n<p>Раз.</p>\n<!-- /wp:paragraph -->",
    ),
    "HTML between paragraphs": (
        'Раз.\n\n<figure><img src="x"></figure>\n\nДва.',
        '<p>Раз.</p>\n\n<figure><img src="x"></figure>\n\n<p>Два.</p>',
    ),
    "a script is not escaped into sight; it goes on the way in": ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    "a word that begins like a tag": ("<Пресс-служба> сообщила", "<p>&lt;Пресс-служба> сообщила</p>"),
}


@pytest.mark.parametrize(("text", "html"), CASES.values(), ids=CASES.keys())
def test_what_is_typed(text: str, html: str) -> None:
    assert write_html(text) == html


@pytest.mark.parametrize("html", [html for _, html in CASES.values()])
def test_showing_and_saving_again_changes_nothing(html: str) -> None:
    assert write_html(show_text(html)) == html


def test_what_was_typed_is_shown_as_typed() -> None:
    text = "Начало.\n\n## Глава\n\n- раз\n- два\n\n> Цитата.\n\nКонец."
    assert show_text(write_html(text)) == text


def test_a_foreign_html_is_shown_as_html() -> None:
    html = '<p class="lead">Раз.</p>\n<ul>\n<li>а</li>\n</ul>'
    assert show_text(html) == html


PIECES = st.sampled_from(
    [
        "- ",
        "## ",
        "> ",
        "1. ",
        "— ",
        "\n",
        "\n\n",
        "<b>",
        "</b>",
        "<p>",
        "</p>",
        "<ul><li>",
        "<h2>",
        "</h2>",
        "&",
        "&amp;",
        "<",
        ">",
        "слово",
        " ",
        "\r\n",
        "<blockquote><p>",
    ]
)


@given(st.lists(PIECES, max_size=14).map("".join))
def test_anything_typed_can_be_saved_shown_and_saved_again(text: str) -> None:
    html = write_html(text)
    assert write_html(show_text(html)) == html


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r"), max_size=200))
def test_no_word_is_lost(text: str) -> None:
    html = write_html(text)
    for word in text.split():
        if word.isalpha():
            assert word in html
