"""Sagas: definitions, runs, steps, events, schedules."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEAM_OWNED = ["saga_definition", "saga_event", "saga_run", "saga_schedule", "saga_step"]


def upgrade() -> None:
    op.create_table('saga_definition',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('body', JSON, nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saga_definition_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saga_definition')),
    sa.UniqueConstraint('team_id', 'name', 'version', name='uq_saga_definition')
    )

    op.create_table('saga_schedule',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('rhythm', sa.String(length=120), nullable=False),
    sa.Column('time_zone', sa.String(length=60), nullable=False),
    sa.Column('misfire', sa.String(length=8), nullable=False),
    sa.Column('steps', JSON, nullable=False),
    sa.Column('input', JSON, nullable=False),
    sa.Column('is_enabled', sa.Boolean(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saga_schedule_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saga_schedule_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saga_schedule')),
    sa.UniqueConstraint('team_id', 'name', name='uq_saga_schedule')
    )
    op.create_index('ix_saga_schedule_due', 'saga_schedule', ['is_enabled', 'next_at'], unique=False)
    op.create_index('ix_saga_schedule_person_id', 'saga_schedule', ['person_id'], unique=False)

    op.create_table('saga_run',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('door', sa.String(length=20), nullable=False),
    sa.Column('definition_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('attention', sa.String(length=16), nullable=False),
    sa.Column('reason', sa.String(length=1000), nullable=False),
    sa.Column('input', JSON, nullable=False),
    sa.Column('idempotency_key', sa.String(length=120), nullable=True),
    sa.Column('cancel_requested', sa.Boolean(), nullable=False),
    sa.Column('pause_requested', sa.Boolean(), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_counter', sa.Integer(), nullable=False),
    sa.Column('queue', sa.String(length=20), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('concurrency_key', sa.String(length=120), nullable=False),
    sa.Column('rate_key', sa.String(length=120), nullable=False),
    sa.Column('parent_step_id', sa.BigInteger(), nullable=True),
    sa.Column('subject_kind', sa.String(length=20), nullable=False),
    sa.Column('subject_id', sa.String(length=32), nullable=False),
    sa.Column('dispatched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('dispatch_no', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['definition_id'], ['saga_definition.id'], name=op.f('fk_saga_run_definition_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saga_run_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saga_run_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saga_run')),
    sa.UniqueConstraint('team_id', 'idempotency_key', name='uq_saga_run_key')
    )
    op.create_index('ix_saga_run_concurrency', 'saga_run', ['team_id', 'concurrency_key', 'id'], unique=False)
    op.create_index('ix_saga_run_finished_at', 'saga_run', ['finished_at'], unique=False)
    op.create_index('ix_saga_run_list', 'saga_run', ['team_id', 'id'], unique=False)
    op.create_index('ix_saga_run_person_id', 'saga_run', ['person_id'], unique=False)
    op.create_index('ix_saga_run_status', 'saga_run', ['status', 'deadline_at'], unique=False)
    op.create_index('ix_saga_run_subject', 'saga_run', ['team_id', 'subject_kind', 'subject_id'], unique=False)

    op.create_table('saga_event',
    sa.Column('id', SERIAL, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('run_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=True),
    sa.Column('phase', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=24), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('owner', sa.String(length=80), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['run_id'], ['saga_run.id'], name=op.f('fk_saga_event_run_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saga_event_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saga_event'))
    )
    op.create_index('ix_saga_event_run', 'saga_event', ['run_id', 'id'], unique=False)
    op.create_index('ix_saga_event_team_id', 'saga_event', ['team_id'], unique=False)

    op.create_table('saga_step',
    sa.Column('id', SERIAL, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('run_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('phase', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('handler', sa.String(length=80), nullable=False),
    sa.Column('undo', sa.String(length=80), nullable=False),
    sa.Column('params', JSON, nullable=False),
    sa.Column('deps', JSON, nullable=False),
    sa.Column('deps_left', sa.Integer(), nullable=False),
    sa.Column('successors', JSON, nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('blocked_on', sa.String(length=16), nullable=False),
    sa.Column('wait_key', sa.String(length=120), nullable=False),
    sa.Column('wait_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('attempt', sa.Integer(), nullable=False),
    sa.Column('max_attempts', sa.Integer(), nullable=False),
    sa.Column('retry', JSON, nullable=False),
    sa.Column('timeout_seconds', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('lease_owner', sa.String(length=80), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('run_after', sa.DateTime(timezone=True), nullable=False),
    sa.Column('effect', sa.String(length=8), nullable=False),
    sa.Column('pre_image', JSON, nullable=True),
    sa.Column('result', JSON, nullable=True),
    sa.Column('error', sa.String(length=1000), nullable=False),
    sa.Column('done_seq', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['run_id'], ['saga_run.id'], name=op.f('fk_saga_step_run_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saga_step_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saga_step')),
    sa.UniqueConstraint('run_id', 'phase', 'seq', name='uq_saga_step')
    )
    op.create_index('ix_saga_step_lease', 'saga_step', ['status', 'lease_until'], unique=False)
    op.create_index('ix_saga_step_ready', 'saga_step', ['status', 'run_after'], unique=False)
    op.create_index('ix_saga_step_team_id', 'saga_step', ['team_id'], unique=False)
    op.create_index('ix_saga_step_wait_key', 'saga_step', ['wait_key'], unique=False)
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
    op.drop_table('saga_step')
    op.drop_table('saga_event')
    op.drop_table('saga_run')
    op.drop_table('saga_schedule')
    op.drop_table('saga_definition')
