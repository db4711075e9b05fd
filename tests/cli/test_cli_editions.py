"""`workflow edition set` and `show`."""

from __future__ import annotations

from tests.cli.cli_helpers import Shell


def test_policies_are_set_all_or_none(shell: Shell) -> None:
    assert "in their order" in shell.fails("edition", "set", "en", "engine=deepl,babel")
    shell.ok("edition", "set", "en", "engine=deepl, firefox")
    assert shell.ok("edition", "show", "en", "--json").json["engine"] == "deepl,firefox"
    founded = shell.ok("edition", "show", "en", "--json").json["own"]
    done = shell.ok("edition", "set", "en", "four_eyes=false", "dash= – ", "slug_most=60", "engine=none", "name=Realist World")
    assert done.out == "Changed en: dash, engine, four_eyes, name, slug_most.\n"
    shown = shell.ok("edition", "show", "en").out
    assert 'dash = " – "\n' in shown and 'ellipsis = "…"  (default)\n' in shown and 'engine = "none"\n' in shown
    before = shell.ok("edition", "show", "en", "--json").json
    assert before["policy"]["four_eyes"] is False and before["own"] == sorted([*founded, "dash", "four_eyes", "slug_most"])
    sentence = shell.fails("edition", "set", "en", "dash=—", "prefill_fuzzy=5")
    assert sentence == "“prefill_fuzzy” is a whole number from 50 to 100."
    assert "no policy “size”" in shell.fails("edition", "set", "en", "size=5")
    assert "“xx”" in shell.fails("edition", "set", "xx", "dash=—")
    shell.fails("edition", "set", "en", "dash", status=2)
    shell.fails("edition", "set", "en", status=2)
    assert shell.ok("edition", "show", "en", "--json").json == before
    back = shell.ok("edition", "set", "en", "dash=null", "four_eyes=null", "slug_most=null", "--json").json
    assert back["own"] == founded and back["policy"]["dash"] == " — "
