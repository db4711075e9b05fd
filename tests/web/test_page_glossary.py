"""The glossary's pages: looking up, adding, changing, deleting and taking it back, files."""

from __future__ import annotations

import io
import re

import pytest

from tests.conftest import Client, ClientAs, Newsroom
from workflow.services import editions, glossary
from workflow.services.glossary import TermView


def terms(newsroom: Newsroom) -> list[TermView]:
    with newsroom.database.reading() as session:
        return glossary.list_terms(session, editions.find_edition(session, "en").id)


@pytest.fixture
def translator(client_as: ClientAs, newsroom: Newsroom) -> Client:
    return client_as("translator", by="session")


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    return answer.get_data(as_text=True)


FORM = {
    "lemma": "мост",
    "preferred": "bridge",
    "variants": "span\r\ncrossing",
    "forbidden": "brige",
    "kind": "other",
    "note": "A\r\nB",
}


def test_a_terms_day(translator: Client, newsroom: Newsroom) -> None:
    empty = read(translator, "/glossary?lang=en")
    assert "No terms yet" in empty and "/glossary/new?edition=en" in empty
    assert translator.post("/glossary/new", data=FORM).headers["Location"] == "/glossary?edition=en"
    (term,) = terms(newsroom)
    assert (term.variants, term.forbidden, term.note) == (("span", "crossing"), ("brige",), "A\nB")
    page = read(translator, "/glossary?lang=en&q=мостами")
    assert "<s>brige</s>" in page and "or span, crossing" in page
    assert "Add “паром”" in read(translator, "/glossary?lang=en&q=паром")
    assert "мост</a>" not in read(translator, "/glossary?kind=person")
    form = read(translator, f"/glossary/{term.id}?lang=en")
    assert 'name="version" value="1"' in form and "Translator" in form
    again = translator.post("/glossary/new", data=FORM)
    assert again.status_code == 422
    assert "already" in again.get_data(as_text=True) or "уже" in again.get_data(as_text=True)
    assert translator.post(f"/glossary/{term.id}", data={**FORM, "preferred": "the bridge", "version": "1"}).status_code == 303
    stale = translator.post(f"/glossary/{term.id}", data={**FORM, "preferred": "viaduct", "version": "1"})
    body = stale.get_data(as_text=True)
    assert stale.status_code == 412
    assert "the bridge" in body and 'value="viaduct"' in body and 'name="version" value="2"' in body, "both are shown"
    gone = translator.post(f"/glossary/{term.id}/delete", data={"version": "2"}).headers["Location"]
    assert terms(newsroom) == []
    undo = read(translator, gone)
    assert f'action="/glossary/{term.id}/restore"' in undo
    translator.post(f"/glossary/{term.id}/restore", data={"version": "3"})
    assert [t.preferred for t in terms(newsroom)] == ["the bridge"]
    read(translator, "/glossary/999", 404)


def test_files_out_and_in(translator: Client, newsroom: Newsroom) -> None:
    def post(data: bytes, **more: str) -> tuple[int, str]:
        answer = translator.post("/glossary/import?lang=en", data={"file": (io.BytesIO(data), "x.csv"), **more})
        return answer.status_code, answer.get_data(as_text=True)

    good = "lemma,preferred\nмост,bridge\nпаром,ferry\n".encode()
    assert "Only look" in read(translator, "/glossary/import?lang=en")
    assert "2 added" in post(good, dry_run="1")[1] and terms(newsroom) == []
    status, body = post(good + "река,\n".encode())
    assert status == 422 and re.search(r"Line 4, <span lang=\"ru\">река</span>: Write what", body) and terms(newsroom) == []
    assert post(good)[0] == 200 and len(terms(newsroom)) == 2
    assert post(b"")[0] == 422 and post(b"<html/>")[0] == 422
    tbx = translator.get("/glossary/export.tbx?edition=en")
    assert tbx.headers["Content-Disposition"] == 'attachment; filename="glossary-en.tbx"'
    assert "2 as before" in post(tbx.data)[1]
    assert translator.get("/glossary/export.csv").data.startswith(b"lemma,preferred")
    read(translator, "/glossary/export.xls", 404)


def test_an_author_reads_and_changes_nothing(client_as: ClientAs, newsroom: Newsroom, translator: Client) -> None:
    translator.post("/glossary/new", data=FORM)
    (term,) = terms(newsroom)
    author = client_as("author", by="session")
    assert "/glossary/new" not in read(author, "/glossary")
    assert "disabled" in read(author, f"/glossary/{term.id}")
    read(author, "/glossary/new", 404)
    assert author.post("/glossary/new", data=FORM).status_code == 404
    assert author.post(f"/glossary/{term.id}/delete", data={"version": "1"}).status_code == 404
    assert len(terms(newsroom)) == 1
