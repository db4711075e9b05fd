"""What an engine damaged is seen: nobody confirms a lost placeholder or a changed number without a word about it.

The engine here is as bad as one can be: it answers for each sentence with one kind of damage, and nothing mends it. A
service's damage is mended on its way in, or its text is not used; that is the second test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.api.checked import CheckedClient
from tests.conftest import ClientAs, Newsroom
from tests.mt.fake_services import serve_translations
from workflow.core.markup_tokens import find_token_damage
from workflow.db.publications import Edition
from workflow.mt.base import EngineInfo, TranslationRequest, TranslationResult
from workflow.mt.registry import create_engine
from workflow.services.jobs import latest_job
from workflow.services.units import UnitView
from workflow.settings import Settings
from workflow.tasks.pretranslate import run_one_chunk
from workflow.tasks.runtime import WorkerRuntime

#: The source of every sentence but its second number, which tells them apart, and what a careful engine makes of it.
SOURCE = '<p>На <a href="https://example.org/">сайте</a> города есть <b>план на 1,5 млрд рублей</b> и {number} домов.</p>'
GOOD = "The city’s {{1}}website{{/1}} has a {{2}}plan for 1.5 billion rubles{{/2}} and {number} houses."

Damage = Callable[[str], str]


def swap(one: str, other: str) -> Damage:
    return lambda text: text.replace(one, "\0").replace(other, one).replace("\0", other)


def change(old: str, new: str) -> Damage:
    return lambda text: text.replace(old, new)


DAMAGES: dict[str, Damage] = {
    "a pair dropped": lambda text: text.replace("{1}", "").replace("{/1}", ""),
    "all dropped": lambda text: re.sub(r"\{/?\d\}", "", text),
    "an opening dropped": change("{1}", ""),
    "a closing dropped": change("{/2}", ""),
    "an opening doubled": change("{1}", "{1}{1}"),
    "a pair doubled": change("{1}website{/1}", "{1}website{/1} {1}site{/1}"),
    "the sentence doubled": lambda text: f"{text} {text}",
    "halves swapped": swap("{1}", "{/1}"),
    "pairs swapped": lambda text: swap("{/1}", "{/2}")(swap("{1}", "{2}")(text)),
    "closings swapped": swap("{/1}", "{/2}"),
    "renumbered": lambda text: text.replace("{2}", "{3}").replace("{/2}", "{/3}"),
    "all the same number": lambda text: text.replace("{2}", "{1}").replace("{/2}", "{/1}"),
    "invented": lambda text: f"{text} {{3}}{{/3}}",
    "crossing": lambda text: text.replace("{/1}", "").replace("{2}plan", "{2}plan{/1}"),
    "translated": lambda text: text.replace("{1}", "{one}").replace("{/1}", "{/one}"),
    "another bracket": lambda text: text.replace("{1}", "[1]").replace("{/1}", "[/1]"),
    "spaces inside": lambda text: text.replace("{1}", "{ 1 }").replace("{/1}", "{ /1 }"),
    "a space after the stroke": change("{/1}", "{/ 1}"),
    "full-width brackets": lambda text: text.replace("{2}", "｛2｝").replace("{/2}", "｛/2｝"),
    "a digit changed": change("1.5 billion", "1.6 billion"),
    "a digit more": change("1.5 billion", "1.55 billion"),
    "the point lost": change("1.5 billion", "15 billion"),
    "another multiplier": change("1.5 billion", "1.5 million"),
    "a number dropped": change("1.5 billion ", ""),
    "a number invented": change("website", "website since 1997"),
    "another currency": change("rubles", "dollars"),
    "not translated": lambda text: "На {1}сайте{/1} города есть {2}план на 1,5 млрд рублей{/2} и домов.",
}
NAMES = list(DAMAGES)
#: The last sentence is left whole, so that a finding on every sentence would be noticed too.
HTML = "".join(SOURCE.format(number=201 + n) for n in range(len(NAMES) + 1))
PER_CALL = 16


class Careless:
    """Does to the n-th sentence what `DAMAGES` says of it."""

    info = EngineInfo("careless", "m", "Careless")
    max_batch = PER_CALL

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        return [TranslationResult(self.answer(r.text)) for r in requests]

    def answer(self, text: str) -> str:
        number = re.search(r"\b2\d\d\b", text)
        if number is None:
            return "The city shows its plan"
        good = GOOD.format(number=number[0])
        n = int(number[0]) - 201
        return DAMAGES[NAMES[n]](good) if n < len(NAMES) else good


def pretranslate(newsroom: Newsroom, engine: Any, tmp_path: Path) -> tuple[int, list[UnitView]]:
    """The article and the units of `HTML`, in order."""
    with newsroom.work() as work:
        edition = work.session.get_one(Edition, 2)
        edition.policy = {**edition.policy, "checks": {}}  # all of them, as they come
    article = newsroom.add_story(title="Город показал план", html=HTML)["en"]
    settings = Settings(data_dir=tmp_path, mt_engine="careless", mt_download=False)
    runtime = WorkerRuntime(settings, newsroom.database, engines={"careless": engine})
    with newsroom.database.reading() as session:
        job = latest_job(session, article)
    assert job is not None
    while run_one_chunk(runtime, job.id):
        pass
    units = [u for u in newsroom.units(article) if "домов" in u.source]
    assert len(units) == len(NAMES) + 1
    return article, units


def confirm_each(api: CheckedClient, article: int) -> None:
    for unit in api.ok("GET", f"/articles/{article}/units")["items"]:
        if unit["text"]:
            api.ok("PUT", f"/units/{unit['id']}", json={"text": unit["text"], "status": "confirmed"}, if_match=unit["version"])


def confirm_by_catalog(api: CheckedClient, article: int) -> None:
    """As a tool for PO files does with "select all, mark as done"."""
    data = api.get(f"/articles/{article}/catalog.po").data
    done = re.sub(rb"(?m)^#, fuzzy\n", b"", data)
    assert done != data
    api.ok("POST", f"/articles/{article}/catalog", data=done, content_type="text/x-po")


@pytest.mark.parametrize("confirm", [confirm_each, confirm_by_catalog])
def test_no_damage_reaches_a_confirmed_unit_unseen(
    newsroom: Newsroom, client_as: ClientAs, tmp_path: Path, confirm: Callable[[CheckedClient, int], None]
) -> None:
    article, drafts = pretranslate(newsroom, Careless(), tmp_path)
    assert [n for n, u in zip(NAMES, drafts, strict=False) if not any(f.blocks for f in u.findings)] == [], "seen in the draft"
    api = CheckedClient(client_as("translator"), set())
    api.ok("POST", f"/articles/{article}/take")
    confirm(api, article)
    units = {u["id"]: u for u in api.ok("GET", f"/articles/{article}/units")["items"]}
    unseen = []
    for name, draft in zip(NAMES, drafts, strict=False):
        unit = units[draft.id]
        blocking = [f for f in unit["findings"] if f["severity"] == "blocking" and not f.get("dismissed")]
        if unit["status"] == "confirmed" and not blocking:
            unseen.append(name)
    assert unseen == []
    assert all(u["status"] == "confirmed" for u in units.values()), "what is confirmed is what was looked at"
    assert not [f for f in units[drafts[-1].id]["findings"] if f["severity"] == "blocking"], "the whole sentence is fine"
    refused = api.problem(409, "move_refused", "POST", f"/articles/{article}/transitions", json={"action": "submit"})
    assert refused["findings"]


@pytest.mark.parametrize("name", ["libretranslate", "deepl", "yandex", "llm"])
def test_what_a_service_damages_is_mended_or_left_or_seen(newsroom: Newsroom, tmp_path: Path, name: str) -> None:
    with serve_translations() as fake:
        careless = Careless()

        def bend(texts: list[str]) -> list[str]:
            """The damaged sentences as this service would write them."""
            found = []
            for text in texts:
                damaged = careless.answer(text)
                if name != "llm":
                    damaged = re.sub(r"\{(\d)\}", r'<span id="\1">', damaged)
                    damaged = re.sub(r"\{/(\d)\}", "</span>", damaged)
                found.append(damaged)
            return found

        fake.change = bend
        _, units = pretranslate(newsroom, create_engine(name, fake.options(tmp_path)), tmp_path)
    texts = 0
    for what, unit in zip(NAMES, units, strict=False):
        if not unit.text:
            continue
        texts += 1
        assert not find_token_damage(unit.source, unit.text), what
        good = GOOD.format(number=201 + NAMES.index(what))
        if unit.text != good:
            assert any(f.blocks for f in unit.findings), (what, unit.text)
    assert units[-1].text == GOOD.format(number=201 + len(NAMES))
    assert texts >= 7, "changed numbers come through to be seen"
