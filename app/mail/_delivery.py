"""Handing a letter to the mail server of PLATFORM_SMTP_URL; without one it is kept for the operator."""

import smtplib
import ssl
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import SplitResult, unquote, urlsplit

from app import config, db
from app.actor import Actor
from app.errors import Forbidden, Unavailable
from app.mail._letters import text_of
from app.models import Letter, utc_now
from app.telemetry import logger

SECONDS = 15.0
# Younger letters are tried again; in older ones a link would be dead.
GIVE_UP = timedelta(minutes=30)
PORTS = {"smtp": 587, "smtps": 465}
SENDER_NAME = "PyAirtable Platform"
log = logger(__name__)


class _Refused(Exception):
    """The mail server will not take this letter, now or later."""


def deliver(actor: Actor, letter_id: str) -> None:
    """Send a letter that waits. Nothing happens when it was sent, kept or deleted before; its Message-ID stays the
    same, so that a letter that a mail server got twice is one letter. Only the platform may. Raises Unavailable."""
    if not actor.is_system:
        raise Forbidden("Only the platform sends letters.")
    db.assert_no_open_uow()
    with db.uow(actor, read_only=True) as unit:
        letter = unit.get(Letter, letter_id)
    if letter is None or letter.status != "waiting":
        return
    server = urlsplit(config.settings().smtp_url.get_secret_value())
    if not server.scheme:
        _end(actor, letter, "kept", text=letter.text)
        # The text holds a link, and a log is read by many: `pyairtable-platform letters` prints it.
        log.info("letter_kept", letter_id=letter.id, subject=letter.subject)
        return
    try:
        _hand_over(message_of(letter), server)
    except _Refused as exc:
        _end(actor, letter, "failed", error=str(exc))
        log.warning("letter_refused", letter_id=letter.id, reason=str(exc))
    except (smtplib.SMTPException, OSError) as exc:
        _failed(actor, letter, exc)
    else:
        _end(actor, letter, "sent")
        log.info("letter_sent", letter_id=letter.id)


def message_of(letter: Letter) -> EmailMessage:
    """The letter as it travels: plain text, every header one line."""
    host = urlsplit(config.settings().url).hostname or "localhost"
    message = EmailMessage(policy=SMTP)
    sender = config.settings().mail_from or f"platform@{host}"
    message["From"] = Address(SENDER_NAME, addr_spec=_plain(sender))
    message["To"] = Address(addr_spec=_plain(letter.recipient))
    message["Subject"] = letter.subject
    message["Date"] = letter.created_at
    message["Message-ID"] = f"<{letter.id}@{host}>"
    # Asks robots on the other side not to answer.
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text_of(letter))
    return message


def _plain(address: str) -> str:
    """The address as every mail server understands it: a name of a domain in other letters has a form in plain ones."""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local.encode('ascii').decode()}@{domain.encode('idna').decode()}"
    except UnicodeError as exc:
        raise _Refused("Mail cannot be sent to this address.") from exc


def _hand_over(message: EmailMessage, server: SplitResult) -> None:
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    is_local = config.is_loopback_host(host)
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
    else:
        line = smtplib.SMTP(host, port, timeout=SECONDS)
    with line:
        line.ehlo_or_helo_if_needed()
        if server.scheme == "smtp" and (line.has_extn("starttls") or not is_local):
            # Raises when it is not offered: a link that opens an account must not travel in the clear.
            line.starttls(context=context)
        if server.username:
            line.login(unquote(server.username), unquote(server.password or ""))
        try:
            line.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as exc:
            code = _code_of(exc)
            if code >= 500:
                raise _Refused(f"The mail server refused the letter with {code}.") from exc
            raise


def _code_of(exc: smtplib.SMTPRecipientsRefused | smtplib.SMTPResponseException) -> int:
    if isinstance(exc, smtplib.SMTPResponseException):
        return exc.smtp_code
    return max((code for code, _ in exc.recipients.values()), default=0)


def _failed(actor: Actor, letter: Letter, exc: Exception) -> None:
    reason = type(exc).__name__
    if utc_now() - letter.created_at > GIVE_UP:
        _end(actor, letter, "failed", error=f"The mail server could not be reached: {reason}.")
        log.error("letter_given_up", letter_id=letter.id, reason=reason)
        return
    raise Unavailable(
        f"The mail server does not take letters ({reason}).",
        what_to_do="Check PLATFORM_SMTP_URL and the server.",
    ) from exc


def _end(actor: Actor, letter: Letter, status: str, *, text: str = "", error: str = "") -> None:
    with db.uow(actor) as unit:
        row = unit.get(Letter, letter.id)
        if row is not None:
            row.status, row.text, row.error = status, text, error
            row.sent_at = utc_now() if status == "sent" else None
            unit.add(row)
