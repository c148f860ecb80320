"""The end of an account: disabled by the operator, or erased by its person."""

from dataclasses import replace

import pytest
from sqlmodel import select

from app import audit, auth, db
from app.actor import Actor, Role
from app.errors import Conflict, Forbidden, NotFound, NotSignedIn
from app.models import (
    ApiKey,
    AuditEvent,
    Invite,
    Letter,
    Membership,
    Message,
    OneTimeToken,
    Person,
    Row,
    SavedView,
    Session,
    Team,
    Thread,
    utc_now,
)
from tests.factories import make_message, make_thread, make_turn
from tests.mailbox import letters_to
from tests.people import PASSWORD, make_member, make_team
from tests.sessions import begin_session

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def operator(owner) -> Actor:
    with db.uow(SYSTEM) as unit:
        unit.get_one(Person, owner.person_id).is_operator = True
    return replace(owner, is_operator=True)


def confirmed(actor: Actor) -> Actor:
    return replace(actor, confirmed_at=utc_now())


def rows(table, *where):
    with db.uow(SYSTEM, read_only=True) as unit:
        return unit.exec(select(table).where(*where)).all()


def person_of(actor: Actor) -> Person:
    return rows(Person, Person.id == actor.person_id)[0]


class TestDisabling:
    """Somebody is shut out, and let in again."""

    def test_disabled_person_is_out_until_enabled(self, operator, editor):
        made = begin_session(editor)

        auth.set_disabled(operator, editor.person_id, disabled=True)
        assert auth.session_of(made.cookie_value) is None
        with pytest.raises(NotSignedIn):
            auth.sign_in("edith@example.test", PASSWORD, address="", user_agent="")

        auth.set_disabled(operator, editor.person_id, disabled=False)
        assert auth.sign_in("edith@example.test", PASSWORD, address="", user_agent="")
        assert auth.session_of(made.cookie_value) is None

    def test_both_are_written_down_once(self, operator, editor):
        for disabled in (True, True, False, False):
            auth.set_disabled(operator, editor.person_id, disabled=disabled)

        assert [(event.act, event.person_id, event.subject_id) for event in rows(AuditEvent)] == [
            ("person.disabled", operator.person_id, editor.person_id),
            ("person.enabled", operator.person_id, editor.person_id),
        ]

    def test_only_the_operator_may(self, owner, editor, operator):
        for actor in (owner, editor, replace(operator, key_id="k")):
            with pytest.raises(Forbidden):
                auth.set_disabled(actor, editor.person_id, disabled=True)

    def test_nobody_disables_themselves(self, operator):
        with pytest.raises(Conflict):
            auth.set_disabled(operator, operator.person_id, disabled=True)

    def test_unknown_and_erased_accounts_cannot_be_enabled(self, operator, editor):
        auth.erase_person(confirmed(editor))

        with pytest.raises(NotFound):
            auth.set_disabled(operator, "0" * 32, disabled=True)
        with pytest.raises(Conflict):
            auth.set_disabled(operator, editor.person_id, disabled=False)

    def test_operator_is_made_at_the_command_line_only(self, operator, editor):
        auth.make_operator(SYSTEM, "Edith@example.test")

        assert person_of(editor).is_operator
        with pytest.raises(Forbidden):
            auth.make_operator(operator, "edith@example.test")
        with pytest.raises(NotFound):
            auth.make_operator(SYSTEM, "nobody@example.test")


class TestErasing:
    """An account goes with everything that says whose it was."""

    def test_nothing_says_who_it_was(self, owner, editor):
        auth.ask_for_reset("edith@example.test", address="192.0.2.77")
        auth.sign_in("edith@example.test", PASSWORD, address="192.0.2.77", user_agent="canary-browser")
        made = make_thread(editor, "canary-thread")
        make_message(editor, make_turn(editor, made), "canary-question")
        letters_to("edith@example.test")

        auth.erase_person(confirmed(editor))

        left = [
            row.model_dump_json()
            for table in Row.__subclasses__()
            for row in rows(table)
            # The last letter says goodbye, is emptied when it is sent, and is purged.
            if not (isinstance(row, Letter) and row.subject == "Your account was deleted")
        ]
        for word in ("Edith", "edith@", "192.0.2.77", "canary"):
            assert [text for text in left if word in text] == [], word

    def test_invites_that_were_accepted_do_not_say_who_it_was(self, owner):
        link = auth.invite(owner, email="nina@example.test", role=Role.VIEWER).link
        token = link.partition("?token=")[2]
        made = auth.accept_invite(token, name="Nina", password=PASSWORD, address="", user_agent="")
        with db.uow(SYSTEM) as unit:
            unit.get_one(Person, made.person_id).email = "another@example.test"

        nina = auth.actor_of(auth.session_of(made.cookie_value), "test")
        auth.erase_person(confirmed(nina))

        told = " ".join(event.model_dump_json() for event in rows(AuditEvent))
        assert ("nina" in told.lower(), "member.invited" in told) == (False, True)
        assert audit.verify(SYSTEM, owner.team_id) == ""

    def test_row_stays_so_that_the_audit_can_name_it(self, owner, editor):
        auth.erase_person(confirmed(editor))

        person = person_of(editor)
        assert (person.name, person.email) == ("Deleted account", f"{editor.person_id}@erased.invalid")
        assert (person.password_hash, person.erased_at is not None, person.disabled_at is not None) == (
            "",
            True,
            True,
        )

    def test_chain_stays_whole_and_ends_with_the_act(self, owner, editor):
        auth.sign_in("edith@example.test", PASSWORD, address="192.0.2.77", user_agent="")

        auth.erase_person(confirmed(editor))

        events = rows(AuditEvent, AuditEvent.team_id == owner.team_id)
        assert [(event.act, event.personal) for event in events] == [
            ("person.signed_in", None),
            ("person.erased", None),
        ]
        assert audit.verify(SYSTEM, owner.team_id) == ""

    def test_what_others_have_stays(self, owner, editor):
        make_message(owner, make_turn(owner, make_thread(owner)), "Mine")
        make_message(editor, make_turn(editor, make_thread(editor)), "Theirs")
        mine = begin_session(owner)

        auth.erase_person(confirmed(editor))

        assert [row.text for row in rows(Message)] == ["Mine"]
        assert [row.person_id for row in rows(Membership)] == [owner.person_id]
        assert auth.session_of(mine.cookie_value) is not None

    def test_tables_that_name_a_person_are_looked_after(self):
        """A new table with a person in it is erased, or said here to keep the id only."""
        keep_the_id = {
            "AuditEvent",
            "ChangePlan",
            "ModelCall",
            "OutboxJob",
            "SagaEvent",
            "SagaRun",
            "SagaSchedule",
        }
        erased = {"ApiKey", "Membership", "OAuthAttempt", "OneTimeToken", "Session", "Thread", "Turn"}
        erased |= {
            "Notification",
            "NotificationChoice",
            "SavedView",
            "SharedThread",
            "ChatFile",
            "KeptResult",
        }

        assert {cls.__name__ for cls in Row.__subclasses__() if "person_id" in cls.model_fields} == (
            keep_the_id | erased
        )

    def test_own_views_go_and_those_of_the_team_stay(self, owner, editor):
        for name, person, is_shared in (
            ("Mine", owner, False),
            ("Own", editor, False),
            ("Team", editor, True),
        ):
            view = SavedView(
                team_id=owner.team_id,
                person_id=person.person_id,
                base_id="app",
                table_id="tbl",
                name=name,
                is_shared=is_shared,
            )
            with db.uow(Actor.system("test")) as unit:
                unit.add(view)

        auth.erase_person(confirmed(editor))

        assert sorted(row.name for row in rows(SavedView)) == ["Mine", "Team"]

    def test_team_of_one_goes_with_its_person(self, owner, stranger):
        make_message(stranger, make_turn(stranger, make_thread(stranger)), "Alone")

        auth.erase_person(confirmed(stranger))

        assert [row.id for row in rows(Team)] == [owner.team_id]
        assert [rows(table) for table in (Thread, Message)] == [[], []]
        assert [event.act for event in rows(AuditEvent, AuditEvent.team_id == stranger.team_id)] == [
            "person.erased",
            "team.deleted",
        ]

    def test_only_owner_of_others_gives_the_team_away_first(self, owner, editor):
        with pytest.raises(Conflict) as refused:
            auth.erase_person(confirmed(owner))

        assert refused.value.what_happened == "You are the only owner of Northwind, and others are in it."
        assert person_of(owner).erased_at is None
        with db.uow(SYSTEM) as unit:
            unit.get_one(Membership, (owner.team_id, editor.person_id)).role = Role.OWNER.value
        auth.erase_person(confirmed(owner))

    def test_only_operator_makes_another_first(self, operator, editor):
        with db.uow(SYSTEM) as unit:
            unit.get_one(Membership, (operator.team_id, editor.person_id)).role = Role.OWNER.value
        with pytest.raises(Conflict):
            auth.erase_person(confirmed(operator))

        auth.make_operator(SYSTEM, "edith@example.test")
        auth.erase_person(confirmed(operator))

    def test_address_can_sign_up_again_and_last_letter_goes_out(self, owner, editor):
        auth.erase_person(confirmed(editor))

        assert [subject for subject, _ in letters_to("edith@example.test")] == ["Your account was deleted"]
        assert make_member(make_team("Other"), "Edith", Role.OWNER)

    def test_invites_to_the_address_go_too(self, owner, editor):
        with db.uow(SYSTEM) as unit:
            unit.add(
                Invite(
                    team_id=owner.team_id,
                    email="edith@example.test",
                    role="viewer",
                    invited_by=owner.person_id,
                    token_hash="0" * 64,
                    expires_at=utc_now(),
                )
            )

        auth.erase_person(confirmed(editor))

        assert [rows(table) for table in (Invite, ApiKey, Session, OneTimeToken)] == [[], [], [], []]
