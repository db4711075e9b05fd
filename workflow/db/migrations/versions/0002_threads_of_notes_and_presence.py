"""Threads of notes; who is where.

Revision: 0002, after 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "presences",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("user_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("page", sa.String(length=10), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_presences_article_id_articles")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_presences_unit_id_units")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presences_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
        sa.UniqueConstraint("article_id", "user_id", name=op.f("uq_presences_article_id_user_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notes", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("mentions", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("resolved_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_notes_resolved_by_users"), "users", ["resolved_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_notes_parent_id_notes"), "notes", ["parent_id"], ["id"])
    # The default was for the rows there are; the program gives its own.
    with op.batch_alter_table("notes", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.alter_column("mentions", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("notes", table_kwargs={"sqlite_autoincrement": True}) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notes_parent_id_notes"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_notes_resolved_by_users"), type_="foreignkey")
        batch_op.drop_column("resolved_by")
        batch_op.drop_column("mentions")
        batch_op.drop_column("parent_id")

    op.drop_table("presences")
