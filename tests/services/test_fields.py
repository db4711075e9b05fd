"""Fields beside the body: what may be written against what, the address, four eyes, and what readers get."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import Newsroom
from tests.factories import save
from workflow.core.errors import Conflict, Forbidden, Invalid, Refused
from workflow.core.pictures import Picture, list_pictures
from workflow.services import fields, publishing
from workflow.services.events import list_events
from workflow.services.fields import FieldsView

SHORT = "<p>Первое предложение сюжета. Второе предложение сюжета.</p>"
PHOTO = '<p>Паром вышел.</p><figure><img src="https://example.org/a.jpg" alt="Паром"><figcaption>У причала</figcaption></figure>'


def write(n: Newsroom, article: int, who: str = "translator", *, seen: dict[str, Any] | None = None, **values: Any) -> None:
    with n.work() as work:
        fields.set_fields(work, n.actor(who), article, values, seen=seen)


def look(n: Newsroom, article: int, who: str = "translator") -> FieldsView:
    with n.database.reading() as session:
        return fields.read_fields(session, n.actor(who), article)


def test_two_people_in_one_field_never_overwrite_each_other(any_newsroom: Newsroom) -> None:
    n = any_newsroom
    article = n.add_story(html=SHORT)["en"]
    write(n, article, seen={"push_title": ""}, push_title="Mine")
    assert n.article(article).state == "translate", "writing a field is work on the article"
    write(n, article, "translator2", seen={"tags": [], "description": ""}, tags=["ferry"], description="Other fields are free")
    with pytest.raises(Conflict) as caught:
        write(n, article, "translator2", seen={"push_title": "", "description": ""}, push_title="Theirs", description="Lost?")
    assert caught.value.data == {"fields": {"push_title": "Mine", "description": "Other fields are free"}}
    assert look(n, article).push_title == "Mine"
    assert look(n, article).description == "Other fields are free", "nothing half-written"
    write(n, article, "translator2", seen={"push_title": ""}, push_title="Mine")  # the same words are no conflict
    write(n, article, "translator2", seen={"push_title": "Mine"}, push_title="Theirs")
    assert look(n, article).push_title == "Theirs"
    with n.database.reading() as session:
        trail = [e.data for e in list_events(session, n.actor("editor"), article_id=article) if e.action == fields.EVENT]
    assert [d["values"].get("push_title") for d in reversed(trail)] == ["Mine", None, "Theirs"], (
        "every value is on record, none twice"
    )


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.tuples(st.booleans(), st.text("abc ", max_size=3)), max_size=12))
def test_whoever_sends_what_they_saw_never_loses_anothers_words(texts: list[tuple[bool, str]]) -> None:
    """A model of two windows, each sending the value it last read: a write goes through only on what is there."""
    from types import SimpleNamespace

    article: Any = SimpleNamespace(fields={}, slug=None)
    seen = ["", ""]
    for second, text in texts:
        clean = fields._clean_text("push_title", text)
        current = fields._current(article, "push_title", "")
        if clean != current and seen[second] != current:
            seen[second] = current  # a conflict: they look at what is there
            continue
        article.fields = {"push_title": clean}
        seen[second] = clean
        assert fields._current(article, "push_title", "") == clean


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        ({"tags": [" Vyborg ", "vyborg", "", "bridges  and\nroads"]}, {"tags": ("Vyborg", "bridges and roads")}),
        ({"short_headline": "  A\n bridge "}, {"short_headline": "A bridge"}),
        ({"push_title": None}, {"push_title": ""}),
        ({"description": "x" * 400}, {"description": "x" * 400, "over": {"description": 245}}),
        ({"push_title": "🌉" * 65}, {"over": {}}),
        ({"push_title": "🌉" * 66}, {"over": {"push_title": 1}}),
    ],
)
def test_a_value_is_kept_clean_and_never_refused_for_its_length(
    newsroom: Newsroom, values: dict[str, Any], kept: dict[str, Any]
) -> None:
    article = newsroom.add_story(html=SHORT)["en"]
    write(newsroom, article, **values)
    view = look(newsroom, article)
    assert {name: getattr(view, name) for name in kept} == kept


@pytest.mark.parametrize(
    "values",
    [
        {"title": "x"},
        {"tags": "a, b"},
        {"picture_rights": "mine"},
        {"tags": [f"t{n}" for n in range(101)]},
        {"push_title": "x" * 2001},
    ],
)
def test_what_a_field_cannot_be_is_refused_and_nothing_written(newsroom: Newsroom, values: dict[str, Any]) -> None:
    article = newsroom.add_story(html=SHORT)["en"]
    before = newsroom.count_rows()
    with pytest.raises(Invalid):
        write(newsroom, article, description="good", **values)
    assert newsroom.count_rows() == before
    assert look(newsroom, article).description == ""


def test_the_address_follows_the_headline_until_it_is_out(newsroom: Newsroom) -> None:
    ids = newsroom.add_story(html=SHORT)
    article = ids["en"]
    assert (look(newsroom, article).slug, look(newsroom, article).proposed_slug) == (None, "")
    headline = newsroom.units(article)[0]
    save(newsroom, headline, "Ferry sets out", status="draft")
    assert look(newsroom, article).proposed_slug == f"ferry-sets-out-{ids.story}"
    for _ in range(2):  # what the page shows may be sent back as it is
        write(newsroom, article, slug=look(newsroom, article).slug or "A ferry, at last")
        assert look(newsroom, article).slug == f"a-ferry-at-last-{ids.story}"
    write(newsroom, article, slug="")
    assert look(newsroom, article).slug is None
    newsroom.bring_to(article, "publish")
    frozen = look(newsroom, article)
    assert frozen.slug_frozen
    newsroom.move(article, "update", who="editor")
    with pytest.raises(Refused, match="slug_frozen"):
        write(newsroom, article, slug="another")
    write(newsroom, article, slug=frozen.slug, push_title="Still to be written")
    assert look(newsroom, article).slug == frozen.slug


@pytest.mark.parametrize(
    ("who", "state", "error"),
    [
        ("author", "draft", Forbidden),
        ("translator", "review", Forbidden),
        ("editor", "review", None),
        ("translator2", "translate", None),
        ("admin", "publish", Refused),
    ],
)
def test_who_may_write_the_text_may_write_beside_it(
    newsroom: Newsroom, who: str, state: str, error: type[Exception] | None
) -> None:
    article = newsroom.add_story(html=SHORT)["en"]
    if state != "draft":
        newsroom.bring_to(article, state)
    assert look(newsroom, article, who).may_edit is (error is None)
    if error is None:
        write(newsroom, article, who, push_title="x")
        return
    with pytest.raises(error):
        write(newsroom, article, who, push_title="x")


def test_tags_are_suggested_from_the_edition_the_most_used_first(newsroom: Newsroom) -> None:
    for tags in (["ferry", "sea"], ["ferry"], ["rail"]):
        write(newsroom, newsroom.add_story(html=SHORT)["en"], tags=tags)
    other = newsroom.add_story(html=SHORT)
    assert look(newsroom, other["en"]).known_tags[0] == "ferry"
    assert set(look(newsroom, other["en"]).known_tags) == {"ferry", "sea", "rail"}
    assert look(newsroom, other["ru"]).known_tags == ()


def test_rights_go_by_picture_and_out_with_it(newsroom: Newsroom) -> None:
    article = newsroom.add_story(html=PHOTO)["en"]
    src = "https://example.org/a.jpg"
    assert [(p.src, p.rights) for p in look(newsroom, article).pictures] == [(src, "")]
    write(newsroom, article, picture_rights={src: "Port of Primorsk", "https://example.org/gone.jpg": "Nobody"})
    write(newsroom, article, picture_rights={"https://example.org/other.jpg": "x"})
    assert look(newsroom, article).pictures[0].rights == "Port of Primorsk", "one picture's rights leave another's alone"
    with pytest.raises(Conflict):
        write(newsroom, article, picture_rights={src: "Somebody else"}, seen={"picture_rights": {src: ""}})
    newsroom.bring_to(article, "review")
    before = newsroom.article(article).content_hash
    write(newsroom, article, "editor", picture_rights={src: "Port of Primorsk, CC BY"})
    assert newsroom.article(article).content_hash != before, "the rights are part of what is approved"
    newsroom.move(article, "publish")
    with newsroom.database.reading() as session:
        (page,) = publishing.list_public_pages(session, edition="en", now=newsroom.clock())
    assert page.content["fields"]["picture_rights"] == {src: "Port of Primorsk, CC BY"}


def test_pictures_are_found_once_and_in_order() -> None:
    html = '<p><img src="b.jpg"><IMG alt="&laquo;Порт&raquo;" src="a.jpg?x=1&amp;y=2"><img src="b.jpg" alt="again"><img alt="none"></p>'
    assert list_pictures(html) == (Picture("b.jpg", ""), Picture("a.jpg?x=1&y=2", "«Порт»"))


FOUR_EYES: list[tuple[str, list[tuple[str, dict[str, Any]]], str, list[str]]] = [
    ("by the translator", [("translator", {"push_title": "x"})], "editor", []),
    ("by the publisher alone", [("editor", {"push_title": "x", "tags": ["a"]})], "editor", ["push_title", "tags"]),
    ("by another editor", [("editor2", {"description": "x"})], "editor", []),
    ("mended by the publisher", [("translator", {"short_headline": "x"}), ("editor", {"short_headline": "y"})], "editor", []),
    (
        "only rubbed out by another",
        [("translator", {"push_title": ""}), ("editor", {"push_title": "x"})],
        "editor",
        ["push_title"],
    ),
    ("rubbed out by the publisher", [("translator", {"push_title": "x"}), ("editor", {"push_title": ""})], "editor", []),
    ("another field by another", [("translator", {"tags": ["a"]}), ("editor", {"push_title": "x"})], "editor", ["push_title"]),
]


@pytest.mark.parametrize(("name", "writes", "publisher", "missing"), FOUR_EYES, ids=[row[0] for row in FOUR_EYES])
def test_four_eyes_covers_what_stands_beside_the_text(
    newsroom: Newsroom, name: str, writes: list[tuple[str, dict[str, Any]]], publisher: str, missing: list[str]
) -> None:
    article = newsroom.add_story(html=SHORT)["en"]
    newsroom.bring_to(article, "translate")
    for who, values in writes:
        write(newsroom, article, who, **values)
    newsroom.move(article, "submit", who="translator")
    if missing:
        with pytest.raises(Refused) as caught:
            newsroom.move(article, "publish", who=publisher)
        assert caught.value.reasons == (("four_eyes_fields", {"count": len(missing), "fields": missing}),)
    newsroom.move(article, "publish", who=publisher, **({"override_reason": "A flash at night."} if missing else {}))
    # What is out was approved; only what changes after it is asked for again.
    newsroom.move(article, "update", who="editor")
    newsroom.move(article, "submit", who="editor")
    newsroom.move(article, "publish", who="editor")
    newsroom.move(article, "update", who="editor")
    write(newsroom, article, "editor", push_title="Something new")
    newsroom.move(article, "submit", who="editor")
    with pytest.raises(Refused, match="move_refused"):
        newsroom.move(article, "publish", who="editor")
    newsroom.move(article, "publish", who="editor2")
