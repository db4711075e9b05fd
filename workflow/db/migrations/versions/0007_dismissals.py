"""A dismissal is about one finding and how often it stood. Those there are keep covering all that their check says.

Revision: 0007, after 0006
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_BEFORE = "uq_dismissals_unit_id_check_text_hash"
_AFTER = "uq_dismissals_unit_id_check_text_hash_finding"


def upgrade() -> None:
    with op.batch_alter_table("dismissals") as batch_op:
        batch_op.add_column(sa.Column("finding", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("occurrences", _ID, server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f(_BEFORE), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_AFTER), ["unit_id", "check", "text_hash", "finding"])
    with op.batch_alter_table("dismissals") as batch_op:
        batch_op.alter_column("finding", server_default=None)
        batch_op.alter_column("occurrences", server_default=None)


def downgrade() -> None:
    op.execute('DELETE FROM dismissals WHERE id NOT IN (SELECT MIN(id) FROM dismissals GROUP BY unit_id, "check", text_hash)')
    with op.batch_alter_table("dismissals") as batch_op:
        batch_op.drop_constraint(batch_op.f(_AFTER), type_="unique")
        batch_op.create_unique_constraint(batch_op.f(_BEFORE), ["unit_id", "check", "text_hash"])
        batch_op.drop_column("occurrences")
        batch_op.drop_column("finding")
