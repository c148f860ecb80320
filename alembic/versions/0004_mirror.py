"""Mirrors of Airtable tables with what they saw change, and saved views."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
CODE_POINT_TEXT = sa.String().with_variant(sa.String(collation="C"), "postgresql")
SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TEAM_OWNED = [
    "mirror_change", "mirror_document", "mirror_generation", "mirror_name", "mirror_row", "mirrored_base",
    "mirrored_table", "saved_view",
]


def upgrade() -> None:
    op.create_table('mirrored_table',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('identity', sa.String(length=64), nullable=False),
    sa.Column('base_id', sa.String(length=20), nullable=False),
    sa.Column('table_id', sa.String(length=20), nullable=False),
    sa.Column('generation', sa.BigInteger(), nullable=True),
    sa.Column('row_count', sa.Integer(), nullable=False),
    sa.Column('fields', JSON, nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('checked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('listed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_mirrored_table_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mirrored_table')),
    sa.UniqueConstraint('team_id', 'identity', 'base_id', 'table_id', name='uq_mirrored_table')
    )
    op.create_index('ix_mirrored_table_used_at', 'mirrored_table', ['used_at'], unique=False)

    op.create_table('mirrored_base',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('identity', sa.String(length=64), nullable=False),
    sa.Column('base_id', sa.String(length=20), nullable=False),
    sa.Column('webhook_id', sa.String(length=20), nullable=False),
    sa.Column('secret', sa.String(), nullable=False),
    sa.Column('pinged_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_mirrored_base_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mirrored_base')),
    sa.UniqueConstraint('team_id', 'identity', 'base_id', name='uq_mirrored_base')
    )
    op.create_index('ix_mirrored_base_webhook_id', 'mirrored_base', ['webhook_id'], unique=False)

    op.create_table('mirror_generation',
    sa.Column('id', SERIAL, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('mirror_id', sa.String(length=32), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('fields', JSON, nullable=False),
    sa.Column('stage', sa.Integer(), nullable=False),
    sa.Column('position', sa.String(length=200), nullable=False),
    sa.Column('cursor', sa.Integer(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['mirror_id'], ['mirrored_table.id'], name=op.f('fk_mirror_generation_mirror_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_mirror_generation_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mirror_generation')),
    sqlite_autoincrement=True
    )
    op.create_index('ix_mirror_generation_mirror_id', 'mirror_generation', ['mirror_id'], unique=False)
    op.create_index('ix_mirror_generation_team_id', 'mirror_generation', ['team_id'], unique=False)

    op.create_table('mirror_row',
    sa.Column('generation', sa.BigInteger(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('record_id', CODE_POINT_TEXT, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    *(sa.Column(f'n{slot}', sa.Float(), nullable=True) for slot in range(16)),
    *(sa.Column(f'i{slot}', sa.BigInteger(), nullable=True) for slot in range(6)),
    *(sa.Column(f't{slot}', CODE_POINT_TEXT, nullable=True) for slot in range(20)),
    sa.PrimaryKeyConstraint('generation', 'part', 'record_id', name=op.f('pk_mirror_row'))
    )

    op.create_table('mirror_document',
    sa.Column('generation', sa.BigInteger(), nullable=False),
    sa.Column('record_id', CODE_POINT_TEXT, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', CODE_POINT_TEXT, nullable=False),
    sa.Column('cells', JSON, nullable=False),
    sa.PrimaryKeyConstraint('generation', 'record_id', name=op.f('pk_mirror_document'))
    )

    op.create_table('mirror_name',
    sa.Column('generation', sa.BigInteger(), nullable=False),
    sa.Column('record_id', CODE_POINT_TEXT, nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('generation', 'record_id', name=op.f('pk_mirror_name'))
    )

    op.create_table('mirror_change',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('mirror_id', sa.String(length=32), nullable=False),
    sa.Column('record_id', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('before', JSON, nullable=False),
    sa.Column('after', JSON, nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['mirror_id'], ['mirrored_table.id'], name=op.f('fk_mirror_change_mirror_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_mirror_change_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mirror_change'))
    )
    op.create_index('ix_mirror_change_record', 'mirror_change', ['mirror_id', 'record_id', 'id'], unique=False)
    op.create_index('ix_mirror_change_seen_at', 'mirror_change', ['seen_at'], unique=False)
    op.create_index('ix_mirror_change_team_id', 'mirror_change', ['team_id'], unique=False)

    op.create_table('saved_view',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('base_id', sa.String(length=20), nullable=False),
    sa.Column('table_id', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('is_shared', sa.Boolean(), nullable=False),
    sa.Column('definition', JSON, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_saved_view_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_saved_view_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view'))
    )
    op.create_index('ix_saved_view_person_id', 'saved_view', ['person_id'], unique=False)
    op.create_index('ix_saved_view_table', 'saved_view', ['team_id', 'base_id', 'table_id'], unique=False)
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
    op.drop_table('saved_view')
    op.drop_table('mirror_change')
    op.drop_table('mirror_name')
    op.drop_table('mirror_document')
    op.drop_table('mirror_row')
    op.drop_table('mirror_generation')
    op.drop_table('mirrored_base')
    op.drop_table('mirrored_table')
