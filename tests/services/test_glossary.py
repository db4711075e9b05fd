"""Terms kept: what each change leaves behind, who may make it, and the finder that knows of it at once."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import Newsroom
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.permissions import SYSTEM, Actor, Grant
from workflow.core.states import Role
from workflow.db.events import Event
from workflow.db.glossary import TermVersion
from workflow.services import editions, glossary
from workflow.services.glossary import TermInput, TermView


def edition(newsroom: Newsroom, tag: str = "en") -> int:
    with newsroom.database.reading() as session:
        return editions.find_edition(session, tag).id


def add(newsroom: Newsroom, who: str = "translator", **given: Any) -> TermView:
    with newsroom.work() as work:
        return glossary.add_term(work, newsroom.actor(who), **{"edition_id": edition(newsroom), "preferred": "bridge", **given})


def found(newsroom: Newsroom, text: str, tag: str = "en") -> list[str]:
    with newsroom.database.reading() as session:
        return [f.target for f in glossary.open_finder(session, editions.find_edition(session, tag).id).find(text)]


def test_a_terms_life_is_kept_and_found_at_once(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    who = newsroom.actor("translator")
    term = add(newsroom, lemma="  разводной   мост ", forbidden=["draw-bridge", "draw-bridge"], variants=["span", "bridge"])
    assert (term.lemma, term.forbidden, term.variants, term.version) == ("разводной мост", ("draw-bridge",), ("span",), 1)
    assert found(newsroom, "у разводного моста") == ["bridge"]
    with newsroom.work() as work:
        same = glossary.change_term(work, who, term.id, term.given, version=1)
        assert same.version == 1, "an unchanged save changes nothing"
        changed = glossary.change_term(work, who, term.id, replace(term.given, preferred="drawbridge"), version=1)
        with pytest.raises(Conflict) as stale:
            glossary.change_term(work, who, term.id, replace(term.given, preferred="lift bridge"), version=1)
        assert stale.value.data["current"] == changed
    assert found(newsroom, "разводные мосты") == ["drawbridge"]
    with newsroom.work() as work:
        assert glossary.delete_term(work, who, term.id, version=2).deleted
    assert found(newsroom, "разводные мосты") == []
    with newsroom.database.reading() as session:
        assert glossary.list_terms(session, edition(newsroom)) == []
    with newsroom.work() as work:
        back = glossary.restore_term(work, who, term.id, version=3)
    assert (back.preferred, back.version, found(newsroom, "разводной мост")) == ("drawbridge", 4, ["drawbridge"])
    with newsroom.database.reading() as session:
        history = glossary.list_history(session, who, term.id)
        assert [(v.version, v.deleted, v.data["preferred"], v.author) for v in history] == [
            (4, False, "drawbridge", "Translator"),
            (3, True, "drawbridge", "Translator"),
            (2, False, "drawbridge", "Translator"),
            (1, False, "bridge", "Translator"),
        ]
        actions = session.scalars(select(Event.action).where(Event.action.startswith("term.")).order_by(Event.id)).all()
        assert actions == ["term.add", "term.change", "term.delete", "term.restore"]


def test_a_failed_change_is_not_in_the_finder(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    add(newsroom, lemma="мост")
    with newsroom.work() as work:
        glossary.add_term(work, SYSTEM, edition_id=edition(newsroom), lemma="паром", preferred="ferry")
        finder = glossary.open_finder(work.session, edition(newsroom))
        assert [f.target for f in finder.find("паром и мост")] == ["ferry", "bridge"]
        work.session.rollback()
    assert found(newsroom, "паром и мост") == ["bridge"]
    add(newsroom, lemma="вокзал", preferred="station")
    assert found(newsroom, "паром, вокзал и мост") == ["station", "bridge"]


def test_a_publications_term_serves_every_edition_until_one_has_its_own(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        editions.add_edition(work, newsroom.actor("admin"), tag="de", name="Realist Deutsch", language="de")
    add(newsroom, "editor", lemma="мост", edition_id=None)
    assert (found(newsroom, "мост"), found(newsroom, "мост", "de")) == (["bridge"], ["bridge"])
    add(newsroom, lemma="мост", preferred="Brücke", edition_id=edition(newsroom, "de"))
    assert (found(newsroom, "мост"), found(newsroom, "мост", "de")) == (["bridge"], ["Brücke"])


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"lemma": " "}, "term_lemma_missing"),
        ({"lemma": "«»—"}, "term_lemma_missing"),
        ({"lemma": "мост", "preferred": " "}, "term_preferred_missing"),
        ({"lemma": "м" * 301}, "term_too_long"),
        ({"lemma": "мост", "kind": "bridge"}, "term_kind_unknown"),
        ({"lemma": "мост", "part_of_speech": "Noun"}, "term_part_unknown"),
        ({"lemma": "мост", "forbidden": ["Bridge"]}, "term_forbids_itself"),
        ({"lemma": "bridge", "preferred": "мост"}, "term_cyrillic"),
        ({"lemma": "Москва", "variants": ["Мoscow"]}, "term_cyrillic"),
        ({"lemma": "МОСТ КРЫМСКИЙ"}, "term_exists"),
    ],
)
def test_what_is_no_term_is_refused_and_nothing_is_kept(newsroom: Newsroom, given: dict[str, Any], code: str) -> None:
    add(newsroom, lemma="мост Крымский")
    with pytest.raises(Invalid) as refused:
        add(newsroom, **given)
    assert refused.value.code == code
    with newsroom.database.reading() as session:
        assert len(session.scalars(select(TermVersion)).all()) == 1


def test_what_stays_as_it_is_needs_no_english(newsroom: Newsroom) -> None:
    assert add(newsroom, lemma="YouTube", preferred="", keep=True).preferred == "YouTube"


def test_who_may_change_terms(newsroom: Newsroom) -> None:
    term = add(newsroom, lemma="мост")
    for who in ("author", "guest", "nobody"):
        with pytest.raises((Forbidden, NotFound)), newsroom.work() as work:
            glossary.delete_term(work, newsroom.actor(who), term.id, version=1)
    with pytest.raises(Invalid, match="term_of_source"):
        add(newsroom, lemma="река", edition_id=edition(newsroom, "ru"))
    here = Actor(1, "One edition", frozenset({Grant(Role.EDITOR, edition(newsroom))}))
    assert glossary.may_write(here, edition(newsroom))
    assert not glossary.may_write(here, None), "what serves all editions takes a role in all of them"
    assert not glossary.may_write(replace(newsroom.actor("editor"), scopes=frozenset({"units:write"})), None)
    with pytest.raises(NotFound), newsroom.work() as work:
        glossary.delete_term(work, newsroom.actor("editor"), 999, version=1)
    with newsroom.work() as work:
        moved = glossary.change_term(work, newsroom.actor("editor"), term.id, TermInput("мост", "bridge"), version=1)
    assert moved.edition_id is None
