"""A database with one long article and the people to work on it, for the benchmarks."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from workflow.app import create_app
from workflow.core.permissions import SYSTEM, Actor
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.work import unit_of_work
from workflow.mt.base import EngineInfo, TranslationRequest, TranslationResult
from workflow.services import accounts, editions, ingest, units
from workflow.settings import Settings
from workflow.tasks.runtime import WorkerRuntime

_SYLLABLES = [
    "по",
    "мо",
    "ре",
    "ка",
    "го",
    "ро",
    "да",
    "во",
    "ли",
    "на",
    "те",
    "са",
    "ни",
    "му",
    "ве",
    "до",
    "ши",
    "ла",
    "пу",
    "бе",
    "тра",
    "сто",
    "при",
    "гра",
    "кло",
    "сне",
    "пла",
    "зем",
]
#: Made-up words, and how often each is met: as in real text, a few often and most seldom.
VOCABULARY = ["".join(random.Random(n).choices(_SYLLABLES, k=2 + n % 3)) for n in range(4000)]
FREQUENCIES = [1 / (rank + 3) for rank in range(len(VOCABULARY))]


class InstantEngine:
    """Answers at once: what is measured is the pipeline's own cost."""

    info = EngineInfo(name="instant", model="bench", label="Instant")
    max_batch = 64

    def translate(self, requests: Sequence[TranslationRequest], *, source: str, target: str) -> list[TranslationResult]:
        return [TranslationResult(text=f"Sentence of {len(r.text)} characters.") for r in requests]


def sentence(n: int) -> str:
    """A made-up Russian sentence of about 14 words and a number, a different one for each `n`."""
    chosen = random.Random(n).choices(VOCABULARY, FREQUENCIES, k=13)
    return f"{' '.join(chosen[:7]).capitalize()} {n} {' '.join(chosen[7:])}."


@dataclass
class Newsroom:
    database: Database
    settings: Settings
    app: Flask
    translator: Actor
    editor: Actor
    token: str
    article: int

    def signed_in(self) -> FlaskClient:
        """A browser with the translator's session."""
        client = self.app.test_client()
        with client.session_transaction() as session:
            session["user"], session["epoch"] = self.translator.id, 1
        return client

    def worker(self) -> WorkerRuntime:
        runtime = WorkerRuntime(self.settings, self.database)
        runtime.engines["instant"] = InstantEngine()
        return runtime


def open_newsroom(directory: Path, *, sentences: int, url: str = "", pretranslated: bool = True) -> Newsroom:
    """An English article of `sentences` units (the headline is one of them) on a fresh database."""
    from workflow.tasks.pretranslate import run_one_chunk

    settings = Settings(data_dir=directory, database_url=url, secret_key="bench", mt_engine="instant", mt_download=False)
    database = Database(settings.database)
    upgrade_database(database)
    with unit_of_work(database) as work:
        editions.found_publication(work)
        editor = accounts.add_user(work, SYSTEM, email="e@example.org", role="editor", password="bench-editor")
        translator = accounts.add_user(work, SYSTEM, email="t@example.org", role="translator", password="bench-translator")
        token = accounts.add_token(work, SYSTEM, email="t@example.org", name="bench")
    with database.reading() as session:
        loaded = accounts.load_actor(session, editor.id, via="api")
        mine = accounts.load_actor(session, translator.id, via="web")
    assert loaded is not None
    assert mine is not None
    body = "".join(
        f"<p>{' '.join(sentence(p * 3 + n) for n in range(min(3, sentences - 1 - p * 3)))}</p>"
        for p in range((sentences + 1) // 3)
    )
    with unit_of_work(database) as work:
        story = ingest.ingest_story(work, loaded[0], ingest.StoryInput(title="Порт и мост получат деньги", html=body))
        wakes = list(work.wakes)
    app = create_app(settings, database=database, wake=lambda job: None)
    with database.reading() as session:
        from workflow.services.interchange import find_articles

        article = find_articles(session, edition="en", story_ids=[story.story_id])[0]
        count = len(units.list_units(session, mine[0], article))
    assert count >= sentences - 1, count
    room = Newsroom(database, settings, app, mine[0], loaded[0], token, article)
    if pretranslated:
        worker = room.worker()
        for job in wakes:
            while run_one_chunk(worker, job):
                pass
    return room
