"""What a new password, a disabled and an erased account end: everything that lets the person in."""

from collections.abc import Callable

from sqlmodel import Session as Unit
from sqlmodel import col, delete, select, update

from app import models
from app.auth._sessions import publish_change
from app.models import ApiKey, OneTimeToken, RefreshToken, Row, Session, utc_now


def end_everything(unit: Unit, person_id: str, *, with_keys: bool = True) -> None:
    """Inside the platform's unit of work: end what lets a person in, in every table of credentials, and close their
    open tabs. API keys are left with `with_keys=False`."""
    for table in models.credentials():
        if with_keys or table is not ApiKey:
            _ENDS[table](unit, person_id)
    publish_change(person_id)


def _sessions(unit: Unit, person_id: str) -> None:
    unit.exec(
        update(Session)
        .where(col(Session.person_id) == person_id, col(Session.revoked_at).is_(None))
        .values(revoked_at=utc_now())
    )


def _refresh_tokens(unit: Unit, person_id: str) -> None:
    mine = select(Session.id).where(Session.person_id == person_id)
    unit.exec(delete(RefreshToken).where(col(RefreshToken.session_id).in_(mine)))


def _one_time_tokens(unit: Unit, person_id: str) -> None:
    unit.exec(
        update(OneTimeToken)
        .where(col(OneTimeToken.person_id) == person_id, col(OneTimeToken.used_at).is_(None))
        .values(used_at=utc_now())
    )


def _api_keys(unit: Unit, person_id: str) -> None:
    unit.exec(
        update(ApiKey)
        .where(col(ApiKey.person_id) == person_id, col(ApiKey.revoked_at).is_(None))
        .values(revoked_at=utc_now())
    )


# A table of credentials that is missing here fails at the first new password, and in a test before.
_ENDS: dict[type[Row], Callable[[Unit, str], None]] = {
    ApiKey: _api_keys,
    OneTimeToken: _one_time_tokens,
    RefreshToken: _refresh_tokens,
    Session: _sessions,
}
