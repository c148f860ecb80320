"""Threads that are shared, prompts of a team, files of questions, and results that are read on in."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TEAM_OWNED = ["shared_thread", "prompt", "prompt_version", "chat_file", "kept_result"]
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('shared_thread',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('thread_id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('messages', JSON, nullable=False),
    sa.Column('shared_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['thread_id'], ['thread.id'], name=op.f('fk_shared_thread_thread_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_shared_thread_team_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_shared_thread_person_id')),
    sa.UniqueConstraint('thread_id', name='uq_shared_thread_thread'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shared_thread'))
    )
    op.create_index('ix_shared_thread_person_id', 'shared_thread', ['person_id'], unique=False)
    op.create_table('prompt',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_prompt_team_id')),
    sa.UniqueConstraint('team_id', 'title', name='uq_prompt_title'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prompt'))
    )
    op.create_table('prompt_version',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('prompt_id', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('author', sa.String(length=200), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_prompt_version_team_id')),
    sa.ForeignKeyConstraint(['prompt_id'], ['prompt.id'], name=op.f('fk_prompt_version_prompt_id'), ondelete='CASCADE'),
    sa.UniqueConstraint('prompt_id', 'number', name='uq_prompt_version_number'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prompt_version'))
    )
    op.create_table('chat_file',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('turn_id', sa.String(length=32), nullable=True),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('media_type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_chat_file_team_id')),
    sa.ForeignKeyConstraint(['turn_id'], ['turn.id'], name=op.f('fk_chat_file_turn_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_chat_file_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat_file'))
    )
    op.create_index('ix_chat_file_person_id', 'chat_file', ['person_id'], unique=False)
    op.create_index('ix_chat_file_waiting', 'chat_file', ['turn_id', 'created_at'], unique=False)
    op.create_table('kept_result',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('key_id', sa.String(length=32), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('rows', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_kept_result_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_kept_result_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_result'))
    )
    op.create_index('ix_kept_result_person_id', 'kept_result', ['person_id'], unique=False)
    op.create_index('ix_kept_result_created_at', 'kept_result', ['created_at'], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table in TEAM_OWNED:
            protect(table)


def downgrade() -> None:
    for table in ("kept_result", "chat_file", "prompt_version", "prompt", "shared_thread"):
        op.drop_table(table)


def protect(table: str) -> None:
    """Row-level security that binds the table's owner too: a statement without the ORM's tenant filter sees nothing."""
    mine = "(team_id = current_setting('app.team_id', true) or current_setting('app.team_id', true) = '*')"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy team_scope on {table} using {mine} with check {mine}")
