"""Catalogs out and back, and pre-translation without a server."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import polib
import pytest

from tests.cli.cli_helpers import STORY, Shell

MSGFMT = shutil.which("msgfmt")


def test_out_and_back_is_a_no_op(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "one.po"
    shell.ok("export", "po", "--story", "1", "--edition", "en", "-o", path)
    first = path.read_bytes()
    assert shell.ok("export", "po", "--story", "1", "--edition", "en", "-o", "-").out.encode() == first
    report = shell.ok("import", path, "--edition", "en", "--json").json[0]
    assert report["counts"] == {"changed": 0, "unchanged": 6, "conflict": 0, "refused": 0}
    shell.ok("export", "po", "--story", "1", "--edition", "en", "-o", path)
    assert path.read_bytes() == first


@pytest.mark.peer
@pytest.mark.skipif(MSGFMT is None, reason="GNU gettext is not installed")
@pytest.mark.parametrize("fmt", ["po", "pot"])
def test_msgfmt_accepts_what_is_written(shell: Shell, tmp_path: Path, fmt: str) -> None:
    path = tmp_path / f"one.{fmt}"
    shell.ok("export", fmt, "--all", "--edition", "en", "-o", path)
    assert MSGFMT is not None
    done = subprocess.run(
        [MSGFMT, "--check", "-o", str(tmp_path / "out.mo"), str(path)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_a_translated_catalog_comes_back_once(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "one.po"
    shell.ok("export", "po", "--story", "1", "--edition", "en", "-o", path)
    catalog = polib.pofile(str(path))
    for number, entry in enumerate(catalog, start=1):
        entry.msgstr = f"Sentence {number}"
    catalog.save()
    tried = shell.ok("import", path, "--edition", "en", "--dry-run")
    assert "6 changed" in tried.out
    assert "6 changed" in shell.ok("import", path, "--edition", "en").out
    assert "6 unchanged" in shell.ok("import", path, "--edition", "en").out
    catalog[0].msgstr = "Another headline"
    catalog.save()
    stale = shell.ok("import", path, "--edition", "en", "--json").json[0]
    assert (stale["counts"]["conflict"], stale["counts"]["changed"]) == (1, 0)
    assert stale["lines"][0]["why"] == "stale"
    mo = tmp_path / "one.mo"
    shell.ok("export", "mo", "--story", "1", "--edition", "en", "-o", mo)
    assert {entry.msgstr for entry in polib.mofile(str(mo))} == {f"Sentence {n}" for n in range(1, 7)}


def test_a_directory_gets_a_file_for_each_story_and_a_path_one_for_all(shell: Shell, tmp_path: Path) -> None:
    shell.ok("ingest", "file", "-", stdin=STORY)
    shell.ok("export", "po", "--all", "--edition", "en", "-o", tmp_path)
    assert sorted(p.name for p in tmp_path.glob("*.po")) == ["story-1-en.po", "story-2-en.po"]
    both = tmp_path / "both.po"
    shell.ok("export", "po", "--story", "2", "--story", "1", "--edition", "en", "-o", both)
    assert len(polib.pofile(str(both))) == 12
    assert both.stat().st_mode & 0o444  # not the temporary file's rights alone
    done = shell.ok("import", tmp_path / "story-1-en.po", tmp_path / "story-2-en.po", both, "--edition", "en")
    assert len(done.out.splitlines()) == 3


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["export", "po", "--story", "9", "--edition", "en", "-o", "-"], "story 9"),
        (["export", "po", "--all", "--edition", "fr", "-o", "-"], "“fr”"),
        (["export", "po", "--all", "--edition", "ru", "-o", "-"], "original has no catalog"),
        (["export", "po", "--all", "--edition", "en", "-o", "/nowhere/at/all.po"], "/nowhere/at/all.po: No such"),
        (["import", "/nowhere.po", "--edition", "en"], "/nowhere.po"),
        (["import", "/nowhere.po", "--edition", "fr"], "“fr”"),
        (["import", "/nowhere.po", "--edition", "en", "--as", "ghost@example.org"], "ghost@example.org"),
        (["pretranslate", "9", "--edition", "en"], "story 9"),
        (["pretranslate", "1", "--edition", "fr"], "“fr”"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_not_there_is_named(shell: Shell, args: list[str], words: str) -> None:
    assert words in shell.fails(*args)


def test_two_administrators_have_to_say_who(shell: Shell, tmp_path: Path) -> None:
    shell.ok("user", "add", "second@example.org", "--role", "admin", "--password-stdin", stdin="a long password\n")
    path = tmp_path / "one.po"
    shell.ok("export", "po", "--story", "1", "--edition", "en", "-o", path)
    assert "--as EMAIL" in shell.fails("import", path, "--edition", "en")
    shell.ok("import", path, "--edition", "en", "--as", "second@example.org")


def test_pretranslate_queues_or_does_it_here(shell: Shell) -> None:
    queued = shell.ok("pretranslate", "1", "--edition", "en", "--json").json
    assert [(job["state"], job["story"], job["total"]) for job in queued] == [("queued", 1, 6)]
    done = shell.ok("pretranslate", "1", "--edition", "en", "--wait", "--json")
    assert [(job["id"], job["state"], job["done"]) for job in done.json] == [(queued[0]["id"], "done", 6)]
    assert done.json[0]["counts"] == {"left": 6}


def test_pretranslate_with_the_demo_model(shell: Shell) -> None:
    env = {"WORKFLOW_MT_ENGINE": "firefox", "WORKFLOW_DEMO": "yes"}
    story = "Мост открыли\n\nПодробности уточняются.\n"
    shell.ok("ingest", "file", "-", stdin=story)
    job = shell.ok("pretranslate", "2", "--edition", "en", "--wait", "--json", **env).json[0]
    assert job["state"] == "done"
    assert job["done"] == job["total"]
    assert {"code": "demo_model", "engine": "firefox"} in job["findings"]


def test_an_archive_story_opens_its_edition_when_asked(shell: Shell) -> None:
    shell.ok("ingest", "file", "--archive", "-", stdin=STORY)
    assert "story 2" in shell.fails("export", "po", "--story", "2", "--edition", "en", "-o", "-")
    assert shell.ok("pretranslate", "2", "--edition", "en", "--wait", "--json").json[0]["state"] == "done"
    shell.ok("export", "po", "--story", "2", "--edition", "en", "-o", "-")
