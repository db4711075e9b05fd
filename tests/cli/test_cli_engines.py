"""`workflow engine`: what is set up, what it cost, and how much of it people keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.cli_helpers import Shell
from tests.conftest import Newsroom
from tests.factories import machine_writes, save
from tests.mt.fake_services import KEY, Fault, serve_translations
from workflow.cli import effort as offline
from workflow.cli.effort import score_offline


def test_each_engine_says_what_it_lacks(shell: Shell) -> None:
    found = {e["name"]: e for e in shell.ok("engine", "status", "--json").json}
    assert found["deepl"]["code"] == "setting_missing"
    assert "WORKFLOW_DEEPL_KEY" in shell.ok("engine", "status").out
    given = {"WORKFLOW_DEEPL_KEY": "a-secret:fx"}
    told = shell.ok("engine", "status", **given).out
    assert "deepl: ready" in told
    assert "a-secret" not in told


@pytest.mark.parametrize("name", ["babel", "deepl,babel", ","])
def test_an_engine_that_is_not_there_is_wrong_usage(shell: Shell, name: str) -> None:
    done = shell.run("pretranslate", "1", "--edition", "en", "--engine", name)
    assert done.status == 2
    assert "is not one of" in done.err


def test_what_an_engine_lacked_names_the_engine(shell: Shell) -> None:
    assert "is the source" in shell.fails("pretranslate", "1", "--edition", "ru", "--wait")
    shell.run("pretranslate", "1", "--edition", "en", "--wait")  # the job that came with the story
    told = shell.run("pretranslate", "1", "--edition", "en", "--engine", "deepl,none", "--wait").err
    assert "deepl: The engine is not set up." in told
    assert "units:write" in shell.fails("token", "add", "--user", "admin@example.org", "--name", "n", "--scope", "unit:write")


def test_doctor_looks_at_each_engine_of_an_order(shell: Shell) -> None:
    done = shell.run("doctor", "--json", WORKFLOW_MT_ENGINE="deepl,libretranslate")
    lines = {c["name"]: c for c in done.json["checks"]}
    assert lines["engine deepl ru–en"]["health"] == "broken"
    assert "WORKFLOW_DEEPL_KEY" in lines["engine deepl ru–en"]["detail"]
    assert lines["engine libretranslate ru–en"]["health"] == "ok"
    assert done.status == 1


def test_doctor_tells_of_a_cap_that_stops_nothing(shell: Shell) -> None:
    def told(prices: str) -> str:
        env = {"WORKFLOW_MT_ENGINE": "deepl,firefox", "WORKFLOW_DEEPL_KEY": "a-secret", "WORKFLOW_MT_PRICES": prices}
        return str({c["name"]: c["detail"] for c in shell.run("doctor", "--json", **env).json["checks"]}.get("cap en", ""))

    assert told("") == "", "there is no cap"
    shell.ok("edition", "set", "en", "mt_monthly_cap=5")
    assert "fits deepl" in told("") and "fits deepl" in told("llm=2") and "firefox" not in told("")
    assert "fits deepl" in told("deepl=2.5/10"), "DeepL charges no tokens"
    assert told("deepl=20") == told("deepl=0") == ""


def test_usage_and_effort_are_told(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[0]
    save(newsroom, machine_writes(newsroom, unit, "A bridge was opened"), "A new bridge was opened")
    shell = Shell(tmp_path)
    used = shell.ok("engine", "usage", "--json").json
    assert used["engines"] == []
    assert [e["tag"] for e in used["editions"]] == ["en"]
    (row,) = shell.ok("engine", "effort", "--json", "--days", "3650").json
    assert (row["engine"], row["units"], row["unchanged"], row["edits"], row["word_edit_rate"]) == ("firefox", 1, 0, 1, 0.2)
    assert (row["ter"], row["chrf"] > 50) == (20.0, True)
    assert "20.0%" in shell.ok("engine", "effort", "--days", "3650").out
    with monkeypatch.context() as without:
        without.setattr(offline, "SACREBLEU", False)
        told = shell.ok("engine", "effort", "--days", "3650")
        assert "20.0%" in told.out
        assert offline.INSTALL in told.err
        assert shell.ok("engine", "effort", "--json", "--days", "3650").json[0]["ter"] is None
    assert "no edition" in shell.fails("engine", "effort", "--edition", "xx")


def test_a_services_own_count_is_told_or_why_not(newsroom: Newsroom, tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    with serve_translations() as fake:
        given = {"WORKFLOW_DEEPL_URL": fake.address, "WORKFLOW_DEEPL_KEY": KEY}
        told = shell.ok("engine", "usage", **given).out
        assert "deepl: 180,118 characters by its own count, of 1,250,000; 0 this month by ours" in told
        assert shell.ok("engine", "usage", "--json", **given).json["services"] == [
            {"engine": "deepl", "used": 180_118, "limit": 1_250_000, "counted": 0, "code": "", "detail": ""}
        ]
        fake.faults.append(Fault(503, b"<busy>"))
        done = shell.run("engine", "usage", **given)
        assert done.status == 0
        assert "deepl does not say what was used" in done.err
        assert "503: <busy>" in done.err
    (gone,) = shell.ok("engine", "usage", "--json", **given).json["services"]
    assert (gone["used"], gone["code"]) == (None, "unreachable")
    assert shell.ok("engine", "usage", "--json").json["services"] == []


def test_offline_scores_are_sacrebleus() -> None:
    pairs = [
        ("2026-02", "deepl", "", "A bridge {1}was{/1} open", "A bridge was opened"), ("2026-02", "deepl", "", "Yes", "Yes"),
        ("2026-01", "llm", "m", "The same words", "The same {1}words{/1}"),
    ]  # fmt: skip
    scores = score_offline(pairs)
    assert scores["2026-01", "llm", "m"] == {"ter": 0.0, "chrf": 100.0}, "placeholders are no words"
    deepl = scores["2026-02", "deepl", ""]
    assert deepl["ter"] == 20.0, "one word of five"
    assert 50 < deepl["chrf"] < 100, "nearly the same letters"
    assert score_offline([]) == {}
