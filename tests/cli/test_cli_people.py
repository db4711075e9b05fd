"""People, tokens and editions from the command line."""

from __future__ import annotations

import pytest

from tests.cli.cli_helpers import Shell
from workflow.db.session import Database
from workflow.services import accounts

PASSWORD = "correct horse battery\n"


def test_add_list_and_disable(shell: Shell) -> None:
    added = shell.ok(
        "user",
        "add",
        "Olga@Example.org",
        "--role",
        "translator",
        "--edition",
        "en",
        "--name",
        "Olga",
        "--password-stdin",
        stdin=PASSWORD,
    )
    assert added.out == "olga@example.org: translator (en)\n"
    again = shell.ok("user", "add", "olga@example.org", "--role", "author")  # a role more: no password is asked for
    assert again.out == "olga@example.org: translator (en), author\n"
    people = {p["email"]: p for p in shell.ok("user", "list", "--json").json}
    assert people["olga@example.org"]["roles"] == [{"role": "translator", "edition": "en"}, {"role": "author", "edition": None}]
    shell.ok("user", "disable", "olga@example.org")
    assert {p["email"]: p["disabled"] for p in shell.ok("user", "list", "--json").json} == {
        "admin@example.org": False,
        "olga@example.org": True,
    }


@pytest.mark.parametrize(
    ("args", "stdin", "status", "words"),
    [
        (["user", "add", "nobody", "--role", "author", "--password-stdin"], PASSWORD, 1, "e-mail"),
        (["user", "add", "a@example.org", "--role", "author", "--password-stdin"], "short\n", 1, "at least 10"),
        (["user", "add", "a@example.org", "--role", "author"], "", 2, "--password-stdin"),
        (["user", "add", "a@example.org", "--role", "author", "--edition", "fr", "--password-stdin"], PASSWORD, 1, "“fr”"),
        (["user", "disable", "a@example.org"], "", 1, "a@example.org"),
        (["token", "add", "--user", "a@example.org", "--name", "x"], "", 1, "a@example.org"),
        (["token", "add", "--user", "admin@example.org", "--name", "x", "--scope", "everything"], "", 1, "scope"),
        (["edition", "show", "fr"], "", 1, "“fr”"),
        (["edition", "add", "en", "--name", "Again", "--language", "en"], "", 1, "already"),
        (["edition", "add", "xx", "--name", "X", "--language", "notalanguage"], "", 1, "language"),
        (["edition", "add", "Deutsch!", "--name", "X", "--language", "de"], "", 1, "Latin letters"),
        (["edition", "add", "de", "--name", "X", "--language", "de", "--policy", "colour=red"], "", 1, "policy"),
        (["edition", "add", "de", "--name", "X", "--language", "de", "--policy", "four_eyes"], "", 2, "NAME=VALUE"),
        (["edition", "add", "de", "--name", "X", "--language", "de", "--engine", "oracle"], "", 2, "oracle"),
    ],
)
def test_what_cannot_be_is_a_sentence(shell: Shell, args: list[str], stdin: str, status: int, words: str) -> None:
    assert words in shell.fails(*args, stdin=stdin, status=status)


def test_a_token_is_alone_on_stdout_and_speaks_for_its_person(shell: Shell) -> None:
    made = shell.ok("token", "add", "--user", "admin@example.org", "--name", "script", "--scope", "read")
    token = made.out.strip()
    assert made.out == f"{token}\n"
    database = Database(f"sqlite:///{shell.data / 'workflow.sqlite3'}")
    with database.reading() as session:
        actor = accounts.actor_of_token(session, token)
    database.dispose()
    assert actor is not None
    assert (actor.name, actor.scopes) == ("admin", frozenset({"read"}))


def test_a_password_set_here_signs_in(shell: Shell) -> None:
    database = Database(f"sqlite:///{shell.data / 'workflow.sqlite3'}")
    with database.reading() as session:
        assert accounts.check_password(session, email="admin@example.org", password="a long password") is not None
    database.dispose()


def test_add_and_show_an_edition(shell: Shell) -> None:
    policy = ["--policy", "four_eyes=false", "--policy", "agency=Realist"]
    shell.ok("edition", "add", "de", "--name", "Realist Deutsch", "--language", "de", "--engine", "none", *policy)
    found = shell.ok("edition", "show", "de", "--json").json
    assert (found["language"], found["engine"], found["is_source"]) == ("de", "none", False)
    assert (found["policy"]["four_eyes"], found["policy"]["agency"]) == (False, "Realist")
    assert "four_eyes = false" in shell.ok("edition", "show", "de").out
    assert [e["tag"] for e in shell.ok("edition", "list", "--json").json] == ["ru", "en", "de"]
