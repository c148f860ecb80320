"""A question can have versions, and a thread shows one branch of its turns."""

import sqlalchemy as sa

from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Never by a copy of the table: turns and messages go with a thread that is dropped.
    for table, name in (("turn", "parent_id"), ("thread", "head_id")):
        op.add_column(table, sa.Column(name, sa.String(32), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "postgresql":
        # The rows of every team: without it, row-level security shows none to a migration.
        op.execute("select set_config('app.team_id', '*', true)")
    # What was asked so far is one branch, in its order.
    op.execute(
        "UPDATE turn SET parent_id = COALESCE((SELECT MAX(earlier.id) FROM turn AS earlier"
        " WHERE earlier.thread_id = turn.thread_id AND earlier.id < turn.id), '')"
    )
    op.execute(
        "UPDATE thread SET head_id = COALESCE((SELECT MAX(turn.id) FROM turn"
        " WHERE turn.thread_id = thread.id), '')"
    )


def downgrade() -> None:
    op.drop_column("thread", "head_id")
    op.drop_column("turn", "parent_id")
