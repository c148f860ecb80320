"""Change plans with their items, locks of records, and rules of approval."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEAM_OWNED = ["change_item", "change_plan", "change_rule", "record_lock"]


def upgrade() -> None:
    op.create_table('change_plan',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('door', sa.String(length=20), nullable=False),
    sa.Column('key_id', sa.String(length=32), nullable=False),
    sa.Column('connection_id', sa.String(length=32), nullable=False),
    sa.Column('base_id', sa.String(length=20), nullable=False),
    sa.Column('base_name', sa.String(length=300), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('typecast', sa.Boolean(), nullable=False),
    sa.Column('counts', JSON, nullable=False),
    sa.Column('fields', JSON, nullable=False),
    sa.Column('names', JSON, nullable=False),
    sa.Column('not_undoable', sa.String(length=500), nullable=False),
    sa.Column('idempotency_key', sa.String(length=120), nullable=True),
    sa.Column('asked_person_id', sa.String(length=32), nullable=False),
    sa.Column('decided_by', sa.String(length=32), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('run_id', sa.String(length=32), nullable=False),
    sa.Column('undo_of', sa.String(length=32), nullable=False),
    sa.Column('undone_by', sa.String(length=32), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_change_plan_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_change_plan_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_plan')),
    sa.UniqueConstraint('team_id', 'idempotency_key', name='uq_change_plan_key')
    )
    op.create_index('ix_change_plan_list', 'change_plan', ['team_id', 'status', 'id'], unique=False)
    op.create_index('ix_change_plan_person_id', 'change_plan', ['person_id'], unique=False)
    op.create_index('ix_change_plan_run_id', 'change_plan', ['run_id'], unique=False)
    op.create_index('ix_change_plan_undo_of', 'change_plan', ['undo_of'], unique=False)

    op.create_table('change_rule',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('second_person_above', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_change_rule_team_id')),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_change_rule'))
    )

    op.create_table('record_lock',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('base_id', sa.String(length=20), nullable=False),
    sa.Column('record_id', sa.String(length=20), nullable=False),
    sa.Column('step_id', SERIAL, nullable=False),
    sa.Column('until', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_record_lock_team_id')),
    sa.PrimaryKeyConstraint('team_id', 'base_id', 'record_id', name=op.f('pk_record_lock'))
    )

    op.create_table('change_item',
    sa.Column('id', SERIAL, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('plan_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('table_id', sa.String(length=20), nullable=False),
    sa.Column('table_name', sa.String(length=300), nullable=False),
    sa.Column('record_id', sa.String(length=20), nullable=False),
    sa.Column('record_name', sa.String(length=300), nullable=False),
    sa.Column('before', JSON, nullable=True),
    sa.Column('after', JSON, nullable=False),
    sa.Column('found', JSON, nullable=True),
    sa.Column('details', JSON, nullable=False),
    sa.Column('warnings', JSON, nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('batch', sa.Integer(), nullable=False),
    sa.Column('sentence', sa.String(length=1000), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['change_plan.id'], name=op.f('fk_change_item_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_change_item_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_item'))
    )
    op.create_index('ix_change_item_plan', 'change_item', ['plan_id', 'seq'], unique=False)
    op.create_index('ix_change_item_record', 'change_item', ['team_id', 'table_id', 'record_id', 'id'], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TEAM_OWNED:
            protect(table)


def protect(table: str) -> None:
    """Row-level security that binds the table's owner too: a statement without the ORM's tenant filter sees nothing."""
    mine = "(team_id = current_setting('app.team_id', true) or current_setting('app.team_id', true) = '*')"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy team_scope on {table} using {mine} with check {mine}")


def downgrade() -> None:
    op.drop_table('change_item')
    op.drop_table('record_lock')
    op.drop_table('change_rule')
    op.drop_table('change_plan')
