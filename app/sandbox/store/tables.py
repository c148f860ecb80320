"""The tables of the sandbox's own database, the same on SQLite and PostgreSQL."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
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
