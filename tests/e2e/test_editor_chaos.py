"""Somebody types through the grid while everything goes wrong. Every character is in the database at its sentence in the end,
or offered back on the screen and kept on the device. `make chaos` runs long seeded mixtures of all of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from flask import Flask, Response, request
from playwright.sync_api import Browser, Error, Page, expect

from tests.browser import launch_options
from tests.conftest import SECRET, Newsroom, StoryIds
from tests.e2e.conftest import Latency, OpenAs, sign_in_context, wait_for
from tests.e2e.typist import Typist
from tests.runtime.runtime_helpers import wait_until
from workflow.core.errors import Conflict
from workflow.db.articles import Article
from workflow.db.users import User
from workflow.runtime.web_server import check_health
from workflow.services import accounts, operations, units

PASSWORD = "a long password"
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))
SEED = int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture
def story(newsroom: Newsroom) -> StoryIds:
    """Thirty sentences of plain text in ten paragraphs, nothing translated."""
    body = "".join(
        f"<p>{' '.join(f'Это {name} предложение абзаца номер {n}.' for name in ('первое', 'второе', 'третье'))}</p>"
        for n in range(1, 11)
    )
    return newsroom.add_story(title="Долгая история", html=body)


@dataclass
class Server:
    """What is wrong with the server. Every third save fails: in turn before anything was done and after all was done."""

    fails: bool = False
    saves: int = 0
    slow_scripts: float = 0.0


@pytest.fixture
def server(app: Flask) -> Server:
    state = Server()

    @app.before_request
    def refuse() -> Response | None:
        if request.path.endswith("editor/main.js"):
            time.sleep(state.slow_scripts)
        if request.method != "PUT" or not state.fails:
            return None
        state.saves += 1
        return Response("no", 500) if state.saves % 6 == 3 else None

    @app.after_request
    def lose(response: Response) -> Response:
        fails = request.method == "PUT" and state.fails and state.saves % 6 == 0
        return Response("no", 500) if fails else response

    return state


@pytest.fixture
def typist(server: Server, page_as: OpenAs, newsroom: Newsroom, story: StoryIds) -> Typist:
    person = Typist(newsroom, story["en"], Random(SEED), page_as("translator"))
    person.sit_down()
    return person


def give_password(newsroom: Newsroom, who: str = "translator") -> None:
    with newsroom.work() as work:
        user = work.session.get_one(User, newsroom.people[who].id)
        user.password_hash = accounts._hasher.hash(PASSWORD)


def as_another(act: Callable[[], None]) -> None:
    """Do what somebody else does; where a save of the typist's comes between, again."""
    for _ in range(20):
        with suppress(Conflict):
            act()
            return
    raise AssertionError("somebody else never had a turn")


def save_as_another(newsroom: Newsroom, article: int, unit: int, text: str) -> None:
    def act() -> None:
        version = next(u.version for u in newsroom.units(article) if u.id == unit)
        with newsroom.work() as work:
            units.save_unit(work, newsroom.actor("translator2"), unit, version=version, text=text, status="draft")

    as_another(act)


def merge_as_another(newsroom: Newsroom, article: int, unit: int) -> None:
    """Merge a unit into the one before it, if that is in the same paragraph."""

    def act() -> None:
        here = newsroom.units(article)
        at = next(n for n, u in enumerate(here) if u.id == unit)
        if here[at - 1].block_id != here[at].block_id:
            return
        refs = [operations.UnitRef(u.id, u.version) for u in here[at - 1 : at + 1]]
        with newsroom.work() as work:
            version = work.session.get_one(Article, article).structure_version
            operations.apply_operation(
                work, newsroom.actor("translator2"), article, op="merge", structure_version=version, units=refs
            )

    as_another(act)


def expire_sign_in(newsroom: Newsroom, who: str = "translator") -> None:
    """Every session of the person is over, as after a change of password."""
    with newsroom.work() as work:
        work.session.get_one(User, newsroom.people[who].id).session_epoch += 1


def sign_in_again(page: Page) -> None:
    """The dialog comes when the hands rest; then one goes on."""
    dialog = page.locator("#sign-in-again")
    expect(dialog).to_be_visible(timeout=15_000)
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden(timeout=15_000)


def test_slow_answers(typist: Typist, latency: Latency) -> None:
    for latency.seconds in (0.3, 2.0):
        typist.go_on(3)
        typist.write(20)  # left unconfirmed for the idle save
        typist.at += 1
        typist.page.keyboard.press("Alt+ArrowDown")
    latency.seconds = 0.0
    typist.assert_nothing_lost("300 ms and 2 s latency")


def test_typing_before_the_page_is_ready(typist: Typist, server: Server, page_as: OpenAs) -> None:
    """Where the scripts are slow to come, the fields are there first."""
    typist.go_on(1)
    typist.settle()
    server.slow_scripts = 1.5
    page = typist.page = page_as("translator")  # with nothing in its cache
    page.goto(f"/articles/{typist.article}/edit", wait_until="commit")
    page.locator(f"#u{typist.order[2]} textarea").click()
    typist.at = 2
    typist.write(30)
    assert page.evaluate("document.documentElement.dataset.ready ?? ''") == "", "the scripts were faster: make them slower"
    page.wait_for_selector("html[data-ready]")
    typist.take_seat()
    typist.go_on(3)
    typist.assert_nothing_lost("typing before the scripts are there", at_least=150)


def test_every_third_save_fails(typist: Typist, server: Server) -> None:
    server.fails = True
    typist.go_on(6)
    server.fails = False
    typist.assert_nothing_lost("every third save a 500")


def test_somebody_else_saves(typist: Typist, newsroom: Newsroom) -> None:
    """Their words meet mine before, while and after I type: both are offered until I decide, across a reload too."""
    article, order = typist.article, typist.order
    typist.go_on(1)
    for sentence in (1, 3):
        typist.others[order[sentence]] = f"Somebody else’s {sentence}"
        save_as_another(newsroom, article, order[sentence], typist.others[order[sentence]])
    typist.write(30)
    typist.page.wait_for_timeout(1000)  # the idle save has met theirs
    expect(typist.page.locator(".versus")).to_be_visible()
    typist.write(30)  # the field is still mine
    typist.confirm()
    typist.go_on(3)
    expect(typist.page.locator(".versus")).to_have_count(2)
    typist.sit_down()
    expect(typist.page.locator(".versus")).to_have_count(2)
    typist.take_seat()
    typist.go_on(1)
    typist.assert_nothing_lost("412s from another person's saves")
    for _ in range(2):
        typist.page.locator(".versus").first.get_by_role("button", name="Keep mine").click()
    typist.others.clear()
    wait_for(typist.page, lambda: typist.read_offers() == {})
    typist.settle()
    assert typist.find_damage().where == []


def test_twenty_seconds_offline(typist: Typist) -> None:
    typist.go_on(1)
    typist.page.context.set_offline(True)
    back = time.monotonic() + 20
    typist.pace = 30
    while time.monotonic() < back:
        typist.go_on(1, 40)
    expect(typist.page.locator("#saved")).to_contain_text("unsent, safe on this device")
    typist.page.context.set_offline(False)
    typist.go_on(1)
    typist.assert_nothing_lost("offline for 20 s", at_least=400)


def test_the_tab_is_closed_and_opened_again(typist: Typist, latency: Latency) -> None:
    """In the middle of a word, with saves on their way, several times."""
    for wait in (0.0, 0.5, 2.0):
        latency.seconds = wait
        typist.go_on(1)
        typist.write(30)
        page = typist.page
        other = page.context.new_page()
        page.close()
        typist.sit_down(other)
        typist.write(20)
        typist.confirm()
    latency.seconds = 0.0
    typist.assert_nothing_lost("tab closed and reopened")
    expect(typist.page.locator(".versus")).to_have_count(0)


def test_the_browser_is_killed(
    browser: Browser, app: Flask, newsroom: Newsroom, story: StoryIds, live_server: str, latency: Latency, tmp_path: Path
) -> None:
    """`kill -9` with nothing sent: what the device had mirrored comes back, and that is every character."""
    profile = tmp_path / "profile"
    typist: Typist | None = None
    for round_ in range(2):
        context = browser.browser_type.launch_persistent_context(profile, base_url=live_server, **launch_options())
        sign_in_context(app, newsroom, context, live_server, "translator", "en")
        page = context.new_page()
        if typist is None:
            typist = Typist(newsroom, story["en"], Random(SEED), page)
        typist.sit_down(page)
        if round_:
            typist.assert_nothing_lost("browser killed with -9", at_least=150)
            context.close()
            break
        latency.seconds = 30.0  # no save is answered any more
        typist.go_on(3)
        typist.write(30)
        mirrored = typist.read_store()
        assert mirrored == typist.typed
        for pid in find_processes(str(profile)):
            os.kill(pid, signal.SIGKILL)
        latency.seconds = 0.0
        wait_until(lambda: not find_processes(str(profile)), what="the browser's death")
        with suppress(Error):
            context.close()


def find_processes(named: str) -> list[int]:
    """Processes whose command line names this path: our own browser and nobody else's."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and f"--user-data-dir={named}".encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def test_the_sign_in_expires(typist: Typist, newsroom: Newsroom) -> None:
    give_password(newsroom)
    typist.go_on(1)
    expire_sign_in(newsroom)
    typist.go_on(2)
    typist.write(30)  # nothing takes the keys while they come
    sign_in_again(typist.page)
    typist.write(20)
    typist.confirm()
    typist.go_on(1)
    typist.assert_nothing_lost("sign-in expired in the middle")


@pytest.fixture
def web_part(newsroom: Newsroom, tmp_path: Path) -> Iterator[Callable[[int], tuple[subprocess.Popen[bytes], str]]]:
    """`web_part(port)` is `workflow web` as a process on this newsroom's database; port 0 chooses one."""
    running: list[subprocess.Popen[bytes]] = []
    env = {k: v for k, v in os.environ.items() if not k.startswith("WORKFLOW_")}

    def start(port: int) -> tuple[subprocess.Popen[bytes], str]:
        command = [sys.executable, "-m", "workflow.cli", "web", "--data", str(tmp_path), "--port", str(port)]
        process = subprocess.Popen(  # the test's own interpreter and fixed arguments
            command,
            env={**env, "WORKFLOW_SECRET_KEY": SECRET, "WORKFLOW_MT_ENGINE": "none"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        running.append(process)
        wait_until(lambda: check_health(("127.0.0.1", port)) or process.poll() is not None, what="the web part")
        return process, f"http://127.0.0.1:{port}"

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def test_the_server_is_killed_and_starts_again(
    browser: Browser,
    app: Flask,
    newsroom: Newsroom,
    story: StoryIds,
    web_part: Callable[[int], tuple[subprocess.Popen[bytes], str]],
) -> None:
    """The real web part dies by `kill -9` in the middle of saves and comes up again on the same port and database."""
    port = find_port()
    process, address = web_part(port)
    context = browser.new_context(base_url=address, viewport={"width": 1366, "height": 800})
    sign_in_context(app, newsroom, context, address, "translator", "en")
    typist = Typist(newsroom, story["en"], Random(SEED), context.new_page())
    typist.sit_down()
    typist.go_on(2)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    typist.go_on(2)
    expect(typist.page.locator("#saved")).to_contain_text("unsent, safe on this device", timeout=10_000)
    web_part(port)
    typist.go_on(1)
    typist.assert_nothing_lost("server killed and started again")
    context.close()


def find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_the_sentence_is_merged_away(typist: Typist, newsroom: Newsroom) -> None:
    """Merged away before I come to it, and while I type in it: the text is offered beside where it went, and never dropped."""
    article, order = typist.article, typist.order
    typist.go_on(1)
    merge_as_another(newsroom, article, order[2])  # I see two rows still
    typist.write(30)
    typist.confirm()
    typist.write(30)  # in a sentence that is none any more
    typist.page.wait_for_timeout(1000)
    expect(typist.page.locator(".apart")).to_be_visible()
    typist.write(30)  # the field stays as long as somebody is in it
    typist.confirm()
    typist.go_on(1)
    typist.assert_nothing_lost("the unit merged away")
    expect(typist.page.locator("#rows .row")).to_have_count(len(order) - 1)
    typist.sit_down()
    typist.assert_nothing_lost("the unit merged away, page opened again")
    gone = typist.typed.pop(order[2])
    typist.page.locator(".apart").get_by_role("button", name=re.compile("Put it into")).click()
    typist.typed[order[1]] += f" {gone}"
    typist.settle()
    assert typist.find_damage().where == []


TROUBLES = ("slow", "slower", "failing", "offline", "reload", "expire", "theirs", "merged", "calm")


@pytest.mark.parametrize("seed", range(SEED, SEED + ROUNDS))
def test_everything_at_once(typist: Typist, newsroom: Newsroom, server: Server, latency: Latency, seed: int) -> None:
    """A seeded mixture, a trouble a sentence, one often not over when the next begins."""
    chance = typist.chance = Random(seed)
    give_password(newsroom)
    typist.go_on(1, 20)
    for trouble in chance.choices(TROUBLES, k=8):
        latency.seconds = {"slow": 0.3, "slower": 2.0}.get(trouble, 0.0)
        server.fails = server.fails or trouble == "failing"
        context = typist.page.context
        context.set_offline(trouble == "offline")
        if trouble == "theirs":
            typist.others[typist.unit] = f"Somebody else’s, {seed}"
            save_as_another(newsroom, typist.article, typist.unit, typist.others[typist.unit])
        elif trouble == "merged":
            merge_as_another(newsroom, typist.article, typist.unit)
        elif trouble == "expire":
            expire_sign_in(newsroom)
        typist.write(chance.randint(10, 40))
        if trouble == "expire":
            sign_in_again(typist.page)
        elif trouble == "reload":
            typist.sit_down()
            typist.write(10)
        typist.confirm()
    latency.seconds, server.fails = 0.0, False
    typist.page.context.set_offline(False)
    typist.assert_nothing_lost(f"everything at once, seed {seed}")
