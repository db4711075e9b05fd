"""Searching the memory and reading the glossary."""

from __future__ import annotations

import re

import pytest
from werkzeug.test import TestResponse

from tests.conftest import Client, ClientAs, Newsroom
from workflow.core.permissions import SYSTEM
from workflow.formats.pairs import Pair
from workflow.services import editions, glossary, memory, memory_imports


@pytest.fixture
def translator(client_as: ClientAs, newsroom: Newsroom) -> Client:
    pairs = (
        ("Порт Находки закрыли из-за шторма.", "The port of Nakhodka was closed by a storm."),
        ("Ёлку привезли в порт 5 декабря.", "The tree came to the port on December 5."),
        ("{1}Паром{/1} вышел в рейс.", "{1}The ferry{/1} left."),
    )
    with newsroom.work() as work:
        for source, target in pairs:
            memory.learn_pair(
                work, source=source, target=target, source_language="ru", target_language="en", provenance="story 7"
            )
    return client_as("translator", by="session")


def read(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Порт Находки закрыли из-за шторма.", "port of Nakhodka"),
        ("Порт Находки закрыли из-за штормов.", "port of Nakhodka"),
        ("порт шторма", "port of Nakhodka"),
        ("елку", "The tree came"),
        ("NAKHODKA", "port of Nakhodka"),
        ("Паром вышел в рейс.", "The ferry left."),
        ("ferry", "The ferry"),
    ],
)
def test_what_is_found(translator: Client, q: str, found: str) -> None:
    html = re.sub("</?mark[^>]*>", "", read(translator, f"/memory?lang=en&q={q}"))
    assert found in html
    assert "{1}" not in html


@pytest.mark.parametrize("q", ["порт паром", "100%", "_", "'; DROP TABLE", "<b>", "…", "x" * 5000])
def test_what_is_not(translator: Client, q: str) -> None:
    assert "Nakhodka" not in read(translator, "/memory?lang=en&q=" + q.replace("%", "%25"))


def test_other_numbers_are_marked(translator: Client) -> None:
    html = read(translator, "/memory?lang=en&q=Ёлку привезли в порт 6 декабря.")
    assert "numbers replaced" in html
    assert "December 6" in html
    assert "other numbers" in read(translator, "/memory?lang=en&q=Ёлку привезли в порт 1 декабря.")


def test_the_glossary(translator: Client, newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        edition = editions.find_edition(work.session, "en")
        glossary.add_term(
            work,
            SYSTEM,
            edition_id=edition.id,
            lemma="Находка",
            preferred="Nakhodka",
            forbidden=("Nahodka",),
            kind="place",
            note="A port.",
        )
        glossary.add_term(work, SYSTEM, edition_id=edition.id, lemma="ледокол", preferred="icebreaker")
    html = read(translator, "/glossary?lang=en")
    assert "icebreaker" in html
    assert "<s>Nahodka</s>" in html
    assert "icebreaker" not in read(translator, "/glossary?q=наход")
    assert "No term has these letters." in read(translator, "/glossary?lang=en&q=кит")


def test_upkeep(client_as: ClientAs, translator: Client, newsroom: Newsroom) -> None:
    """Editors call a pair wrong and take it back, delete, merge and remove imports; translators see none of it."""
    q = "Порт Находки закрыли из-за шторма."
    page = f"/memory?lang=en&q={q}"
    with newsroom.work() as work:
        batch = memory_imports.begin_import(
            work, newsroom.actor("admin"), name="old<1>.tmx", form="tmx", source_language="ru", target_language="en"
        )
        memory_imports.add_to_import(work, batch, [Pair(q, f"A storm closed Nakhodka, {n}.") for n in ("a", "b")])
    assert "Upkeep" not in read(translator, page)
    editor = client_as("editor", by="session")
    html = read(editor, page)
    assert "old&lt;1&gt;.tmx" in html
    assert "not finished" in html
    entry = re.search(r"/memory/entries/(\d+)/wrong", html)
    assert entry
    address = f"/memory/entries/{entry[1]}"
    for path in (f"{address}/wrong", f"{address}/right", f"{address}/delete", "/memory/merge", f"/memory/imports/{batch}/remove"):
        assert translator.post(path, data={"why": "x"}).status_code == 404
    assert editor.post(f"{address}/wrong", data={"why": " "}).status_code == 422
    assert editor.post(f"{address}/wrong", data={"why": "Another <port>", "q": q}).status_code == 303
    html = read(editor, page)
    assert f"{address}/wrong" not in html
    assert "Another &lt;port&gt; · Editor" in html
    editor.post(f"{address}/right")
    assert f"{address}/wrong" in read(editor, page)
    editor.post(f"{address}/delete")
    assert f"{address}/" not in read(editor, page)
    assert editor.post(f"{address}/delete").status_code == 404
    assert "There are no duplicates" in read_after(editor, editor.post("/memory/merge?lang=en"))
    editor.post(f"/memory/imports/{batch}/remove")
    html = read(editor, page)
    assert "old&lt;" not in html
    assert "A storm closed" not in html


def read_after(client: Client, answer: TestResponse) -> str:
    assert answer.status_code == 303
    return read(client, "/memory?lang=en")
