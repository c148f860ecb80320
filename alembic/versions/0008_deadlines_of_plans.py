"""Plans whose time is up are found by an index."""

from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_change_plan_deadline', 'change_plan', ['status', 'deadline_at'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_change_plan_deadline', table_name='change_plan')
