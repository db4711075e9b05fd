"""Bad input gets a sentence a person can act on and changes nothing: every row through the real commands."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.cli_helpers import STORY, Shell

TABLES = ("stories", "revisions", "articles", "units", "unit_versions", "releases", "jobs", "events")
ENGLISH = "The bridge was opened on Tuesday. " * 8
PO_HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'


def count_rows(shell: Shell) -> dict[str, int]:
    with closing(sqlite3.connect(shell.data / "workflow.sqlite3")) as connection:
        return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in TABLES}


STORIES = {
    "empty": (b"", "no text"),
    "blank": ("\n \u00a0\n".encode(), "no text"),
    "50 MB": (b"a" * 50_000_000, "larger"),
    "binary": (bytes(range(256)) * 40, "not a text file"),
    "wrong charset": (
        b"<html><head><meta charset=utf-8></head><body><p>" + STORY.encode("cp1251") + b"</p></body></html>",
        "UTF-8",
    ),
    "English": (f"A new bridge\n\n{ENGLISH}".encode(), "does not look Russian"),
    "JSON of something else": (b'{"bridge": "open"}', "not a WordPress post"),
    "broken JSON": (b'[{"id": 1, "title": ', "not a WordPress post"),
    "a feed": ('<?xml version="1.0"?><rss><channel><title>Новости</title></channel></rss>'.encode(), "not known here"),
}


@pytest.mark.parametrize("case", STORIES)
def test_a_story_that_cannot_be_taken(shell: Shell, tmp_path: Path, case: str) -> None:
    data, words = STORIES[case]
    path = tmp_path / "story.txt"
    path.write_bytes(data)
    before = count_rows(shell)
    sentence = shell.fails("ingest", "file", path)
    assert sentence.startswith(f"{path}: ")
    assert words in sentence
    assert "%(" not in sentence
    assert "…" not in sentence
    assert len(sentence.splitlines()) == 1
    assert count_rows(shell) == before
    record = json.loads(shell.run("ingest", "file", "--json", path).out)
    assert record[0]["error"]["message"] == sentence.removeprefix(f"{path}: ")


def test_a_file_that_is_not_there_and_a_directory(shell: Shell, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.txt", tmp_path):
        sentence = shell.fails("ingest", "file", path)
        assert sentence.startswith(f"{path}: ")


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h1>Мост открыли</h1><p>Мост открыли <b>во вторник.</p><p>Работы шли два года.</p>", "not closed"),
        ("<h1>Мост открыли</h1><p>Мост открыли во вторник.</p><script>alert(1)</script><p>Работы шли два года.</p>", "script"),
    ],
    ids=["unclosed tags", "a script"],
)
def test_what_is_mended_is_taken_with_a_warning(shell: Shell, tmp_path: Path, html: str, words: str) -> None:
    path = tmp_path / "story.html"
    path.write_text(html, "utf-8")
    done = shell.ok("ingest", "file", path)
    assert words in done.err
    assert "story 2 new" in done.out
    record = shell.ok("ingest", "file", "--json", path).json[0]
    assert words in record["notices"][0]["message"]


def test_a_good_file_is_taken_though_its_neighbour_is_bad(shell: Shell, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(STORY.replace("Выборге", "Приморске"), "utf-8")
    bad.write_bytes(b"")
    done = shell.run("ingest", "file", bad, good)
    assert done.status == 1
    assert "story 2 new" in done.out
    assert str(bad) in done.err


def post(number: int, text: str) -> dict[str, object]:
    return {
        "id": number, "link": f"https://realist.example/{number}", "status": "publish", "date_gmt": "2026-02-04T09:00:00",
        "title": {"rendered": "Мост открыли"}, "content": {"rendered": f"<p>{text}</p>"}, "excerpt": {"rendered": ""},
    }  # fmt: skip


def test_the_same_story_twice_is_a_revision_and_from_elsewhere_another_story(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "post.json"
    path.write_text(json.dumps(post(7, "Мост открыли во вторник.")), "utf-8")
    first = shell.ok("ingest", "file", "--json", "--source", "site-a", path).json[0]
    again = shell.ok("ingest", "file", "--json", "--source", "site-a", path).json[0]
    assert (first["created"], again["created"], again["revised"]) == (True, False, False)
    path.write_text(json.dumps(post(7, "Мост открыли в среду.")), "utf-8")
    changed = shell.ok("ingest", "file", "--json", "--source", "site-a", path).json[0]
    assert (changed["story"], changed["revised"], changed["revision"]) == (first["story"], True, 2)
    other = shell.ok("ingest", "file", "--json", "--source", "site-b", path).json[0]
    assert other["created"]
    assert other["story"] != first["story"]


def test_a_list_with_a_bad_post_is_not_taken_by_halves(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "posts.json"
    path.write_text(json.dumps([post(1, "Мост открыли во вторник."), {"id": 2}]), "utf-8")
    before = count_rows(shell)
    assert "not a WordPress post" in shell.fails("ingest", "file", path)
    english = post(2, ENGLISH) | {"title": {"rendered": "A new bridge"}}
    path.write_text(json.dumps([post(1, "Мост открыли во вторник."), english]), "utf-8")
    assert "Russian" in shell.fails("ingest", "file", path)
    assert count_rows(shell) == before


def test_a_dry_run_changes_nothing(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "story.txt"
    path.write_text(STORY, "utf-8")
    before = count_rows(shell)
    assert "would be new" in shell.ok("ingest", "file", "--dry-run", path).out
    assert count_rows(shell) == before


def test_a_draft_has_an_author_and_an_archive_story_opens_no_edition(shell: Shell) -> None:
    shell.ok("ingest", "file", "--draft", "--priority", "urgent", "-", stdin=STORY)
    shell.ok("ingest", "file", "--archive", "-", stdin=STORY)
    assert "There is nobody" in shell.fails("ingest", "file", "--draft", "--as", "ghost@example.org", "-", stdin=STORY)
    with closing(sqlite3.connect(shell.data / "workflow.sqlite3")) as connection:
        articles = connection.execute("SELECT story_id, state FROM articles WHERE story_id > 1").fetchall()
        assert articles == [(2, "draft"), (3, "publish")]
        assert connection.execute("SELECT created_by, priority FROM stories WHERE id = 2").fetchone() == (1, "urgent")


CATALOGS = {
    "empty": (b"", "no message"),
    "50 MB": (b"#\n" * 25_000_000, "larger"),
    "binary": (bytes(range(256)) * 40, "neither a PO"),
    "not closed": ((PO_HEAD + 'msgid "a"\nmsgstr "b\n').encode(), "ine 6"),
    "a word that is no keyword": ((PO_HEAD + 'msgid "a"\nmsgtext "b"\n').encode(), "ine 6"),
    "wrong charset": (PO_HEAD.encode() + 'msgid "мост"\nmsgstr "b"\n'.encode("cp1251"), "ine 5"),
    "an unknown charset": ((PO_HEAD.replace("UTF-8", "klingon") + 'msgid "a"\nmsgstr "b"\n').encode(), "klingon"),
}


@pytest.mark.parametrize("case", CATALOGS)
def test_a_catalog_that_cannot_be_read(shell: Shell, tmp_path: Path, case: str) -> None:
    data, words = CATALOGS[case]
    path = tmp_path / "catalog.po"
    path.write_bytes(data)
    before = count_rows(shell)
    sentence = shell.fails("import", path, "--edition", "en")
    assert words in sentence
    assert "%(" not in sentence
    assert "…" not in sentence
    assert len(sentence.splitlines()) == 1
    assert count_rows(shell) == before
