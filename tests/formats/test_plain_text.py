"""Plain text as people paste it."""

from __future__ import annotations

from pathlib import Path

import pytest

from workflow.core.document import UnreadableStory
from workflow.formats.incoming import check_language, read_stories, read_story_text
from workflow.formats.plain_text import is_furniture, strip_furniture

FIXTURES = Path(__file__).parent / "fixtures"


def test_a_pasted_story() -> None:
    (story,) = read_stories((FIXTURES / "story.txt").read_bytes(), name="story.html")
    assert story.title == "В Омске открыли мост «Восток»"
    assert story.html == (
        "<p>ОМСК (Реалист). Новый мост открыли в четверг. Длина &lt;b&gt; — 640 метров &amp; шесть полос.</p>\n"
        "<p>Что известно:</p>\n<ul>\n<li>мост построен за три года;</li>\n<li>по нему пойдут трамваи.</li>\n</ul>\n"
        "<p>Движение начнётся\nв полдень.</p>"
    )
    check_language(story)


def test_lines_without_blank_lines_are_paragraphs() -> None:
    (story,) = read_stories("Мост открыт\r\nРаз.\r\nДва.\r\n• три\r\n".encode())
    assert (story.title, story.html) == ("Мост открыт", "<p>Раз.</p>\n<p>Два.</p>\n<ul>\n<li>три</li>\n</ul>")


def test_one_line_is_a_flash() -> None:
    (story,) = read_stories("\ufeffМост открыт\n".encode())
    assert (story.title, story.html) == ("Мост открыт", "")


def test_a_given_title_leaves_the_whole_text() -> None:
    story = read_story_text("Раз.\n\nДва.", title=" Мост ")
    assert (story.title, story.html) == ("Мост", "<p>Раз.</p>\n<p>Два.</p>")


@pytest.mark.parametrize(
    "line",
    ["Site icon Anything", "Exit mobile version", "Back to top", "Skip to content", "Иконка сайта Реалист",
        "Выйти из мобильной версии",
     "Наверх", "Вернуться к началу", "Перейти к содержимому"],
)  # fmt: skip
def test_furniture_at_the_ends_goes(line: str) -> None:
    assert is_furniture(line)
    assert strip_furniture(f"{line}\n\nРаз\n{line}\nДва\n{line}\n") == f"Раз\n{line}\nДва"


@pytest.mark.parametrize("line", ["Наверх пошли цены", "Exit mobile version is out", "Сайт открыт", "Site iconography"])
def test_sentences_are_no_furniture(line: str) -> None:
    assert not is_furniture(line)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        ("\ufeff \n".encode(), "empty"),
        (b"\x89PNG\r\n\x1a\n", "binary"),
        (b"PK\x03\x04zip", "binary"),
        (b"text\x00more", "binary"),
        (bytes(range(1, 32)) * 10, "binary"),
        ("Мост открыт".encode("cp1251"), "wrong_charset"),
        ("Мост".encode("koi8-r"), "wrong_charset"),
        (b"Exit mobile version\nBack to top", "no_text"),
        (b"<?xml version='1.0'?><rss></rss>", "unknown_format"),
        (b"<p> </p><script>x</script>", "no_text"),
    ],
)
def test_bad_input_has_a_code(data: bytes, code: str) -> None:
    with pytest.raises(UnreadableStory) as caught:
        read_stories(data)
    assert caught.value.code == code


def test_a_file_can_be_too_large() -> None:
    with pytest.raises(UnreadableStory) as caught:
        read_stories(b"x" * 11, max_bytes=10)
    assert (caught.value.code, caught.value.detail) == ("too_large", "11 bytes, at most 10")


def test_utf_16_with_its_mark_is_read() -> None:
    (story,) = read_stories("Мост открыт".encode("utf-16"))
    assert story.title == "Мост открыт"


def test_english_is_not_russian() -> None:
    (story,) = read_stories(b"The bridge is open\n\nAll may pass.")
    with pytest.raises(UnreadableStory) as caught:
        check_language(story)
    assert (caught.value.code, caught.value.detail) == ("not_russian", "en")


def test_a_sentence_in_brackets_is_no_json_and_a_tag_in_it_no_html() -> None:
    (story,) = read_stories("[Обновлено] Мост открыт\n\nВ коде страницы нашли <title> и <b>.".encode())
    assert story.title == "[Обновлено] Мост открыт"
    assert "&lt;title&gt;" in story.html
