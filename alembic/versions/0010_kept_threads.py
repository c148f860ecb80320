"""Threads are pinned and put away."""

import sqlalchemy as sa

from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never by a copy of the table: turns and messages go with a thread that is dropped.
    for name in ("pinned", "archived"):
        op.add_column("thread", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("thread", "archived")
    op.drop_column("thread", "pinned")
