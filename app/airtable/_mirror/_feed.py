"""What the webhook of a base tells: which records changed, went or came, for all mirrors of the base at once.

Payloads name records and carry cells in another form than listings do, so that changed records are read again, a
hundred a call. To read a payload twice does no harm, so several processes may follow one webhook.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select, update

from app import config, db, sealing
from app.actor import Actor
from app.airtable._mirror._changes import apply_deleted, apply_names, apply_records
from app.airtable._mirror._cursor import of_base
from app.airtable._mirror._filling import FEATURE, Source, linked_tables
from app.airtable._pages import get_records
from app.airtable._shapes import Field, Lane, Record, Table
from app.airtable._verbs import forget_schema
from app.airtable._webhooks import NewWebhook, create_webhook, delete_webhook, iter_payloads
from app.errors import ConnectionRefused, Forbidden, NotFound, UpstreamRefused
from app.models import MirroredBase, MirroredTable, utc_now
from app.telemetry import logger

ASKED_AGAIN_AFTER = timedelta(days=1)
RECORDS_AT_ONCE = 100
PING_PATH = "/api/v1/webhooks/airtable"
SEAL = MirroredBase.sealed["secret"]
log = logger(__name__)


@dataclass(frozen=True)
class Told:
    """The webhook tells everything from since on, and what it told up to now is in the mirrors."""

    since: datetime
    until: datetime


@dataclass
class Happened:
    """What payloads tell: per table the ids of records that came or changed, and of those that went."""

    changed: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    gone: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    is_schema_changed: bool = False
    is_broken: bool = False

    def read(self, payload: dict[str, Any]) -> None:
        """Adds what one payload tells; of a shape that is not known, that the webhook cannot be relied upon."""
        tables = payload.get("changedTablesById") or {}
        if payload.get("error") or not isinstance(tables, dict) or not all(map(_is_dict, tables.values())):
            self.is_broken = True
            return
        if payload.get("createdTablesById") or payload.get("destroyedTableIds"):
            self.is_schema_changed = True
        for table_id, told in tables.items():
            changed, gone = self.changed[table_id], self.gone[table_id]
            came = {*(told.get("createdRecordsById") or ()), *(told.get("changedRecordsById") or ())}
            went = set(told.get("destroyedRecordIds") or ())
            # Payloads come in the order of what happened: what went may have come back by an undo.
            changed.difference_update(went)
            changed.update(came)
            gone.difference_update(came)
            gone.update(went)
            schema = ("createdFieldsById", "changedFieldsById", "destroyedFieldIds", "changedMetadata")
            self.is_schema_changed |= any(told.get(part) for part in schema)


def _is_dict(value: object) -> bool:
    return isinstance(value, dict)


def follow(actor: Actor, source: Source, *, lane: Lane) -> Told | None:
    """Applies what the base's webhook has told since the last time; None when there is no webhook to rely upon.

    One is made in the bulk lane, where the credential may. Raises what asking the service raises.
    """
    base = _opened(actor, source)
    if not base.webhook_id and not (lane == "bulk" and _made(actor, source, base)):
        return None
    began = utc_now()
    try:
        is_all = _read(actor, source, base, lane)
    except (NotFound, ConnectionRefused, Forbidden, UpstreamRefused) as error:
        log.warning("mirror_webhook_lost", base_id=source.base_id, code=error.code)
        _change(actor, base, webhook_id="", since=None)
        return None
    if base.since is None:
        return None
    if is_all:
        _mark(actor, source, base.since, began)
    return Told(base.since, began)


def _read(actor: Actor, source: Source, base: MirroredBase, lane: Lane) -> bool:
    """Applies all payloads from the cursor on; False when somebody else moved the cursor meanwhile, and what it told is
    told again the next time. Raises UpstreamRefused for a payload that is not understood."""
    place = (source.connection, source.base_id, base.webhook_id, base.cursor)
    for page in iter_payloads(*place, lane=lane, feature=FEATURE):
        happened = Happened()
        for payload in page.payloads:
            happened.read(payload)
        if happened.is_broken:
            raise UpstreamRefused("A payload of the webhook was not understood.")
        _apply(actor, source, happened, lane)
        if not _change(actor, base, cursor=page.cursor):
            return False
        base.cursor = page.cursor
    return True


def _opened(actor: Actor, source: Source) -> MirroredBase:
    identity, base_id = source.connection.identity, source.base_id
    found = select(MirroredBase).where(*of_base(identity, base_id))
    with db.uow(actor, read_only=True) as session:
        row = session.exec(found).first()
    if row is not None:
        return row
    try:
        with db.uow(actor) as session:
            row = MirroredBase(team_id=actor.team_id, identity=identity, base_id=base_id)
            session.add(row)
            return row
    except IntegrityError:
        # Another process made it between our look and our insert.
        with db.uow(actor, read_only=True) as session:
            return session.exec(found).one()


def _made(actor: Actor, source: Source, base: MirroredBase) -> bool:
    """Whether there is a webhook now; one that was refused is not asked for again for a day."""
    now = utc_now()
    if base.refused_until is not None and base.refused_until > now:
        return False
    try:
        made, is_pinging = _asked_for(source)
    except (ConnectionRefused, Forbidden, NotFound, UpstreamRefused) as error:
        log.info("mirror_webhook_refused", base_id=source.base_id, code=error.code)
        _change(actor, base, refused_until=now + ASKED_AGAIN_AFTER)
        return False
    secret = sealing.seal(SEAL, made.secret, bound_to=base.id) if is_pinging else ""
    if not _change(actor, base, webhook_id=made.id, secret=secret, cursor=1, since=now):
        # Another process has made one in this moment, and a base has room for ten.
        delete_webhook(source.connection, source.base_id, made.id, lane="bulk", feature=FEATURE)
        return False
    base.webhook_id, base.cursor, base.since = made.id, 1, now
    return True


def _asked_for(source: Source) -> tuple[NewWebhook, bool]:
    """A new webhook, and whether it sends pings: only to an address that the service can reach."""
    place = config.settings().url
    options: dict[str, Any] = {"lane": "bulk", "feature": FEATURE}
    if urlsplit(place).scheme == "https":
        address = f"{place}{PING_PATH}"
        try:
            return create_webhook(
                source.connection, source.base_id, notification_url=address, **options
            ), True
        except UpstreamRefused as error:
            # Payloads can be asked for without pings too.
            log.info("mirror_pings_refused", base_id=source.base_id, reason=error.what_happened)
    return create_webhook(source.connection, source.base_id, **options), False


def _change(actor: Actor, base: MirroredBase, **values: Any) -> bool:
    """Changes the row unless somebody else has changed webhook or cursor since it was read."""
    with db.uow(actor) as session:
        changed = session.exec(
            update(MirroredBase)
            .where(
                col(MirroredBase.id) == base.id,
                col(MirroredBase.webhook_id) == base.webhook_id,
                col(MirroredBase.cursor) == base.cursor,
            )
            .values(**values)
        )
        return bool(changed.rowcount)


def _apply(actor: Actor, source: Source, happened: Happened, lane: Lane) -> None:
    if happened.is_schema_changed:
        forget_schema(source.base_id)
    mirrors = _mirrors(actor, source)
    linked = {found.id for other in source.tables for found, _ in linked_tables(other, source.tables)}
    for table in source.tables:
        if table.id not in mirrors and table.id not in linked:
            continue
        changed = sorted(happened.changed.get(table.id, ()))
        gone = set(happened.gone.get(table.id, ()))
        for start in range(0, len(changed), RECORDS_AT_ONCE):
            ids = changed[start : start + RECORDS_AT_ONCE]
            found = _read_again(source, mirrors, table, ids, lane)
            gone |= set(ids) - {record.id for record in found}
            _bring(actor, source, mirrors, table, found)
        if table.id in mirrors:
            apply_deleted(actor, mirrors[table.id], sorted(gone))


def _read_again(
    source: Source, mirrors: dict[str, str], table: Table, ids: list[str], lane: Lane
) -> tuple[Record, ...]:
    """These records as they are now; only their names when their own table has no mirror."""
    wanted = None if table.id in mirrors else [table.primary_field_id]
    place = (source.connection, source.base_id, table.id)
    return get_records(*place, ids, fields=wanted, lane=lane, feature=FEATURE)


def _bring(
    actor: Actor, source: Source, mirrors: dict[str, str], table: Table, records: tuple[Record, ...]
) -> None:
    """Records into the mirror of their table, and their names into those whose records link to them."""
    if table.id in mirrors:
        apply_records(actor, mirrors[table.id], records)
    for mirror_id, primary in _linking_to(table, source.tables, mirrors):
        apply_names(actor, mirror_id, records, primary)


def tell_names(actor: Actor, source: Source, records: Sequence[Record]) -> None:
    """What records of the source's table are called now, to the mirrors of those that link to them."""
    for mirror_id, primary in _linking_to(source.table, source.tables, _mirrors(actor, source)):
        apply_names(actor, mirror_id, records, primary)


def _linking_to(
    table: Table, tables: tuple[Table, ...], mirrors: dict[str, str]
) -> Iterator[tuple[str, Field]]:
    """The mirrors whose records link to this table, with its primary field."""
    for other in tables:
        for found, primary in linked_tables(other, tables) if other.id in mirrors else ():
            if found.id == table.id:
                yield mirrors[other.id], primary


def _mirrors(actor: Actor, source: Source) -> dict[str, str]:
    """The mirrors of the base for this credential, by table."""
    with db.uow(actor, read_only=True) as session:
        rows = session.exec(select(MirroredTable.table_id, MirroredTable.id).where(*_of_source(source))).all()
        return dict(rows)


def _of_source(source: Source) -> list[Any]:
    return [
        MirroredTable.identity == source.connection.identity,
        MirroredTable.base_id == source.base_id,
    ]


def _mark(actor: Actor, source: Source, since: datetime, until: datetime) -> None:
    """Everything up to now is known of the mirrors that the webhook has told everything."""
    with db.uow(actor) as session:
        session.exec(
            update(MirroredTable)
            .where(
                *_of_source(source),
                col(MirroredTable.checked_at) >= since,
                col(MirroredTable.listed_at) >= since,
                col(MirroredTable.checked_at) < until,
            )
            .values(checked_at=until, listed_at=until)
        )
