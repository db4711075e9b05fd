"""Every page in both languages: no word of the one on a page of the other, and no code shown bare."""

from __future__ import annotations

import itertools
import re

import pytest

from tests.conftest import ClientAs, Newsroom
from workflow.http.i18n import LazyText
from workflow.web import words

PAGES = {
    "translator": [
        "/",
        "/?held=1",
        "/?q=нет",
        "/articles/{en}",
        "/articles/{en}/job",
        "/stories/{story}",
        "/stories/{story}/revisions/1",
        "/memory",
        "/memory?q=мост",
        "/glossary",
        "/admin/tokens",
        "/nothing/at/all",
    ],
    "author": ["/", "/stories/new", "/stories/upload"],
    "admin": ["/admin/users", "/admin/editions", "/admin/engines", "/admin/tokens"],
}
# Names, examples and program words a Russian page may show in Latin letters.
KNOWN = set(
    re.findall(
        r"\S+",
        "Workflow Realist English Translator Translator2 Editor Editor2 Author Admin Guest Nobody Disabled translator admin author"
        " disabled editor guest nobody import test Enter Ctrl Shift example https WordPress JSON HTML gettext PATH CITY agency"
        " edition workflow Sentence sentence",
    )
)
CODE = re.compile(r">\s*[a-z]+_[a-z_]+\s*<|>\s*(?:article|story|unit|job|hold)\.[a-z_]+\s*<")


def words_of(html: str) -> str:
    """What the interface itself says: without scripts, and without what is marked as being in another language."""
    html = re.sub(r"<(script|style|head)\b.*?</\1>", "", html, flags=re.DOTALL)
    for _ in range(3):
        html = re.sub(
            r'<(\w+)\b[^>]*\blang="(?:ru|en)"[^>]*>(?:(?!</?\1\b).)*</\1>', "", html.replace("<html", "<!html"), flags=re.DOTALL
        )
    return re.sub(r"<[^>]+>", " ", html)


@pytest.mark.parametrize("who", PAGES)
def test_a_page_speaks_one_language(newsroom: Newsroom, client_as: ClientAs, who: str) -> None:
    ids = newsroom.add_story(external_id="")
    newsroom.bring_to(ids["en"], "publish")
    client = client_as(who, by="session")
    problems = []
    for path, language in itertools.product(PAGES[who], ("ru", "en")):
        address = path.format(en=ids["en"], story=ids.story)
        html = client.get(f"{address}{'&' if '?' in address else '?'}lang={language}").get_data(as_text=True)
        said = words_of(html)
        if language == "en":
            strangers = set(re.findall(r"[А-Яа-яё]{4,}", said.replace("Реалист", "")))
        else:
            strangers = set(re.findall(r"[A-Za-z]{4,}", said)) - KNOWN
        if f'<html lang="{language}"' not in html and "<html" in html:
            strangers.add("another <html lang>")
        if strangers := strangers.union(CODE.findall(html)):
            problems.append((path, language, strangers))
    assert not problems


def test_every_word_for_a_code_is_translated_when_shown() -> None:
    for table in (words.EVENTS, words.DEEDS, words.REASONS, words.PROGRAMS):
        assert all(isinstance(entry, LazyText) for entry in table.values())


def test_every_deed_on_record_has_words() -> None:
    """The names of events in the services' own code."""
    from pathlib import Path

    import workflow.services

    known = set(words.EVENTS)
    text = "".join(path.read_text("utf-8") for path in Path(workflow.services.__path__[0]).glob("*.py"))
    named = set(re.findall(r'record_event\(\s*\w+, \w+, "((?:article|story|hold|note|job|catalog|finding)\.\w+)"', text))
    assert len(named) > 8
    assert named <= known
