"""Terms by the command line: out and in again, what is refused line by line, and nothing half written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_helpers import Shell

GOOD = "lemma,preferred,variants,forbidden,kind\nмост,bridge,span,,\nВыборг,Vyborg,,Viipuri | Wyborg,place\n"


def test_terms_come_in_go_out_and_are_found(shell: Shell, tmp_path: Path) -> None:
    tried = shell.ok("glossary", "import", "-", "--edition", "en", "--dry-run", "--json", stdin=GOOD).json
    assert (tried["written"], tried["counts"]["added"]) == (False, 2)
    assert "2 added" in shell.ok("glossary", "import", "-", "--edition", "en", stdin=GOOD).out
    assert "2 unchanged" in shell.ok("glossary", "import", "-", "--edition", "en", stdin=GOOD).out
    (found,) = shell.ok("glossary", "search", "Выборгом", "--edition", "en", "--json").json
    assert (found["preferred"], found["forbidden"], found["kind"]) == ("Vyborg", ["Viipuri", "Wyborg"], "place")
    assert "bridge" in shell.ok("glossary", "search", "BRID", "--edition", "en").out
    for fmt in ("tbx", "csv"):
        path = tmp_path / f"terms.{fmt}"
        shell.ok("glossary", "export", fmt, "--edition", "en", "-o", path)
        assert "2 unchanged" in shell.ok("glossary", "import", path, "--edition", "en").out
        assert shell.ok("glossary", "export", fmt, "--edition", "en", "-o", "-").out.encode() == path.read_bytes()
    changed = GOOD.replace("bridge", "crossing")
    assert "1 changed, 1 unchanged" in shell.ok("glossary", "import", "-", "--edition", "en", stdin=changed).out
    assert "2 added" in shell.ok("glossary", "import", "-", "--edition", "en", "--all-editions", stdin=GOOD).out


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        (GOOD + "паром,\nпаром,ferry,,,boat\n,x\nмост,bridge\n", 1, ":4: паром: Write what"),
        ("lemma\n", 1, "There is no term in the file"),
        ("<tbx><a></tbx>", 1, "Line 1 of the file cannot be read"),
        ("ru", 1, "There is no term"),
        ("nothing", 1, "does not name the columns"),
    ],
)
def test_a_bad_file_is_refused_whole(shell: Shell, text: str, status: int, said: str) -> None:
    done = shell.run("glossary", "import", "-", "--edition", "en", stdin=text)
    assert done.status == status
    assert said in done.err
    if text.startswith(GOOD):
        assert [line.split(":")[1] for line in done.err.splitlines()] == ["4", "5", "6", "7"]
        assert "nothing was written" in done.out
    assert shell.ok("glossary", "search", "мост", "--edition", "en", "--json").json == []


def test_usage(shell: Shell) -> None:
    assert shell.run("glossary", "export", "xls", "--edition", "en", "-o", "-").status == 2
    assert shell.run("glossary", "search", "x", "--edition", "fr").status == 1
    assert shell.run("glossary", "import", "nowhere.csv", "--edition", "en").status == 1
