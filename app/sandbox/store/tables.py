"""The tables of the sandbox's own database, the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

METADATA = MetaData()

# Ids are compared byte by byte, as SQLite does by itself.
_ID = String(64).with_variant(String(64, collation="C"), "postgresql")

SEEDING = Table("seeding", METADATA, Column("name", String(400), primary_key=True))

WORKSPACE = Table(
    "workspace", METADATA, Column("id", _ID, primary_key=True), Column("name", Text, nullable=False)
)

PERSON = Table(
    "person",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
)

# Tokens are kept as SHA-256 digests. bases: a JSON list of ids; null means every base.
TOKEN = Table(
    "token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("person_id", _ID, ForeignKey("person.id"), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("bases", Text),
)

# schema_version changes with tables, fields and choices; transaction_number counts all changes.
BASE = Table(
    "base",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("name", Text, nullable=False),
    Column("workspace_id", _ID, nullable=False),
    Column("created_time", String(24), nullable=False),
    Column("permission", String(10), nullable=False),
    Column("permissions", Text, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("schema_version", BigInteger, nullable=False),
    Column("transaction_number", Integer, nullable=False),
)

# definition: the table as JSON, as the meta API shows it, with what only the sandbox knows beside it.
BASE_TABLE = Table(
    "base_table",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("base_id", _ID, ForeignKey("base.id"), nullable=False),
    Column("rank", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("last_number", BigInteger, nullable=False),
    Index("base_table_by_base", "base_id", "rank"),
)

# cells: the stored cells as JSON, keyed by field id. touched: field id -> [time, person], of cells that were changed
# after the record was made. number: the order in which the records of a table were made, never used twice.
RECORD = Table(
    "record",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("table_id", _ID, ForeignKey("base_table.id"), nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("created_time", String(24), nullable=False),
    Column("created_by", _ID, nullable=False),
    Column("touched", Text, nullable=False),
    Column("cells", Text, nullable=False),
    Index("record_by_id", "table_id", "id", unique=True),
    UniqueConstraint("table_id", "number", name="record_by_number"),
    sqlite_with_rowid=False,
)

# The bytes of uploaded attachments, under the id of the first attachment that held them.
FILE = Table(
    "file",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("type", String(400), nullable=False),
    Column("content", LargeBinary, nullable=False),
)

COMMENT = Table(
    "comment",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("record_id", _ID, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("author_id", _ID, nullable=False),
    Column("text", Text, nullable=False),
    Column("created_time", String(24), nullable=False),
    Column("updated_time", String(24)),
    Column("parent_id", _ID),
    UniqueConstraint("record_id", "number", name="comment_by_number"),
)

# Secrets, codes and tokens are kept as SHA-256 digests; expires: seconds since 1970.
OAUTH_CLIENT = Table(
    "oauth_client",
    METADATA,
    Column("id", String(200), primary_key=True),
    Column("name", Text, nullable=False),
    Column("secret_digest", String(64), nullable=False),
    Column("redirect_uris", Text, nullable=False),
    Column("scopes", Text, nullable=False),
)

OAUTH_GRANT = Table(
    "oauth_grant",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("client_id", String(200), nullable=False),
    Column("person_id", _ID, ForeignKey("person.id"), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("bases", Text),
    Column("is_revoked", Boolean, nullable=False),
)

OAUTH_CODE = Table(
    "oauth_code",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("grant_id", _ID, ForeignKey("oauth_grant.id"), nullable=False),
    Column("redirect_uri", Text, nullable=False),
    Column("challenge", String(64), nullable=False),
    Column("expires", Double, nullable=False),
    Column("is_used", Boolean, nullable=False),
)

# Refresh tokens that were used stay, so that a second use is noticed. token_scopes: may be fewer than the grant's.
OAUTH_TOKEN = Table(
    "oauth_token",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("grant_id", _ID, ForeignKey("oauth_grant.id"), nullable=False),
    Column("token_scopes", Text, nullable=False),
    Column("is_refresh", Boolean, nullable=False),
    Column("expires", Double, nullable=False),
    Column("is_used", Boolean, nullable=False),
    Index("oauth_token_by_grant", "grant_id"),
)

# secret: as it was handed out, because pings are signed with it. ping_due: when the next ping is to be sent, null for
# none; ping_tries: how often this one failed. Times are seconds since 1970.
WEBHOOK = Table(
    "webhook",
    METADATA,
    Column("id", _ID, primary_key=True),
    Column("base_id", _ID, ForeignKey("base.id"), nullable=False),
    Column("client_id", String(200), nullable=False),
    Column("notification_url", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("specification", Text, nullable=False),
    Column("is_notifying", Boolean, nullable=False),
    Column("next_number", BigInteger, nullable=False),
    Column("expires", Double, nullable=False),
    Column("last_success", String(24)),
    Column("last_result", Text),
    Column("ping_due", Double, index=True),
    Column("ping_tries", Integer, nullable=False),
    Index("webhook_by_base", "base_id"),
)

WEBHOOK_PAYLOAD = Table(
    "webhook_payload",
    METADATA,
    Column("webhook_id", _ID, ForeignKey("webhook.id"), primary_key=True),
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("made", Double, nullable=False),
    Column("content", Text, nullable=False),
)
