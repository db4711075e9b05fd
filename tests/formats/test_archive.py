"""Posts of an archive as WordPress and its plugins write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workflow.formats.archive import name_of, read_archive

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "wordpress" / "wxr-polylang-test-import.xml"


@pytest.mark.skipif(not REAL.exists(), reason="no real exports on this machine")
def test_a_real_export_of_two_languages() -> None:
    english, french = (read_archive(REAL.read_bytes(), where="x.xml", language=tag, max_bytes=10**8) for tag in ("en", "fr"))
    assert [post.slug for post in english] == ["test", "home", "synchronized-post"]
    assert [post.groups for post in english] == [post.groups for post in french]
    assert all(len(post.groups) == 1 for post in english)


def test_drafts_and_other_languages_are_left_out() -> None:
    def post(number: int, text: str, **more: str) -> dict[str, object]:
        return {"id": number, "title": {"rendered": text}, "content": {"rendered": f"<p>{text}</p>"}, **more}

    posts = [
        post(1, "Мост открыт"),
        post(2, "Порт закрыт", status="draft"),
        post(3, "The bridge is open"),
        post(4, "Снег", lang="en"),
    ]
    found = read_archive(json.dumps(posts).encode(), where="posts.json", language="ru", max_bytes=10**6)
    assert [post.story.external_id for post in found] == ["1"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.paper.example/most/?utm=1", "http://paper.example/most"),
        ("./posts/a.html", "posts/a.html"),
        ("https://paper.example/%D0%BC%D0%BE%D1%81%D1%82/", "https://paper.example/мост"),
        (" 12 ", "12"),
    ],
)
def test_names(one: str, other: str) -> None:
    assert name_of(one) == name_of(other)
