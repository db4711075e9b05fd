"""HTML pages and fragments, AMP pages."""

from __future__ import annotations

import contextlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.html_cases import HTML
from workflow.core.document import BlockKind, UnreadableStory, iter_blocks, source_html
from workflow.core.markup import build_document
from workflow.formats.elements import Page
from workflow.formats.incoming import read_stories, read_story_html

FIXTURES = Path(__file__).parent / "fixtures"
SHARED = Path(os.environ.get("WORKFLOW_SHARED") or Path(__file__).parents[2].parent / "shared")


def read(html: str, charset: str = "utf-8") -> tuple[str, str]:
    (story,) = read_stories(html.encode(charset))
    return story.title, story.html


def test_an_amp_page() -> None:
    (story,) = read_stories((FIXTURES / "amp_page.html").read_bytes(), name="story.txt")
    assert story.title == "В Омске открыли мост «Восток»"
    assert story.byline == "Пётр Иванов"
    assert (story.source, story.external_id) == ("realist.example", "https://realist.example/2026/02/most/")
    assert story.published_at == datetime(2026, 2, 5, 4, 30, tzinfo=UTC)
    document, notices = build_document(language="ru", title=story.title, html=story.html)
    assert not notices
    texts = {block.kind: [segment.text for segment in block.segments] for block in iter_blocks(document)}
    assert texts[BlockKind.ALT] == ["Мост утром"]
    assert texts[BlockKind.CREDIT] == ["Фото: Анна Петрова"]
    assert texts[BlockKind.DATELINE] == ["ОМСК"]
    assert texts[BlockKind.LEDE] == ["Новый мост открыли в\u00a0четверг.", "По нему прошли {1}трамваи{/1}."]
    for furniture in ("Иконка", "Наверх", "мобильной", "Рубрики", "комментарий", "<h1", "полночь"):
        assert furniture not in story.html
    assert "<p>Движение начнётся в полдень.</p>\n" in story.html


@pytest.mark.parametrize(
    ("html", "title", "body"),
    [
        ("<h1>Мост</h1>\n<p>Открыт.</p>\n", "Мост", "<p>Открыт.</p>"),
        ("<p>Открыт.</p>", "", "<p>Открыт.</p>"),
        ("<html><head><title>Мост</title></head><body><p>Открыт.</p></body></html>", "Мост", "<p>Открыт.</p>"),
        (
            "<!doctype html><html><body><nav>Меню</nav><h1>Реалист</h1><article><header>Рубрика</header><h1>Мост <i>А</i></h1>"
            "<p>Открыт.</p><aside>Читайте</aside></article><footer>Низ</footer></body></html>",
            "Мост А",
            "<p>Открыт.</p>",
        ),
        (
            "<html><head><meta property='og:title' content='Мост &amp; путь'><title>Мост - Реалист</title></head>"
            "<body><main><div class='entry-content'><p>Открыт.</p></div></main></body></html>",
            "Мост & путь",
            "<p>Открыт.</p>",
        ),
        (
            "<title>Мост — Реалист</title><meta property='og:site_name' content='Реалист'><p>Открыт.</p>",
            "Мост",
            "<meta property='og:site_name' content='Реалист'><p>Открыт.</p>",
        ),
        ("<html><body><article><h1>Мост</h1><p>Открыт.", "Мост", "<p>Открыт."),
    ],
)
def test_pages_and_fragments(html: str, title: str, body: str) -> None:
    assert read(html) == (title, body)


def test_a_heading_inside_the_pages_header_is_the_headline_all_the_same() -> None:
    title, body = read("<html><body><header><h1>Мост</h1></header><main><p>Открыт.</p></main></body></html>")
    assert (title, body) == ("Мост", "<p>Открыт.</p>")


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("meta", ["<meta charset='{}'>", '<META http-equiv="Content-Type" content="text/html; charset={}">'])
def test_declared_charsets(charset: str, meta: str) -> None:
    html = f"<html><head>{meta.format(charset)}</head><body><h1>Мост</h1><p>Открыт.</p></body></html>"
    assert read(html, charset) == ("Мост", "<p>Открыт.</p>")


@pytest.mark.parametrize(
    ("data", "charset"),
    [
        ("<p>Мост</p>".encode("cp1251"), "utf-8"),
        ("<meta charset=utf-8><p>Мост</p>".encode("cp1251"), "utf-8"),
        (b"<meta charset=klingon><p>x</p>", "klingon"),
        (b"<meta charset=hex><p>x</p>", "hex"),
        (b"<meta charset=rot13><p>x</p>", "rot13"),
    ],
)
def test_wrong_charsets_are_named(data: bytes, charset: str) -> None:
    with pytest.raises(UnreadableStory) as caught:
        read_stories(data)
    assert (caught.value.code, caught.value.detail) == ("wrong_charset", charset)


def test_pasted_html_with_a_title_is_the_body_as_it_is() -> None:
    story = read_story_html("<h1>А</h1><p>Б</p>\x00\ud800", title="Мост")
    assert (story.title, story.html) == ("Мост", "<h1>А</h1><p>Б</p>\ufffd?")


def test_a_headline_may_be_missing_and_is_missed() -> None:
    assert [notice.code for notice in read_stories("<p>Открыт.</p>".encode())[0].notices] == ["no_headline"]


@given(st.one_of(HTML, HTML.map(lambda html: f"<html><body><article>{html}</article></body></html>")))
@settings(max_examples=200, deadline=None)
def test_any_page_is_read_or_refused(html: str) -> None:
    try:
        stories = read_stories(html.encode())
    except UnreadableStory as error:
        refused = error.code
        stories = []
    else:
        refused = "empty"
    assert refused in {"empty", "no_text", "not_wordpress_json", "unknown_format", "binary"}
    for story in stories:
        document, _ = build_document(language="ru", title=story.title, html=story.html)
        assert len(source_html(document)) <= len(story.html)


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(UnreadableStory):
        read_stories(data)


@given(HTML)
def test_elements_are_nested(html: str) -> None:
    for element in Page(html).elements:
        assert element.start <= element.inner_start <= element.inner_end <= element.end <= len(html)


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared real data is not here")
def test_real_pages() -> None:
    for path in sorted((SHARED / "data" / "wordpress").glob("amp-*.html")):
        (story,) = read_stories(path.read_bytes())
        assert story.title
        assert "<script" not in story.html
    (story,) = read_stories((SHARED / "data" / "seed.txt").read_bytes())
    assert "icon" not in story.title
    assert "Exit" not in story.html
    for path in sorted((SHARED / "data" / "wordpress").glob("rest-frontity-post*s*.json")):
        if "comments" not in path.name:
            assert len(read_stories(path.read_bytes())) == len(json.loads(path.read_bytes()))
