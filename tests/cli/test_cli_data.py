"""Data directories: none yet, an old one, and settings that cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_helpers import Shell


@pytest.mark.parametrize(
    "args",
    [
        ["user", "list"],
        ["edition", "list"],
        ["export", "po", "--all", "--edition", "en", "-o", "-"],
        ["pretranslate", "1", "--edition", "en"],
        ["import", "x.po", "--edition", "en"],
        ["user", "disable", "a@example.org"],
    ],
    ids=" ".join,
)
def test_a_command_on_nothing_says_so_and_makes_nothing(empty_shell: Shell, args: list[str]) -> None:
    assert "nothing of Workflow" in empty_shell.fails(*args)
    assert not empty_shell.data.exists()


def test_upgrade_makes_the_publication_once(empty_shell: Shell) -> None:
    assert empty_shell.run("db", "current").status == 1
    assert not empty_shell.data.exists()
    empty_shell.ok("db", "upgrade")
    empty_shell.ok("db", "upgrade")
    current = empty_shell.ok("db", "current", "--json").json
    assert current["current"] == current["needed"]
    found = empty_shell.ok("edition", "list", "--json").json
    assert [(e["tag"], e["name"], e["language"], e["is_source"]) for e in found] == [
        ("ru", "Реалист", "ru", True),
        ("en", "Realist English", "en", False),
    ]


def test_the_environment_names_the_directory_too(shell: Shell, tmp_path: Path) -> None:
    nowhere = Shell(tmp_path / "nowhere")
    assert "nothing of Workflow" in nowhere.fails("user", "list", WORKFLOW_DATA_DIR=str(shell.data))  # --data wins


def test_a_bad_setting_is_named(shell: Shell) -> None:
    assert "WORKFLOW_WEB_THREADS" in shell.fails("user", "list", status=2, WORKFLOW_WEB_THREADS="lots")


def test_a_part_alone_needs_a_broker(shell: Shell) -> None:
    for part in ("worker", "scheduler"):
        assert "WORKFLOW_BROKER_URL" in shell.fails(part)


def test_doctor_with_nothing_running(shell: Shell) -> None:
    done = shell.ok("doctor", "--json")
    found = {check["name"]: check["health"] for check in done.json["checks"]}
    assert done.json["healthy"] is True
    assert found["database"] == found["disk"] == found["clock"] == "ok"
    assert found["broker"] == found["worker"] == found["scheduler"] == "off"
    assert found["engine none ru–en"] == "note"
    assert len(shell.ok("doctor").out.splitlines()) == len(found)


def test_doctor_finds_what_is_broken(shell: Shell, empty_shell: Shell) -> None:
    cases = [
        ("broker", {"WORKFLOW_BROKER_URL": "redis://127.0.0.1:1/0"}),
        ("worker", {"WORKFLOW_BROKER_URL": "redis://127.0.0.1:1/0"}),
        ("secret key", {"WORKFLOW_SECRET_KEY": "short"}),
        ("engine firefox ru–en", {"WORKFLOW_MT_ENGINE": "firefox", "WORKFLOW_MT_MODEL_DIR": str(shell.data)}),
        ("engine marvel ru–en", {"WORKFLOW_MT_ENGINE": "marvel"}),
    ]
    for name, env in cases:
        done = shell.run("doctor", "--json", **{"WORKFLOW_MT_ENGINE": "none", **env})
        broken = {check["name"]: check["detail"] for check in done.json["checks"] if check["health"] == "broken"}
        assert name in broken, (name, done)
        assert done.status == 1
    (shell.data / "workflow.sqlite3").write_bytes(b"not a database at all" * 300)
    done = shell.run("doctor", "--json")
    assert done.status == 1
    assert next(c for c in done.json["checks"] if c["name"] == "database")["health"] == "broken"
