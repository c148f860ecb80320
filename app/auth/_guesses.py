"""The operator lets an account be tried again at once."""

from redis.exceptions import RedisError

from app import bus, db
from app.actor import Actor
from app.auth import _people, _sessions, _throttle
from app.errors import Forbidden, Unavailable


def forget_guesses(actor: Actor, email: str) -> None:
    """Stop counting the wrong passwords that were given for an e-mail address, in every web process. For the operator
    and the platform. Raises Forbidden, InvalidInput, Unavailable without Redis."""
    if not actor.is_system and (not actor.is_operator or actor.key_id):
        raise Forbidden("Only the operator may do this.")
    email = _people.clean_email(email)
    try:
        _throttle.forget_account_everywhere(email)
    except RedisError as exc:
        raise Unavailable("Redis does not answer.", what_to_do="Check REDIS_URL and the server.") from exc
    with db.uow(actor):
        bus.publish(_sessions.TOPIC, "guesses_forgotten", account=_throttle.account_tag(email))
