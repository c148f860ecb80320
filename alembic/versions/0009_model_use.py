"""Requests to language models, and what may be spent on them."""

import sqlalchemy as sa

from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

TEAM_OWNED = ["model_call", "model_budget"]


def upgrade() -> None:
    op.create_table('model_call',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('turn_id', sa.String(length=32), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('asked_for', sa.String(length=120), nullable=False),
    sa.Column('served_by', sa.String(length=120), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('fresh', sa.Integer(), nullable=False),
    sa.Column('cached', sa.Integer(), nullable=False),
    sa.Column('output', sa.Integer(), nullable=False),
    sa.Column('thinking', sa.Integer(), nullable=False),
    sa.Column('nanodollars', sa.BigInteger(), nullable=True),
    sa.Column('priced_as_of', sa.Date(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_model_call_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_model_call'))
    )
    op.create_index('ix_model_call_team', 'model_call', ['team_id', 'started_at'], unique=False)
    op.create_index('ix_model_call_person', 'model_call', ['team_id', 'person_id', 'started_at'], unique=False)
    op.create_index('ix_model_call_turn_id', 'model_call', ['turn_id'], unique=False)

    op.create_table('model_budget',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('turn_cents', sa.Integer(), nullable=True),
    sa.Column('person_day_cents', sa.Integer(), nullable=True),
    sa.Column('team_month_cents', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_model_budget_team_id')),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_model_budget'))
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in TEAM_OWNED:
            protect(table)


def downgrade() -> None:
    op.drop_table('model_budget')
    op.drop_table('model_call')


def protect(table: str) -> None:
    """Row-level security that binds the table's owner too: a statement without the ORM's tenant filter sees nothing."""
    mine = "(team_id = current_setting('app.team_id', true) or current_setting('app.team_id', true) = '*')"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy team_scope on {table} using {mine} with check {mine}")
