"""A story is found by its address, however that is spelt: `stories.url_key`.

Revision: 0008, after 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from workflow.core.links import page_key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

#: Stories a statement.
PORTION = 1000


def upgrade() -> None:
    with op.batch_alter_table("stories") as batch_op:
        batch_op.add_column(sa.Column("url_key", sa.String(length=32), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_stories_url_key"), ["url_key"])
    stories = sa.table("stories", sa.column("id"), sa.column("url"), sa.column("url_key"))
    db = op.get_bind()
    last = 0
    while True:
        query = (
            sa.select(stories.c.id, stories.c.url)
            .where(stories.c.id > last, stories.c.url != "")
            .order_by(stories.c.id)
            .limit(PORTION)
        )
        rows = db.execute(query).all()
        if not rows:
            break
        last = rows[-1][0]
        keyed = [{"which": story, "key": page_key(url)} for story, url in rows]
        db.execute(sa.update(stories).where(stories.c.id == sa.bindparam("which")).values(url_key=sa.bindparam("key")), keyed)
    with op.batch_alter_table("stories") as batch_op:
        batch_op.alter_column("url_key", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stories") as batch_op:
        batch_op.drop_index(batch_op.f("ix_stories_url_key"))
        batch_op.drop_column("url_key")
