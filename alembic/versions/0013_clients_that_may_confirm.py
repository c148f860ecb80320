"""The client of a key may ask its person for their yes, where the owner of the key allowed that."""

import sqlalchemy as sa

from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_key", sa.Column("client_may_confirm", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("api_key", "client_may_confirm")
