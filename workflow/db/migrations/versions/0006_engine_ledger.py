"""What engines were asked and what it cost; the answers that were paid for.

Revision: 0006, after 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "engine_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("edition_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=True),
        sa.Column("units", ID, nullable=False),
        sa.Column("hits", ID, nullable=False),
        sa.Column("characters", ID, nullable=False),
        sa.Column("input_tokens", ID, nullable=False),
        sa.Column("output_tokens", ID, nullable=False),
        sa.Column("cost", ID, nullable=False),
        sa.Column("milliseconds", ID, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_engine_calls_edition_id_editions")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_engine_calls_article_id_articles")),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_engine_calls_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_engine_calls_edition_id_at", "engine_calls", ["edition_id", "at"])
    op.create_index(op.f("ix_engine_calls_at"), "engine_calls", ["at"])
    op.create_index(op.f("ix_engine_calls_article_id"), "engine_calls", ["article_id"])
    op.create_index(op.f("ix_engine_calls_job_id"), "engine_calls", ["job_id"])
    op.create_table(
        "engine_answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("engine", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("source_hash", sa.String(length=40), nullable=False),
        sa.Column("terms_hash", sa.String(length=40), nullable=False),
        sa.Column("context_hash", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("error", sa.String(length=40), nullable=False),
        sa.Column("job_id", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_engine_answers_job_id_jobs")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engine_answers")),
        sa.UniqueConstraint("key", name=op.f("uq_engine_answers_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_engine_answers_source_hash"), "engine_answers", ["source_hash"])


def downgrade() -> None:
    op.drop_table("engine_answers")
    op.drop_table("engine_calls")
