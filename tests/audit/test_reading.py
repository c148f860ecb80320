"""Reading the audit: pages, the file, and the check of all chains."""

import hashlib
import json
import threading

import pytest
import typer
from sqlmodel import col, select, update

from app import audit, cli, db
from app.actor import Actor
from app.audit import _chain
from app.errors import Forbidden, InvalidInput
from app.models import AuditChain, AuditEvent, Person

PLATFORM = Actor.system("test")


def rename(actor: Actor, number: int, *, subject_id: str = "") -> None:
    with db.uow(actor) as unit:
        audit.record(
            unit,
            actor,
            "person.renamed",
            subject_id=subject_id,
            facts={"n": number},
            personal={"name": f"Name {number}"},
        )


def numbers(page) -> list[int]:
    return [entry.facts["n"] for entry in page.items]


def break_end(team_id: str) -> None:
    with db.uow(PLATFORM) as unit:
        unit.exec(update(AuditChain).where(col(AuditChain.team_id) == team_id).values(seq=9))


def test_newest_act_comes_first_with_who_did_it_and_what_it_means(owner, admin, stranger):
    rename(owner, 1, subject_id=admin.person_id)
    rename(stranger, 2)

    (entry,) = audit.list_events(admin).items

    assert (entry.seq, entry.act, entry.meaning, entry.person_name, entry.door) == (
        1,
        "person.renamed",
        "The name was changed",
        "Olivia",
        "test",
    )
    assert (entry.facts, entry.personal) == ({"n": 1}, {"name": "Name 1"})


def test_pages_give_each_act_once_while_new_ones_are_added(owner):
    for number in range(5):
        rename(owner, number)

    first = audit.list_events(owner, limit=2)
    rename(owner, 9)
    second = audit.list_events(owner, limit=2, cursor=first.next_cursor)
    third = audit.list_events(owner, limit=2, cursor=second.next_cursor)

    assert [numbers(page) for page in (first, second, third)] == [[4, 3], [2, 1], [0]]
    assert third.next_cursor == ""


def test_list_is_narrowed_to_an_act_and_to_a_person(owner, admin):
    rename(owner, 1)
    rename(admin, 2)
    rename(owner, 3, subject_id=admin.person_id)
    with db.uow(owner) as unit:
        audit.record(unit, owner, "team.renamed", facts={"n": 4})

    assert numbers(audit.list_events(owner, act="person.renamed")) == [3, 2, 1]
    assert numbers(audit.list_events(owner, person_id=admin.person_id)) == [3, 2]
    assert numbers(audit.list_events(owner, act="team.renamed", person_id=admin.person_id)) == []


@pytest.mark.parametrize(
    "wish", [{"act": "person.guessed"}, {"cursor": "x"}, {"cursor": "WyIxZTkiXQ=="}, {"limit": -1}]
)
def test_wrong_wish_is_refused(owner, wish):
    with pytest.raises(InvalidInput):
        audit.list_events(owner, **wish)


@pytest.mark.parametrize("who", ["editor", "viewer"])
def test_members_below_admin_read_nothing(request, owner, who):
    actor = request.getfixturevalue(who)

    for read in (audit.list_events, audit.export, audit.iter_pages):
        with pytest.raises(Forbidden):
            read(actor) if read is not audit.iter_pages else next(read(actor))


def test_export_is_the_whole_chain_with_itself_as_its_last_act(owner, stranger, monkeypatch):
    monkeypatch.setattr(_chain, "PAGE", 2)
    for number in range(4):
        rename(owner, number)
    rename(stranger, 9)

    *lines, last = [json.loads(line) for line in b"".join(audit.export(owner)).splitlines()]

    assert [line["act"] for line in lines] == ["person.renamed"] * 4 + ["audit.exported"]
    assert last == {"end": {"seq": 5, "digest": lines[-1]["digest"]}}
    assert {line["team_id"] for line in lines} == {owner.team_id}


def test_somebody_else_can_check_the_file_with_what_the_admin_guide_says(owner):
    rename(owner, 1)
    rename(owner, 2)

    *lines, _ = [json.loads(line) for line in b"".join(audit.export(owner)).splitlines()]

    def digest(content: object) -> str:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(text.encode()).hexdigest()

    names = (
        "id team_id seq at act person_id door request_id subject_id facts personal_digest previous".split()
    )
    previous = ""
    for line in lines:
        assert line["previous"] == previous
        assert line["digest"] == digest([line[name] for name in names])
        assert line["personal_digest"] == (digest(line["personal"]) if line["personal"] else "")
        previous = line["digest"]


def test_every_chain_is_checked_and_the_broken_one_is_named(owner, stranger):
    rename(owner, 1)
    rename(stranger, 2)
    rename(stranger, 3)
    break_end(stranger.team_id)

    checks = {check.team_name: (check.events, check.broken_at) for check in audit.verify_all(PLATFORM)}

    assert checks == {"Northwind": (1, ""), "Contoso": (2, "end")}


def test_chain_whose_end_was_taken_away_is_found(owner):
    rename(owner, 1)
    with db.uow(PLATFORM) as unit:
        unit.delete(unit.get_one(AuditChain, owner.team_id))

    assert [check.broken_at for check in audit.verify_all(PLATFORM)] == ["end"]


def test_only_the_platform_checks_all_chains(owner):
    with pytest.raises(Forbidden):
        audit.verify_all(owner)


def test_chain_that_grows_while_it_is_checked_fits(owner, monkeypatch):
    monkeypatch.setattr(_chain, "PAGE", 1)
    for number in range(5):
        rename(owner, number)
    growing = threading.Thread(target=lambda: [rename(owner, number) for number in range(30)])
    growing.start()

    found = [audit.verify(owner) for _ in range(5)]
    growing.join()

    assert found == [""] * 5


def test_person_without_a_name_any_more_is_still_an_id(owner, admin):
    rename(admin, 1)
    with db.uow(PLATFORM) as unit:
        unit.exec(update(Person).where(Person.id == admin.person_id).values(name=""))
        audit.erase_person(unit, admin.person_id)

    (entry,) = audit.list_events(owner).items

    assert (entry.person_id, entry.person_name, entry.personal) == (admin.person_id, "", {})


def test_command_says_whether_each_chain_fits(owner, stranger, capsys):
    rename(owner, 1)
    rename(stranger, 2)
    # What the acts themselves have logged is not the command's.
    capsys.readouterr()

    with pytest.raises(typer.Exit) as good:
        cli.audit_verify()
    fits = capsys.readouterr().out
    break_end(stranger.team_id)
    with pytest.raises(typer.Exit) as bad:
        cli.audit_verify()

    assert (good.value.exit_code, bad.value.exit_code) == (0, 1)
    assert sorted(fits.splitlines()) == ["Contoso: 1 events, fits", "Northwind: 1 events, fits"]
    assert "Contoso: 1 events, BROKEN at end" in capsys.readouterr().out
    with db.uow(PLATFORM, read_only=True) as unit:
        assert len(unit.exec(select(AuditEvent)).all()) == 2
