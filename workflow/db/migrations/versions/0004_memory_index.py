"""The memory's index by words and letters; imports; pairs that were called wrong.

Revision: 0004, after 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

# The index must be what the program of today asks it for, so the terms are the program's own.
from workflow.core.memory_terms import index_terms, name_space
from workflow.db.memory_index import CREATE_POSTGRES, CREATE_SQLITE, Indexed, MemoryIndex, index_on

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "memory_imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("format", sa.String(length=12), nullable=False),
        sa.Column("source_language", sa.String(length=20), nullable=False),
        sa.Column("target_language", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("added", _ID, nullable=False),
        sa.Column("known", _ID, nullable=False),
        sa.Column("refused", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", _ID, nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["users.id"], name=op.f("fk_memory_imports_created_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memory_imports")),
        sqlite_autoincrement=True,
    )
    op.drop_table("memory_words")
    with op.batch_alter_table("memory_entries", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("import_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("reviewed", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("wrong_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("wrong_by", _ID, nullable=True))
        batch_op.add_column(sa.Column("wrong_why", sa.String(length=500), server_default="", nullable=False))
        batch_op.create_foreign_key(
            batch_op.f("fk_memory_entries_import_id_memory_imports"), "memory_imports", ["import_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_memory_entries_wrong_by_users"), "users", ["wrong_by"], ["id"])
        batch_op.create_index("ix_memory_entries_story_id", ["story_id"])
        batch_op.create_index("ix_memory_entries_import_id_id", ["import_id", "id"])
    # The defaults were for the rows there are; the program gives its own.
    with op.batch_alter_table("memory_entries", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("reviewed", server_default=None)
        batch_op.alter_column("wrong_why", server_default=None)
    connection = op.get_bind()
    for statement in CREATE_SQLITE if connection.dialect.name == "sqlite" else CREATE_POSTGRES:
        connection.exec_driver_sql(statement)
    _fill(connection, index_on(connection))


def _fill(connection: sa.Connection, index: MemoryIndex) -> None:
    after = 0
    while rows := connection.execute(
        sa.text(
            "SELECT id, source_language, target_language, kind, normalised FROM memory_entries WHERE id > :after"
            " ORDER BY id LIMIT 5000"
        ),
        {"after": after},
    ).all():
        index.add([Indexed(r[0], len(r.normalised), index_terms(r.normalised, name_space(*r[1:4]))) for r in rows])
        after = rows[-1].id


def downgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE memory_index_terms")
    connection.exec_driver_sql("DROP TABLE memory_index")
    op.create_table(
        "memory_words",
        sa.Column("entry_id", _ID, nullable=False),
        sa.Column("word", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["memory_entries.id"], name=op.f("fk_memory_words_entry_id_memory_entries"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "word", name=op.f("pk_memory_words")),
    )
    op.create_index("ix_memory_words_word_entry_id", "memory_words", ["word", "entry_id"])
    with op.batch_alter_table("memory_entries", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index("ix_memory_entries_import_id_id")
        batch_op.drop_index("ix_memory_entries_story_id")
        batch_op.drop_constraint("fk_memory_entries_wrong_by_users", type_="foreignkey")
        batch_op.drop_constraint("fk_memory_entries_import_id_memory_imports", type_="foreignkey")
        for name in ("wrong_why", "wrong_by", "wrong_at", "reviewed", "import_id"):
            batch_op.drop_column(name)
    op.drop_table("memory_imports")
