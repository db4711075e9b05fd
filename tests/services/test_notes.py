"""Threads of notes: who may say and settle what, who is told, and where a note stands when its sentence is merged away."""

from __future__ import annotations

import pytest

from tests.conftest import Newsroom
from tests.factories import operate
from workflow.core.errors import Forbidden, Invalid, NotFound
from workflow.services import notes
from workflow.services.notes import NoteView


def say(newsroom: Newsroom, who: str, article: int, text: str, **more: int) -> int:
    with newsroom.work() as work:
        return notes.add_note(
            work, newsroom.actor(who), article, text=text, unit_id=more.get("unit"), answers=more.get("answers")
        )


def settle(newsroom: Newsroom, who: str, note: int, *, resolved: bool = True) -> NoteView:
    with newsroom.work() as work:
        return notes.resolve_note(work, newsroom.actor(who), note, resolved=resolved)


def open_notes(newsroom: Newsroom, article: int) -> list[NoteView]:
    with newsroom.database.reading() as session:
        return notes.newest_notes(session, article, open_only=True)


def mentions(newsroom: Newsroom, who: str) -> list[str]:
    with newsroom.database.reading() as session:
        return [m.text for m in notes.list_mentions(session, newsroom.actor(who))]


def test_a_thread_is_answered_settled_and_opened_again(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story()["en"]
    unit = newsroom.units(article)[2].id
    first = say(newsroom, "editor", article, "Is that the number?", unit=unit)
    answer = say(newsroom, "translator", article, "It is.", answers=first)
    say(newsroom, "author", article, "I counted.", answers=answer)  # an answer to an answer is in the same thread
    other = say(newsroom, "author", article, "Something else.")
    threads = notes.make_threads(open_notes(newsroom, article))
    assert [(t.first.text, [a.text for a in t.answers]) for t in threads] == [
        ("Is that the number?", ["It is.", "I counted."]),
        ("Something else.", []),
    ]
    assert {a.unit_id for t in threads for a in (t.first, *t.answers)} == {unit, None}
    assert settle(newsroom, "translator", answer).resolved_by == "Translator", "the thread, by any of its notes"
    assert [n.id for n in open_notes(newsroom, article)] == [other]
    settle(newsroom, "editor", first, resolved=False)
    assert len(open_notes(newsroom, article)) == 4
    rows = newsroom.count_rows()
    settle(newsroom, "editor", first, resolved=False)
    assert newsroom.count_rows() == rows, "done already: nothing to record"


def test_who_may_say_and_settle(newsroom: Newsroom) -> None:
    article, other = newsroom.add_story()["en"], newsroom.add_story()["en"]
    note = say(newsroom, "editor", article, "Look here.")
    with pytest.raises(Forbidden):
        settle(newsroom, "author", note)
    own = say(newsroom, "author", article, "My own.")
    assert settle(newsroom, "author", own).resolved
    for who in ("guest", "nobody"):
        with pytest.raises(NotFound):
            say(newsroom, who, article, "x")
        with pytest.raises(NotFound):
            settle(newsroom, who, note)
    with pytest.raises(Invalid):
        say(newsroom, "editor", article, "  ")
    for more in ({"unit": newsroom.units(other)[1].id}, {"answers": 99_999}, {"answers": say(newsroom, "editor", other, "x")}):
        with pytest.raises(NotFound):
            say(newsroom, "editor", article, "x", **more)


def test_whoever_is_named_finds_it_until_it_is_read_or_settled(any_newsroom: Newsroom) -> None:
    newsroom = any_newsroom
    article = newsroom.add_story()["en"]
    text = "@Translator2, @EDITOR and @guest: see me@admin.example"
    note = say(newsroom, "translator", article, text)
    assert {who: mentions(newsroom, who) for who in ("translator", "translator2", "editor", "guest", "admin")} == {
        "translator": [],
        "translator2": [text],  # “@Translator” is not meant by “@Translator2”
        "editor": [text],
        "guest": [],  # may not read the English article
        "admin": [],  # an address is no mention
    }
    for _ in range(2):
        with newsroom.work() as work:
            notes.read_note(work, newsroom.actor("editor"), note)
    assert (mentions(newsroom, "editor"), mentions(newsroom, "translator2")) == ([], [text])
    answer = say(newsroom, "translator2", article, "@editor again", answers=note)
    assert mentions(newsroom, "editor") == ["@editor again"]
    settle(newsroom, "translator2", answer)
    assert (mentions(newsroom, "editor"), mentions(newsroom, "translator2")) == ([], [])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@Anna Koval", ["Anna Koval"]),
        ("@anna koval, and @Anna Lo", ["Anna Koval"]),  # there are two Annas: the first name alone means neither
        ("@Пётр!", ["Пётр Ильин"]),
        ("(@ilyin)", ["Пётр Ильин"]),
        ("@Пётром", []),
        ("mail@ilyin", []),
        ("@", []),
        ("@Anna Loseva@Anna Koval", ["Anna Loseva"]),
        ("@ilyin @Пётр Ильин", ["Пётр Ильин"]),
    ],
)
def test_names_after_an_at_sign(text: str, names: list[str]) -> None:
    from workflow.db.users import User

    people = [("Anna Koval", "koval"), ("Anna Loseva", "loseva"), ("Пётр Ильин", "ilyin")]
    readers = [User(id=n, name=name, email=f"{local}@example.org") for n, (name, local) in enumerate(people)]
    assert [readers[i].name for i in notes.find_mentions(text, readers)] == names


def test_a_note_stands_where_the_text_of_its_sentence_went(newsroom: Newsroom) -> None:
    article = newsroom.add_story()["en"]
    first, second = newsroom.units(article)[2:4]
    say(newsroom, "editor", article, "@translator, look.", unit=second.id)
    operate(newsroom, article, "merge", [first, second])
    assert [n.unit_id for n in open_notes(newsroom, article)] == [first.id]
    with newsroom.database.reading() as session:
        assert [m.unit_id for m in notes.list_mentions(session, newsroom.actor("translator"))] == [first.id]
