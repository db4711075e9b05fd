"""Changing an edition: who may, what stays when something is wrong, and two administrators at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from tests.conftest import Newsroom
from workflow.core.errors import Conflict, Forbidden, Invalid, NotFound
from workflow.core.permissions import Actor, Grant
from workflow.core.states import Role
from workflow.db.events import Event
from workflow.db.publications import Edition
from workflow.mt.registry import ENGINES
from workflow.services import editions, fields
from workflow.services.access import open_article
from workflow.services.content import build_content
from workflow.services.editions import EditionView


def change(newsroom: Newsroom, changes: dict[str, Any], *, who: str = "admin", tag: str = "en", **more: Any) -> EditionView:
    with newsroom.work() as work:
        return editions.change_edition(work, newsroom.actor(who), tag, changes, **more)


def read(newsroom: Newsroom, tag: str = "en") -> EditionView:
    with newsroom.database.reading() as session:
        return editions.find_edition(session, tag)


def test_a_change_is_kept_on_record_and_goes_back_to_the_default(any_newsroom: Newsroom) -> None:
    before = read(any_newsroom)
    after = change(any_newsroom, {"name": " Realist  World ", "policy": {"dash": " – ", "slug_most": "60", "prefill_fuzzy": 80}})
    assert after == read(any_newsroom)
    assert (after.name, after.policy["dash"], after.policy["slug_most"]) == ("Realist World", " – ", 60)
    assert after.policy["agency"] == "Realist World", "it follows the name"
    assert after.own - before.own == {"dash", "slug_most"}, "a value that is the default is not the edition's own"
    assert after.version != before.version
    back = change(any_newsroom, {"name": before.name, "policy": {"dash": None, "slug_most": 90}})
    assert back == before
    with any_newsroom.database.reading() as session:
        told = session.scalars(select(Event).where(Event.action == "edition.change").order_by(Event.id)).all()
    assert [e.data["changed"] for e in told] == [["agency", "dash", "name", "slug_most"]] * 2
    assert told[0].data["before"]["slug_most"] == 90 and told[0].data["values"]["slug_most"] == 60


def test_an_unchanged_save_is_not_on_record(newsroom: Newsroom) -> None:
    assert change(newsroom, {"policy": {"four_eyes": True}}).version == read(newsroom).version
    with newsroom.database.reading() as session:
        assert not session.scalars(select(Event).where(Event.action == "edition.change")).all()


@pytest.mark.parametrize(
    ("given", "kept"),
    [(" deepl , firefox,deepl", "deepl,firefox"), ("none", "none"), (None, None), ("deepl,babel", ""), (",", ""), ("", ""), (5, ""),
     (",".join(ENGINES), "")],
)  # fmt: skip
def test_engines_stand_in_their_order(any_newsroom: Newsroom, given: Any, kept: str | None) -> None:
    if kept == "":
        with pytest.raises(Invalid, match=r"policy_(engines|long)"):
            change(any_newsroom, {"engine": given})
    else:
        assert change(any_newsroom, {"engine": given}).engine == read(any_newsroom).engine == kept


def test_one_wrong_value_and_nothing_is_changed(newsroom: Newsroom) -> None:
    before = read(newsroom)
    wrong = {"name": "", "engine": "babelfish", "wants_stories": "no", "policy": {"dash": "~", "four_eyes": False, "size": 3}}
    with pytest.raises(Invalid) as caught:
        change(newsroom, wrong)
    assert set(caught.value.data["wrong"]) == {"name", "engine", "wants_stories", "dash", "size"}
    with pytest.raises(Invalid, match="edition_is_source"):
        change(newsroom, {"engine": "none"}, tag="ru")
    with pytest.raises(Invalid, match="policy_unknown"):
        change(newsroom, {"tag": "xx"})
    assert read(newsroom) == before


@pytest.mark.parametrize(
    ("who", "error"),
    [("editor", Forbidden), ("translator", Forbidden), ("author", Forbidden), ("guest", NotFound), ("nobody", NotFound)],
)
def test_only_administrators_change_it(newsroom: Newsroom, who: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        change(newsroom, {"policy": {"four_eyes": False}}, who=who)
    with newsroom.database.reading() as session, pytest.raises(error):
        editions.read_settings(session, newsroom.actor(who), "en")
    with pytest.raises(NotFound):
        change(newsroom, {}, tag="xx")


def test_an_administrator_of_one_edition_leaves_the_other(newsroom: Newsroom) -> None:
    with newsroom.work() as work:
        ids = {e.tag: e.id for e in work.session.scalars(select(Edition))}
        theirs = Actor(id=1, name="x", grants=frozenset({Grant(Role.ADMIN, ids["en"]), Grant(Role.EDITOR, ids["ru"])}))
        editions.change_edition(work, theirs, "en", {"policy": {"four_eyes": False}})
        with pytest.raises(Forbidden):
            editions.change_edition(work, theirs, "ru", {"policy": {"four_eyes": False}})


def test_two_administrators_do_not_overwrite_one_another(any_newsroom: Newsroom) -> None:
    seen = read(any_newsroom).version
    first = change(any_newsroom, {"policy": {"dash": "—"}}, version=seen)
    with pytest.raises(Conflict) as caught:
        change(any_newsroom, {"policy": {"ellipsis": "..."}}, version=seen)
    assert caught.value.data["current"] == first == read(any_newsroom)
    assert change(any_newsroom, {"policy": {"ellipsis": "..."}}, version=first.version).policy["dash"] == "—"


def test_policies_are_followed(newsroom: Newsroom) -> None:
    """The day of the dateline by the edition's clock, the length of an address, limits beside the body."""
    story = newsroom.add_story(html="<p>ВЫБОРГ (Реалист). Мост открыли во вторник.</p>")
    change(
        newsroom,
        {"policy": {"time_zone": "Pacific/Kiritimati", "dateline": "{city}, {date}.", "slug_most": 20, "push_title_most": 30}},
    )
    newsroom.clock.advance(3 * 3600)  # the story stays on February 4, 09:00 UTC: before midnight there
    newsroom.translate(story["en"])
    with newsroom.database.reading() as session:
        beside = fields.read_fields(session, newsroom.actor("editor"), story["en"])
    assert beside.limits["push_title"] == 30
    assert len(beside.proposed_slug.removesuffix(f"-{story.story}")) <= 20
    late = newsroom.add_story(html="<p>ВЫБОРГ (Реалист). Мост открыли.</p>")  # 12:00 UTC is the next day there
    newsroom.translate(late["en"])
    with newsroom.database.reading() as session:
        days = [
            build_content(session, open_article(session, newsroom.actor("editor"), each["en"]))["html"] for each in (story, late)
        ]
    assert "February 4, 2026" in days[0] and "February 5, 2026" in days[1]
