"""Terms of a publication or an edition, with variants, versions and their history.

Revision: 0005, after 0004
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
#: Columns with a value for the rows there are; the program gives its own from then on.
_NEW = (
    ("variants", sa.JSON(), "[]"),
    ("part_of_speech", sa.String(length=20), ""),
    ("keep", sa.Boolean(), sa.false()),
    ("version", _ID, "1"),
    ("deleted", sa.Boolean(), sa.false()),
)


def upgrade() -> None:
    with op.batch_alter_table("publications") as batch_op:
        batch_op.add_column(sa.Column("glossary_version", sa.String(length=32), server_default="", nullable=False))
    with op.batch_alter_table("publications") as batch_op:
        batch_op.alter_column("glossary_version", server_default=None)
    with op.batch_alter_table("terms", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name, kind, default in _NEW:
            batch_op.add_column(sa.Column(name, kind, server_default=default, nullable=False))
        batch_op.add_column(sa.Column("publication_id", _ID, nullable=True))
        batch_op.add_column(sa.Column("updated_by", _ID, nullable=True))
        batch_op.add_column(sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.alter_column("edition_id", existing_type=_ID, nullable=True)
    op.execute(
        "UPDATE terms SET updated_at = created_at, updated_by = created_by,"
        " publication_id = (SELECT publication_id FROM editions WHERE editions.id = terms.edition_id)"
    )
    with op.batch_alter_table("terms", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        for name, _, _ in _NEW:
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column("publication_id", existing_type=_ID, nullable=False)
        batch_op.alter_column("updated_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_terms_publication_id_publications"), "publications", ["publication_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_terms_updated_by_users"), "users", ["updated_by"], ["id"])
        batch_op.create_index(batch_op.f("ix_terms_publication_id"), ["publication_id"], unique=False)
    op.create_table(
        "term_versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("term_id", _ID, nullable=False),
        sa.Column("version", _ID, nullable=False),
        sa.Column("deleted", sa.Boolean(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("author_id", _ID, nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("via", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["terms.id"], name=op.f("fk_term_versions_term_id_terms")),
        sa.ForeignKeyConstraint(["author_id"], ["users.id"], name=op.f("fk_term_versions_author_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_versions")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_term_versions_term_id_version", "term_versions", ["term_id", "version"], unique=True)
    _keep_first_versions()


def _keep_first_versions() -> None:
    """The terms there are, as their first versions."""
    connection = op.get_bind()
    terms = sa.table(
        "terms", *(sa.column(name) for name in ("id", "lemma", "preferred", "kind", "note", "created_by", "edition_id")),
        sa.column("forbidden", sa.JSON()), sa.column("created_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    users = sa.table("users", sa.column("id"), sa.column("name"))
    versions = sa.table(
        "term_versions", *(sa.column(n) for n in ("term_id", "version", "author_id", "author_name", "via")),
        sa.column("deleted", sa.Boolean()), sa.column("data", sa.JSON()), sa.column("created_at", sa.DateTime(timezone=True)),
    )  # fmt: skip
    rows = connection.execute(
        sa.select(terms, users.c.name).select_from(terms.outerjoin(users, users.c.id == terms.c.created_by))
    ).mappings()
    found = [
        {
            "term_id": row["id"],
            "version": 1,
            "deleted": False,
            "data": {
                "lemma": row["lemma"],
                "preferred": row["preferred"],
                "variants": [],
                "forbidden": row["forbidden"] if not isinstance(row["forbidden"], str) else json.loads(row["forbidden"]),
                "kind": row["kind"],
                "part_of_speech": "",
                "note": row["note"],
                "keep": False,
                "edition_id": row["edition_id"],
            },
            "author_id": row["created_by"],
            "author_name": row["name"] or "",
            "via": "",
            "created_at": row["created_at"],
        }
        for row in rows
    ]
    if found:
        connection.execute(versions.insert(), found)


def downgrade() -> None:
    op.drop_table("term_versions")
    op.execute("DELETE FROM terms WHERE edition_id IS NULL OR deleted")
    with op.batch_alter_table("terms", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_index(batch_op.f("ix_terms_publication_id"))
        batch_op.drop_constraint(batch_op.f("fk_terms_updated_by_users"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_terms_publication_id_publications"), type_="foreignkey")
        for name in ("updated_at", "updated_by", "publication_id", *(name for name, _, _ in _NEW)):
            batch_op.drop_column(name)
        batch_op.alter_column("edition_id", existing_type=_ID, nullable=False)
    with op.batch_alter_table("publications") as batch_op:
        batch_op.drop_column("glossary_version")
