"""The terms there were before they had versions: each keeps its words, gets its publication and a first version."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text

from workflow.core.permissions import SYSTEM, Actor, Grant
from workflow.core.states import Role
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.work import unit_of_work
from workflow.services import editions, glossary

AT = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


def test_older_terms_come_along(bare_database: Database) -> None:
    database = bare_database
    upgrade_database(database, "0002")
    false = "0" if database.is_sqlite else "false"
    with database.engine.begin() as connection:
        connection.execute(text("INSERT INTO publications (id, name, source_language) VALUES (4, 'Realist', 'ru')"))
        for number, tag in ((5, "ru"), (6, "en")):
            connection.execute(
                text(
                    "INSERT INTO editions (id, publication_id, tag, name, language, is_source, wants_stories, policy, created_at)"
                    f" VALUES ({number}, 4, '{tag}', '{tag}', '{tag}', {false}, {false}, '{{}}', :at)"
                ),
                {"at": AT},
            )
        connection.execute(
            text(
                "INSERT INTO terms (id, edition_id, lemma, lemma_key, preferred, forbidden, kind, note, created_at)"
                " VALUES (7, 6, 'Мост', 'мост', 'bridge', '[\"brige\"]', 'other', 'A note.', :at)"
            ),
            {"at": AT},
        )
    upgrade_database(database)

    reader = Actor(1, "Reader", frozenset({Grant(Role.TRANSLATOR)}))
    with database.reading() as session:
        edition = editions.find_edition(session, "en").id
        (term,) = glossary.list_terms(session, edition)
        assert (term.id, term.version, term.lemma, term.preferred, term.forbidden) == (7, 1, "Мост", "bridge", ("brige",))
        assert (term.edition, term.variants, term.keep, term.updated_at) == ("en", (), False, AT)
        (first,) = glossary.list_history(session, reader, 7)
        assert (first.version, first.data["preferred"], first.data["forbidden"], first.at) == (1, "bridge", ["brige"], AT)
        assert [f.target for f in glossary.open_finder(session, edition).find("у моста")] == ["bridge"]

    with unit_of_work(database) as work:
        changed = glossary.change_term(work, SYSTEM, 7, term.given, version=1)
        assert glossary.delete_term(work, SYSTEM, changed.id, version=1).version == 2
