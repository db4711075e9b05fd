"""A WordPress export as stories: posts of the language asked for, drafts as drafts, and a broken file said to be one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workflow.core.document import UnreadableStory
from workflow.formats.incoming import read_stories

ITEM = """<item><title>{title}</title><link>https://realist.example/{number}/</link><dc:creator>Ирина</dc:creator>
<content:encoded><![CDATA[<p>{title}. <a href="/x">Подробности</a>.</p>]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date_gmt>2026-02-04 09:00:00</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"""


def export(*items: str) -> bytes:
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>'
    )
    return f"{head}{''.join(items)}</channel></rss>".encode()


def item(number: int, title: str, *, status: str = "publish", kind: str = "post", language: str = "") -> str:
    more = f'<category domain="language" nicename="{language}"/>' if language else ""
    return ITEM.format(number=number, title=title, status=status, kind=kind, more=more)


def test_posts_come_as_stories() -> None:
    found = read_stories(
        export(
            item(1, "Мост открыт", language="ru"),
            item(2, "The bridge is open", language="en"),
            item(3, "Порт закрыт", status="draft"),
            item(4, "Снимок", kind="attachment"),
        )
    )
    assert [(s.title, s.status, s.source, s.external_id) for s in found] == [
        ("Мост открыт", "publish", "realist.example", "1"),
        ("Порт закрыт", "draft", "realist.example", "3"),
    ]
    assert found[0].html == '<p>Мост открыт. <a href="/x">Подробности</a>.</p>'
    assert found[0].url == "https://realist.example/1/"
    assert found[0].published_at == datetime(2026, 2, 4, 9, tzinfo=UTC)
    assert found[0].byline == "Ирина"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (export(item(1, "Мост открыт"))[:-30], "line"),
        (export(item(1, "Мост открыт", language="en")), "no post in “ru”"),
        (export(), "no WordPress export"),
        (export(item(1, "&bridge;")), "entity"),
    ],
)
def test_what_is_no_export_says_so(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableStory) as caught:
        read_stories(data)
    assert caught.value.code == "not_wxr"
    assert said in caught.value.detail
