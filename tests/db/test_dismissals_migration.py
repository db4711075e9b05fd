"""Dismissals of before they were about one finding: each keeps covering all that its check says of its text."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import MetaData, select

from tests.db.test_migrations import a_value
from workflow.core.qa.finding import Finding, Severity
from workflow.db import memory_index
from workflow.db.migrate import upgrade_database
from workflow.db.segments import Dismissal
from workflow.db.session import Database
from workflow.services.quality import load_dismissals

AT = datetime(2026, 2, 4, 9, 0, tzinfo=UTC)


def test_older_dismissals_cover_their_check(bare_database: Database) -> None:
    database = bare_database
    upgrade_database(database, "0006")
    metadata = MetaData()
    metadata.reflect(database.engine)
    row = {"unit_id": 1, "article_id": 1, "check": "numbers", "text_hash": "abc", "reason": "Counted again.", "created_at": AT}
    with database.engine.begin() as connection:
        for table in metadata.sorted_tables:
            if not table.name.startswith(("alembic_version", "dismissals", memory_index.NAME)):
                connection.execute(table.insert().values({c.name: a_value(c) for c in table.columns if c.name != "id"}))
        for check in ("numbers", "dates"):
            connection.execute(metadata.tables["dismissals"].insert().values({**row, "check": check, "author_id": 1}))
    upgrade_database(database)

    with database.reading() as session:
        found = load_dismissals(session, 1)[1, "abc"]
        assert [(d.check, d.finding, d.reason, d.author_id) for d in found] == [
            ("numbers", "", "Counted again.", 1),
            ("dates", "", "Counted again.", 1),
        ]
    for number in ("7", "8"):
        finding = Finding("numbers", Severity.BLOCKING, "number_missing", params=(("number", number),))
        assert [d.covers(finding, 100) for d in found] == [True, False]
    with database.writing() as session:  # beside it there is room for those of single findings
        for key in ("a", "b"):
            session.add(Dismissal(**row, finding=key, occurrences=1))
    with database.reading() as session:
        assert session.scalars(select(Dismissal.created_at)).all() == [AT] * 4
