"""Alembic's entry: the connection comes from app.db.migrate, or from the settings when run by hand."""

from alembic import context
from sqlmodel import SQLModel

from app import db, models

assert models.team_owned()  # The import fills the metadata.


def run(connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
        transaction_per_migration=True,
    )
    if not is_sqlite:
        connection.exec_driver_sql("set lock_timeout = '5s'")
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with db.engine().connect() as opened:
        run(opened)
        opened.commit()
