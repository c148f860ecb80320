"""Connections to Airtable, the bases they see, sign-ins at Airtable, and the calls that were made."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEAM_OWNED = ["call_count", "connection", "oauth_attempt", "seen_base"]


def upgrade() -> None:
    op.create_table('call_count',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('connection_id', sa.String(length=32), nullable=False),
    sa.Column('base_id', sa.String(length=17), nullable=False),
    sa.Column('feature', sa.String(length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('calls', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'connection_id', 'base_id', 'feature', 'day', name=op.f('pk_call_count'))
    )

    op.create_table('seen_base',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('base_id', sa.String(length=17), nullable=False),
    sa.Column('connection_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=300), nullable=False),
    sa.Column('permission_level', sa.String(length=16), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('team_id', 'base_id', name=op.f('pk_seen_base'))
    )
    op.create_index(op.f('ix_seen_base_connection_id'), 'seen_base', ['connection_id'], unique=False)

    op.create_table('connection',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('identity', sa.String(length=24), nullable=False),
    sa.Column('owner_id', sa.String(length=32), nullable=False),
    sa.Column('owner_email', sa.String(length=254), nullable=False),
    sa.Column('scopes', JSON, nullable=False),
    sa.Column('refused', JSON, nullable=False),
    sa.Column('plan_calls', sa.Integer(), nullable=False),
    sa.Column('created_by', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('exhausted_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lease_owner', sa.String(length=80), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_connection_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_connection'))
    )
    op.create_index(op.f('ix_connection_team_id'), 'connection', ['team_id'], unique=False)

    op.create_table('oauth_attempt',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('session_id', sa.String(length=64), nullable=False),
    sa.Column('connection_id', sa.String(length=32), nullable=False),
    sa.Column('verifier', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_oauth_attempt_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_oauth_attempt'))
    )
    op.create_index(op.f('ix_oauth_attempt_expires_at'), 'oauth_attempt', ['expires_at'], unique=False)
    op.create_index(op.f('ix_oauth_attempt_team_id'), 'oauth_attempt', ['team_id'], unique=False)
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
    op.drop_table('oauth_attempt')
    op.drop_table('connection')
    op.drop_table('seen_base')
    op.drop_table('call_count')
