"""The audit section through the real event pipeline: sentences, filters, pages, and whether the chain fits."""

import pytest

from app import audit, auth
from app.actor import Role
from app.errors import Unavailable
from app.state.audit_log import AuditState
from tests.state.shown import plain


async def opened(tab_of, actor):
    tab = tab_of(actor)
    await tab.open()
    await tab.fire(AuditState.read())
    return tab


def sentences(tab) -> list[str]:
    return [f"{line['who']} {line['words']}" for line in plain(tab.see("audit_state")["lines"])]


async def test_acts_are_sentences_with_names_newest_first(tab_of, owner, admin, editor):
    auth.change_role(owner, editor.person_id, Role.VIEWER)
    auth.invite(admin, email="ivy@example.test", role=Role.EDITOR)

    tab = await opened(tab_of, admin)

    assert sentences(tab) == [
        "Adam invited ivy@example.test as editor",
        "Olivia changed the role of Edith from editor to viewer",
    ]


async def test_acts_of_another_team_are_not_there(tab_of, owner, stranger):
    auth.invite(stranger, email="foreign@example.test", role=Role.EDITOR)

    tab = await opened(tab_of, owner)

    assert sentences(tab) == []
    assert "foreign" not in "".join(tab.frames)


async def test_filter_is_by_act_and_by_person(tab_of, owner, admin, editor):
    auth.change_role(owner, editor.person_id, Role.VIEWER)
    auth.invite(admin, email="ivy@example.test", role=Role.EDITOR)
    tab = await opened(tab_of, owner)

    await tab.fire(AuditState.filter("member.role_changed", ""))
    by_act = sentences(tab)
    await tab.fire(AuditState.filter("", admin.person_id))

    assert by_act == ["Olivia changed the role of Edith from editor to viewer"]
    assert sentences(tab) == ["Adam invited ivy@example.test as editor"]


async def test_older_acts_follow_the_first_page(tab_of, owner, editor):
    for number in range(51):
        auth.change_role(owner, editor.person_id, Role.VIEWER if number % 2 else Role.ADMIN)
    tab = await opened(tab_of, owner)
    first = len(sentences(tab))

    await tab.fire(AuditState.read_more())

    assert (first, len(sentences(tab)), tab.see("audit_state")["more"]) == (50, 51, "")


async def test_chain_that_fits_is_verified(tab_of, owner, editor):
    auth.change_role(owner, editor.person_id, Role.VIEWER)

    tab = await opened(tab_of, owner)
    await tab.fire(AuditState.check_chain())

    assert tab.see("audit_state")["chain"] == "whole"


async def test_chain_that_cannot_be_read_is_not_called_whole(tab_of, owner, editor, monkeypatch):
    def away(_actor):
        raise Unavailable("The database does not answer.")

    monkeypatch.setattr(audit, "verify", away)
    tab = await opened(tab_of, owner)
    await tab.fire(AuditState.check_chain())

    assert (tab.see("audit_state")["chain"], tab.notice["code"]) == ("unknown", "unavailable")


async def test_everything_that_is_known_stands_behind_the_sentence(tab_of, owner, editor):
    auth.change_role(owner, editor.person_id, Role.VIEWER)

    tab = await opened(tab_of, owner)

    (line,) = plain(tab.see("audit_state")["lines"])
    facts = {fact["name"]: fact["value"] for fact in plain(line["facts"])}
    assert {**facts, "Request": ""} == {
        "From": "Editor",
        "To": "Viewer",
        "Name": "Edith",
        "Door": "test",
        "Act": "member.role_changed",
        "Request": "",
    }


@pytest.mark.parametrize("name", ["read", "read_more", "check_chain"])
async def test_editor_reaches_nothing_of_it(tab_of, owner, editor, name):
    auth.invite(owner, email="ivy@example.test", role=Role.EDITOR)
    tab = tab_of(editor)
    await tab.open()

    await tab.fire(getattr(AuditState, name)())

    assert (tab.notice["code"], sentences(tab)) == ("forbidden", [])
