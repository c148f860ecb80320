"""Letters on their way: once, in plain text, over TLS, and kept where there is no mail server."""

import datetime
import ssl
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlmodel import select, update

from app import config, db, mail
from app.actor import Actor
from app.errors import Unavailable
from app.models import Letter, utc_now
from tests.harness.smtp import MailServer, running_mail_server

SYSTEM = Actor.system("test")


@pytest.fixture
def server(sqlite_database, monkeypatch):
    with running_mail_server() as running:
        use(monkeypatch, f"smtp://{running.address}")
        yield running


def use(monkeypatch, url: str) -> None:
    monkeypatch.setenv("PLATFORM_SMTP_URL", url)
    config.reload()


def posted(**changes: object) -> str:
    told = {
        "to": "ann@example.test",
        "subject": "Grüße",
        "text": "Hello Ann,\n\n.\nhttps://link\n",
        **changes,
    }
    with db.uow(SYSTEM) as unit:
        mail.post(unit, **told)
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.exec(select(Letter.id).order_by(Letter.id.desc())).first()


def letter(letter_id: str) -> Letter:
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.get_one(Letter, letter_id)


def make_old() -> None:
    with db.uow(SYSTEM) as unit:
        unit.exec(update(Letter).values(created_at=utc_now() - datetime.timedelta(minutes=31)))


def test_letter_arrives_as_it_was_written(server: MailServer):
    letter_id = posted()

    mail.deliver(SYSTEM, letter_id)

    (arrived,) = server.letters
    assert arrived["To"] == "ann@example.test"
    assert arrived["From"] == "PyAirtable Platform <platform@127.0.0.1>"
    assert arrived["Subject"] == "Grüße"
    assert arrived["Message-ID"] == f"<{letter_id}@127.0.0.1>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content_type() == "text/plain"
    assert arrived.get_content().replace("\r\n", "\n") == "Hello Ann,\n\n.\nhttps://link\n"


def test_sent_letter_is_emptied_and_not_sent_again(server: MailServer):
    letter_id = posted()

    mail.deliver(SYSTEM, letter_id)
    mail.deliver(SYSTEM, letter_id)

    assert len(server.letters) == 1
    assert (letter(letter_id).status, letter(letter_id).text) == ("sent", "")
    assert letter(letter_id).sent_at is not None


def test_letter_that_is_gone_is_no_mistake(server: MailServer):
    mail.deliver(SYSTEM, "0" * 32)

    assert server.commands == []


def test_sender_is_the_one_of_the_settings(server: MailServer, monkeypatch):
    monkeypatch.setenv("PLATFORM_MAIL_FROM", "hello@data.example.test")
    config.reload()

    mail.deliver(SYSTEM, posted())

    assert server.letters[0]["From"].addresses[0].addr_spec == "hello@data.example.test"


def test_name_and_password_of_the_server_are_given(server: MailServer, monkeypatch):
    use(monkeypatch, f"smtp://ann%40x:p%2Fw@{server.address}")

    mail.deliver(SYSTEM, posted())

    assert [command for command in server.commands if command.startswith("AUTH")] == [
        "AUTH PLAIN AGFubkB4AHAvdw=="
    ]


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_refused_letter_has_failed_and_says_why(server: MailServer, verb):
    server.answers[verb] = "550 no such box canary"
    letter_id = posted()

    mail.deliver(SYSTEM, letter_id)

    failed = letter(letter_id)
    assert (failed.status, failed.text) == ("failed", "")
    assert failed.error == "The mail server refused the letter with 550."


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA"])
def test_server_that_is_busy_is_asked_again(server: MailServer, verb):
    server.answers.update({verb: "451 later", **({"HELO": "451 later"} if verb == "EHLO" else {})})
    letter_id = posted()

    with pytest.raises(Unavailable):
        mail.deliver(SYSTEM, letter_id)

    assert letter(letter_id).status == "waiting"
    server.answers.clear()
    mail.deliver(SYSTEM, letter_id)
    assert letter(letter_id).status == "sent"


def test_server_that_is_away_is_asked_again_and_given_up_in_the_end(sqlite_database, monkeypatch):
    use(monkeypatch, "smtp://127.0.0.1:9")
    letter_id = posted()
    with pytest.raises(Unavailable):
        mail.deliver(SYSTEM, letter_id)

    make_old()
    mail.deliver(SYSTEM, letter_id)

    assert (letter(letter_id).status, letter(letter_id).text) == ("failed", "")


def test_address_that_the_server_cannot_write_to_has_failed(server: MailServer):
    letter_id = posted(to="änn@example.test")

    mail.deliver(SYSTEM, letter_id)

    assert letter(letter_id).error == "Mail cannot be sent to this address."


def test_domain_in_other_letters_is_written_in_plain_ones(server: MailServer):
    mail.deliver(SYSTEM, posted(to="ann@bücher.example"))

    assert server.letters[0]["To"] == "ann@xn--bcher-kva.example"


def test_without_a_mail_server_the_letter_is_kept(sqlite_database):
    letter_id = posted()

    mail.deliver(SYSTEM, letter_id)

    assert letter(letter_id).status == "kept"
    assert [kept.text for kept in mail.list_kept(SYSTEM)] == ["Hello Ann,\n\n.\nhttps://link\n"]


def test_letter_is_never_sent_inside_a_transaction(server: MailServer):
    letter_id = posted()

    with pytest.raises(RuntimeError), db.uow(SYSTEM):
        mail.deliver(SYSTEM, letter_id)


class TestTls:
    """A link that opens an account does not travel in the clear."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> Path:
        return self_signed(tmp_path)

    @pytest.fixture
    def secure(self, certificate: Path, sqlite_database, monkeypatch):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with running_mail_server(tls=context) as running:
            use(monkeypatch, f"smtp://{running.address}")
            yield running

    def test_offered_tls_is_used(self, secure: MailServer, certificate: Path, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

        mail.deliver(SYSTEM, posted())

        assert secure.commands[:2] != []
        assert "STARTTLS" in secure.commands
        assert len(secure.letters) == 1

    def test_certificate_of_a_stranger_gets_nothing(self, secure: MailServer):
        with pytest.raises(Unavailable):
            mail.deliver(SYSTEM, posted())

        assert secure.letters == []
        assert [command for command in secure.commands if command.startswith("MAIL")] == []

    def test_server_elsewhere_without_tls_gets_nothing(self, server: MailServer, monkeypatch):
        monkeypatch.setattr(config, "is_loopback_host", lambda host: False)

        with pytest.raises(Unavailable):
            mail.deliver(SYSTEM, posted())

        assert server.letters == []


def self_signed(folder: Path) -> Path:
    """A certificate for 127.0.0.1 with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file
