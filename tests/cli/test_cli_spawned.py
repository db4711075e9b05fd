"""The commands as processes: from an empty directory to a translated catalog, and errors without a traceback."""

from __future__ import annotations

from pathlib import Path

import polib

from tests.cli.cli_helpers import STORY, Done, Shell


def must(done: Done) -> Done:
    assert done.status == 0, done
    return done


def test_from_nothing_to_a_translated_catalog(empty_shell: Shell, tmp_path: Path) -> None:
    shell, story, catalog = empty_shell, tmp_path / "story.txt", tmp_path / "story.po"
    story.write_text(STORY, "utf-8")
    must(shell.spawn("db", "upgrade"))
    must(shell.spawn("user", "add", "admin@example.org", "--role", "admin", "--password-stdin", stdin="a long password\n"))
    assert must(shell.spawn("ingest", "file", "--json", story)).json[0]["story"] == 1
    assert must(shell.spawn("pretranslate", "1", "--edition", "en", "--wait", "--json")).json[0]["state"] == "done"
    must(shell.spawn("export", "po", "--story", "1", "--edition", "en", "-o", catalog))
    entries = polib.pofile(str(catalog))
    for entry in entries:
        entry.msgstr = f"English {entry.msgctxt}"
    entries.save()
    assert "6 changed" in must(shell.spawn("import", catalog, "--edition", "en")).out
    assert must(shell.spawn("doctor", "--json")).json["healthy"]
    token = must(shell.spawn("token", "add", "--user", "admin@example.org", "--name", "t")).out
    assert token.startswith("wf_")


def test_a_failure_is_a_sentence_and_a_status(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    for args, status in (
        (["ingest", "file", tmp_path / "empty.txt"], 1),
        (["edition", "show", "fr"], 1),
        (["edition"], 2),
        (["nonsense"], 2),
    ):
        done = shell.spawn(*args)
        assert done.status == status, done
        assert "Traceback" not in done.err
        assert done.err
        assert done.out == ""


def test_errors_speak_the_language_of_the_terminal(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    english = shell.spawn("ingest", "file", tmp_path / "empty.txt", LANG="en_GB.UTF-8").err
    russian = shell.spawn("ingest", "file", tmp_path / "empty.txt", LANG="ru_RU.UTF-8").err
    assert "no text" in english
    assert "текст" in russian.lower()
