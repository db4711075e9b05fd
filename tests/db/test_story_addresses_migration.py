"""Stories of before links to them were looked up are found by their addresses too."""

from __future__ import annotations

from sqlalchemy import MetaData, select

from tests.db.test_migrations import a_value
from workflow.core.links import page_key
from workflow.db.migrate import upgrade_database
from workflow.db.session import Database
from workflow.db.stories import Story


def test_each_story_gets_the_key_of_its_address(bare_database: Database) -> None:
    database = bare_database
    upgrade_database(database, "0007")
    metadata = MetaData()
    metadata.reflect(database.engine)
    addresses = ["https://www.realist.example/1/", "", "http://realist.example/2?utm_source=x", "no address " * 100]
    with database.engine.begin() as connection:
        publications = metadata.tables["publications"]
        connection.execute(publications.insert().values({c.name: a_value(c) for c in publications.columns if c.name != "id"}))
        stories = metadata.tables["stories"]
        row = {c.name: a_value(c) for c in stories.columns if c.name not in ("id", "created_by")}
        for n, address in enumerate(addresses):
            connection.execute(stories.insert().values({**row, "url": address, "external_id": str(n)}))
    upgrade_database(database)
    with database.reading() as session:
        found = session.scalars(select(Story.url_key).order_by(Story.id)).all()
    assert found == [page_key("https://realist.example/1"), "", page_key("https://realist.example/2"), ""]
