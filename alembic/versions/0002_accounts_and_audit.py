"""Invites, API keys, refresh and one-time tokens, letters, idempotent requests, and the audit."""

import sqlalchemy as sa

from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
TEAM_OWNED = ["api_key", "audit_chain", "audit_event", "invite"]
# Sessions of before gave their password at some time that nobody wrote down, so it is asked for again.
LONG_AGO = "1970-01-01 00:00:00"
ONLY_ADDED = "Audit events are only added."


def upgrade() -> None:
    op.create_table('audit_chain',
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('team_id', name=op.f('pk_audit_chain'))
    )
    op.create_table('audit_event',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('act', sa.String(length=40), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('door', sa.String(length=40), nullable=False),
    sa.Column('request_id', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.String(length=64), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('personal', JSON, nullable=True),
    sa.Column('personal_digest', sa.String(length=64), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_event'))
    )
    op.create_index('ix_audit_event_chain', 'audit_event', ['team_id', 'seq'], unique=True)
    op.create_index('ix_audit_event_person', 'audit_event', ['person_id'], unique=False)
    op.create_index('ix_audit_event_subject', 'audit_event', ['subject_id'], unique=False)

    op.create_table('idempotent_request',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('request_hash', sa.String(length=64), nullable=False),
    sa.Column('status', sa.Integer(), nullable=False),
    sa.Column('content_type', sa.String(length=80), nullable=False),
    sa.Column('reply', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotent_request'))
    )
    op.create_index(op.f('ix_idempotent_request_created_at'), 'idempotent_request', ['created_at'], unique=False)

    op.create_table('letter',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('recipient', sa.String(length=254), nullable=False),
    sa.Column('subject', sa.String(length=200), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('status', sa.String(length=16), nullable=False),
    sa.Column('error', sa.String(length=300), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter'))
    )
    op.create_index(op.f('ix_letter_created_at'), 'letter', ['created_at'], unique=False)

    op.create_table('api_key',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('hint', sa.String(length=16), nullable=False),
    sa.Column('scope', sa.String(length=16), nullable=False),
    sa.Column('writes_need_approval', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_api_key_person_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_api_key_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_key')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_api_key_key_hash'))
    )
    op.create_index(op.f('ix_api_key_person_id'), 'api_key', ['person_id'], unique=False)
    op.create_index(op.f('ix_api_key_team_id'), 'api_key', ['team_id'], unique=False)

    op.create_table('invite',
    sa.Column('id', sa.String(length=32), nullable=False),
    sa.Column('team_id', sa.String(length=32), nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('invited_by', sa.String(length=32), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['invited_by'], ['person.id'], name=op.f('fk_invite_invited_by')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_invite_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_invite')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_invite_token_hash'))
    )
    op.create_index(op.f('ix_invite_expires_at'), 'invite', ['expires_at'], unique=False)
    op.create_index(op.f('ix_invite_invited_by'), 'invite', ['invited_by'], unique=False)
    op.create_index(op.f('ix_invite_team_id'), 'invite', ['team_id'], unique=False)

    op.create_table('one_time_token',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.String(length=20), nullable=False),
    sa.Column('person_id', sa.String(length=32), nullable=True),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('facts', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_one_time_token_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_token'))
    )
    op.create_index(op.f('ix_one_time_token_email'), 'one_time_token', ['email'], unique=False)
    op.create_index(op.f('ix_one_time_token_expires_at'), 'one_time_token', ['expires_at'], unique=False)
    op.create_index(op.f('ix_one_time_token_person_id'), 'one_time_token', ['person_id'], unique=False)

    op.create_table('refresh_token',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('session_id', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('successor', sa.String(length=500), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['session.id'], name=op.f('fk_refresh_token_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_refresh_token'))
    )
    op.create_index(op.f('ix_refresh_token_expires_at'), 'refresh_token', ['expires_at'], unique=False)
    op.create_index(op.f('ix_refresh_token_session_id'), 'refresh_token', ['session_id'], unique=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_operator', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('email_verified_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('password_changed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=16), nullable=False, server_default='browser'))
        batch_op.add_column(sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO))
        batch_op.create_index(batch_op.f('ix_session_team_id'), ['team_id'], unique=False)

    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.add_column(sa.Column('exported_at', sa.DateTime(timezone=True), nullable=True))

    # Who owned a team until now has run the installation.
    op.execute("update person set is_operator = true where id in (select person_id from membership where role = 'owner')")
    if op.get_bind().dialect.name == "postgresql":
        for table in TEAM_OWNED:
            protect(table)
        only_add_on_postgresql()
    else:
        only_add_on_sqlite()


def protect(table: str) -> None:
    """Row-level security that binds the table's owner too: a statement without the ORM's tenant filter sees nothing."""
    mine = "(team_id = current_setting('app.team_id', true) or current_setting('app.team_id', true) = '*')"
    op.execute(f"alter table {table} enable row level security")
    op.execute(f"alter table {table} force row level security")
    op.execute(f"create policy team_scope on {table} using {mine} with check {mine}")


def only_add_on_postgresql() -> None:
    """Nobody changes or deletes an audit event; `personal` can be emptied, and nothing else."""
    op.execute(f"""
        create function audit_event_is_only_added() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' and new.personal is null
                and to_jsonb(new) - 'personal' = to_jsonb(old) - 'personal' then
                return new;
            end if;
            raise exception '{ONLY_ADDED}';
        end $$""")
    op.execute("""
        create trigger audit_event_only_added before update or delete on audit_event
        for each row execute function audit_event_is_only_added()""")
    op.execute("""
        create trigger audit_event_not_emptied before truncate on audit_event
        for each statement execute function audit_event_is_only_added()""")


def only_add_on_sqlite() -> None:
    """As on PostgreSQL."""
    same = " and ".join(
        f"new.{column} is old.{column}"
        for column in (
            "id", "team_id", "seq", "at", "act", "person_id", "door", "request_id", "subject_id", "facts",
            "personal_digest", "previous", "digest",
        )
    )
    op.execute(f"""
        create trigger audit_event_only_added before update on audit_event
        when not (new.personal is null and {same})
        begin select raise(abort, '{ONLY_ADDED}'); end""")
    op.execute(f"""
        create trigger audit_event_not_deleted before delete on audit_event
        begin select raise(abort, '{ONLY_ADDED}'); end""")


def downgrade() -> None:
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_column('exported_at')

    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_team_id'))
        batch_op.drop_column('confirmed_at')
        batch_op.drop_column('kind')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_column('erased_at')
        batch_op.drop_column('password_changed_at')
        batch_op.drop_column('email_verified_at')
        batch_op.drop_column('is_operator')
    op.drop_table('refresh_token')
    op.drop_table('one_time_token')
    op.drop_table('invite')
    op.drop_table('api_key')
    op.drop_table('letter')
    op.drop_table('idempotent_request')
    op.drop_table('audit_event')
    op.drop_table('audit_chain')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function audit_event_is_only_added()")
