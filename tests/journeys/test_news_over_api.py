"""Real news, the whole way over the HTTP API: in, job, confirmed with the human translation, out, PO, back."""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.desk import Desk
from tests.storage import make_sqlite
from workflow.core.hashing import normalise

SHARED = Path(os.environ.get("WORKFLOW_SHARED", Path(__file__).parents[3] / "shared"))
NEWS = SHARED / "data/news/wmt21-23.jsonl"
COUNT = 20


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One newsroom for all stories, as in life: the memory of the first helps with the last."""
    directory = tmp_path_factory.mktemp("desk")
    return Desk(make_sqlite(directory, directory), directory)


def real_stories() -> list[dict[str, Any]]:
    """Stories with paragraphs, spread over the file."""
    if not NEWS.is_file():
        return []
    stories = [json.loads(line) for line in NEWS.read_text("utf-8").splitlines()]
    fitting = [
        s
        for s in stories
        if len(s["segments"]) >= 4 and all(g["src"].strip() and (g["ref"] or "").strip() for g in s["segments"])
    ]
    return fitting[:: max(1, len(fitting) // COUNT)][:COUNT]


def paragraphs(story: dict[str, Any]) -> list[list[dict[str, Any]]]:
    return [
        list(group) for _, group in groupby(story["segments"][1:], key=lambda g: g["par"] if story["year"] == 2023 else g["id"])
    ]


@pytest.mark.skipif(not NEWS.is_file(), reason="the real news stories are not beside this checkout")
@pytest.mark.parametrize("story", real_stories(), ids=lambda s: str(s["doc_id"]))
def test_a_real_story_goes_the_whole_way(desk: Desk, story: dict[str, Any], tmp_path: Path) -> None:
    body = "\n".join(f"<p>{html.escape(' '.join(g['src'].strip() for g in p), quote=False)}</p>" for p in paragraphs(story))
    title = story["segments"][0]["src"].strip()
    made = desk.ok(
        "editor",
        "POST",
        "/stories",
        json={"language": "ru", "title": title, "html": body, "source": "wmt", "external_id": str(story["doc_id"])},
    )
    article = desk.english_article(made["id"])
    job = desk.article(article)["job"]
    desk.run_jobs()
    assert desk.ok("translator", "GET", f"/jobs/{job}")["state"] == "done"

    english = {}
    english[title] = story["segments"][0]["ref"].strip()
    pairs = [(" ".join(g["src"].strip() for g in p), " ".join(g["ref"].strip() for g in p)) for p in paragraphs(story)]
    blocks = [list(group) for _, group in groupby(desk.units(article), key=lambda u: u["block"]["id"])]
    heads, rest = blocks[0], blocks[1:]
    desk.confirm(heads[0], english[title])
    confirmed = [english[title]]
    for source, target in pairs:
        # A dateline is a block of its own before its paragraph.
        run: list[dict[str, Any]] = []
        while (
            rest
            and normalise(" ".join(u["source"] for u in run)) != normalise(source)
            and (not run or len(" ".join(u["source"] for u in run)) < len(source) - 2)
        ):
            run += rest.pop(0)
        whole = [u for u in run if u["block"]["kind"] != "dateline"]
        for place in (u for u in run if u["block"]["kind"] == "dateline"):
            desk.confirm(place, "Moscow")
        unit = whole[0]
        if len(whole) > 1:
            done = desk.operate(article, "merge", whole)
            unit = next(u for u in done["changed"] if u["id"] == whole[0]["id"])
        confirmed.append(desk.confirm(unit, target.replace("{", "{{") if "{" in target else target)["text"])
    assert not rest, "every block was met"

    desk.publish(article)
    after = desk.article(article)
    assert after["state"] == "publish"
    assert after["progress"]["done"] == after["progress"]["total"]
    page = desk.client.get(f"/en/{after['slug']}")
    assert page.status_code == 200
    shown = normalise(html.unescape(page.get_data(as_text=True)))
    for text in confirmed:
        assert normalise(text) in shown, "what was confirmed is what readers see"

    catalog = desk.call("translator", "GET", f"/articles/{article}/catalog.po").get_data()
    if shutil.which("msgfmt"):
        path = tmp_path / "story.po"
        path.write_bytes(catalog)
        subprocess.run(["msgfmt", "--check", "-o", str(tmp_path / "story.mo"), str(path)], check=True, capture_output=True)
    report = desk.ok(
        "editor", "POST", f"/articles/{article}/catalog", data=catalog, headers={"Content-Type": "text/x-gettext-translation"}
    )
    assert (report["changed"], report["conflicts"], report["refused"]) == (0, [], [])
    again = desk.call("translator", "GET", f"/articles/{article}/catalog.po").get_data()
    assert again == catalog, "an import that changes nothing leaves the catalog as it was"


ADAPTED: list[dict[str, Any]] = [
    {
        "title": "В порту открыли новый причал",
        "html": "<p>Причал построили за два года. Он принимает суда длиной до 200 метров.</p><p>Работы стоили 1,5&nbsp;млрд рублей, сообщили в администрации, и закончились раньше срока.</p><p>Напомним, ранее мы писали о ремонте дороги.</p>",
        "steps": [
            ("merge", [1, 2], "The quay took two years to build and takes ships up to 200 metres long.", {}),
            (
                "split",
                [3],
                "The work cost 1.5 bn roubles, the administration said.",
                {"at": "и закончились", "right": "It was finished early."},
            ),
            ("omit", [4], None, {"reason": "house cross-reference"}),
            ("add", [4], "The port lies 60 km east of Vladivostok.", {}),
        ],
    },
    {
        "title": "Музей показал письма капитана",
        "html": '<blockquote><p>«Ветер стих к утру». «Мы видели берег».</p></blockquote><p>Письма нашла <a href="https://museum.example/team">группа</a> сотрудников. Выставка открыта до мая.</p>',
        "steps": [
            ("rewrite", [1, 2], "In two letters the captain describes the calm after the storm and the first sight of land.", {}),
            ("confirm", [3], "The letters were found by a {1}team{/1} of curators.", {}),
            ("confirm", [4], "The exhibition is open until May.", {}),
        ],
    },
    {
        "title": "Как город пережил снегопад",
        "html": "<h2>Дороги</h2><p>Снег шёл два дня. Выпало 40 сантиметров. Улицы чистили ночью.</p><ul><li>220 машин;</li><li>900 рабочих.</li></ul><p>Автобусы вернулись на маршруты в среду.</p>",
        "steps": [
            ("confirm", [1], "Roads", {}),
            ("merge", [2, 3], "Two days of snow left 40 centimetres on the ground.", {}),
            ("omit", [4], None, {"reason": "not news for readers abroad"}),
            ("merge", [5, 6], "220 vehicles and 900 workers", {}),
            ("add", [5], "No one was hurt.", {"block": True}),
            ("confirm", [7], "Buses were back on their routes on Wednesday.", {}),
        ],
    },
]


@pytest.mark.parametrize("story", ADAPTED, ids=lambda s: s["title"])
def test_a_story_adapted_as_editions_are_goes_the_same_way(desk: Desk, story: dict[str, Any], tmp_path: Path) -> None:
    made = desk.ok("editor", "POST", "/stories", json={"language": "ru", "title": story["title"], "html": story["html"]})
    article = desk.english_article(made["id"])
    desk.run_jobs()
    original = desk.units(article)
    desk.confirm(original[0], "Headline of the edition")
    shown, hidden = ["Headline of the edition"], []
    for op, numbers, text, extra in story["steps"]:
        now = {u["id"]: u for u in desk.units(article)}
        run = [now[original[n]["id"]] for n in numbers]
        if op == "confirm":
            desk.confirm(run[0], text)
        elif op == "split":
            at = run[0]["source"].index(extra["at"])
            done = desk.operate(article, "split", run, source_at=at, target_at=0)
            left = next(u for u in done["changed"] if u["id"] == run[0]["id"])
            right = next(u for u in done["changed"] if u["id"] != run[0]["id"])
            desk.confirm(left, text)
            desk.confirm(right, extra["right"])
            shown.append(extra["right"])
        elif op == "omit":
            desk.operate(article, "omit", run, reason=extra["reason"])
            hidden += [u["text"] for u in run if u["text"]]
        elif op == "add":
            done = desk.operate(article, "add", run, text=text, **extra)
            desk.confirm(next(u for u in done["changed"] if u["kind"] == "added"), text)
        else:
            done = desk.operate(article, op, run)
            desk.confirm(next(u for u in done["changed"] if u["id"] == run[0]["id"]), text)
        if text:
            shown.append(text.replace("{1}", "").replace("{/1}", ""))
    desk.publish(article)
    slug = desk.article(article)["slug"]
    page = html.unescape(desk.client.get(f"/en/{slug}").get_data(as_text=True))
    plain = (
        normalise(page.replace('<a href="https://museum.example/team">', "").replace("</a>", ""))
        if "museum" in page
        else normalise(page)
    )
    for text in shown:
        assert normalise(text) in plain or all(word in plain for word in text.split()), text
    catalog = desk.call("translator", "GET", f"/articles/{article}/catalog.po").get_data()
    if shutil.which("msgfmt"):
        path = tmp_path / "story.po"
        path.write_bytes(catalog)
        subprocess.run(["msgfmt", "--check", "-o", os.devnull, str(path)], check=True, capture_output=True)
    report = desk.ok(
        "editor", "POST", f"/articles/{article}/catalog", data=catalog, headers={"Content-Type": "text/x-gettext-translation"}
    )
    assert (report["changed"], report["conflicts"], report["refused"]) == (0, [], [])
    assert desk.call("translator", "GET", f"/articles/{article}/catalog.po").get_data() == catalog
