"""The links of invites, as the inviter copies them and as the mail brings them."""

from sqlmodel import col, select

from app import auth, db, sealing
from app.actor import Actor, Role
from app.auth import NewSession
from app.models import Letter

PASSWORD = "seven wet otters"


def token_in(text: str) -> str:
    """The token of the link in a text."""
    return text.partition("/invite?token=")[2].split()[0]


def copied_token(actor: Actor, email: str = "nina@example.test", role: Role = Role.EDITOR) -> str:
    """Invite somebody; the token of the link that the inviter sees."""
    return token_in(auth.invite(actor, email=email, role=role).link)


def letters_to(email: str) -> list[str]:
    """The texts of the letters to an address, oldest first."""
    with db.uow(Actor.system("test"), read_only=True) as unit:
        rows = unit.exec(select(Letter).where(Letter.recipient == email).order_by(col(Letter.id))).all()
    return [sealing.unseal("letter", row.text, bound_to=row.id) for row in rows]


def accept(token: str, name: str = "Nina New") -> NewSession:
    """Join as somebody new."""
    return auth.accept_invite(
        token, name=name, password=PASSWORD, address="192.0.2.7", user_agent="Firefox/1 Linux"
    )
