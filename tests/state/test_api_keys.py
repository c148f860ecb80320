"""The API keys section through the real event pipeline: listed, revoked, and never with their secrets."""

from app import auth
from app.actor import Role
from app.state.api_keys import ApiKeysState
from app.state.session import SessionState
from tests.people import confirmed
from tests.state.shown import plain


def make_key(actor, name: str):
    return auth.make_api_key(confirmed(actor), name=name, scope="read")


def names(tab) -> list[str]:
    return [card["name"] for card in plain(tab.see("api_keys_state")["cards"])]


async def opened(tab_of, actor):
    tab = tab_of(actor)
    await tab.open()
    await tab.fire(ApiKeysState.read())
    return tab


async def test_keys_of_the_team_are_listed_newest_first_and_no_others(tab_of, owner, admin, stranger):
    make_key(owner, "Older"), make_key(admin, "Newer"), make_key(stranger, "Foreign")

    tab = await opened(tab_of, admin)

    assert names(tab) == ["Newer", "Older"]
    assert "Foreign" not in "".join(tab.frames)


async def test_secret_of_a_key_never_reaches_a_tab(tab_of, owner):
    made = make_key(owner, "Nightly")

    tab = await opened(tab_of, owner)

    sent = "".join(tab.frames)
    assert made.api_key.hint in sent
    assert made.key not in sent
    assert made.key[len(made.api_key.hint) : -8] not in sent


async def test_revoked_key_leaves_the_list_and_opens_nothing(tab_of, owner):
    made = make_key(owner, "Nightly")
    tab = await opened(tab_of, owner)

    await tab.fire(ApiKeysState.revoke(made.api_key.id))

    assert (names(tab), tab.notice["title"]) == ([], "The key is revoked.")
    assert auth.signed_in_by_key(made.key) is None


async def test_key_of_another_team_looks_like_none(tab_of, owner, stranger):
    made = make_key(stranger, "Foreign")
    tab = await opened(tab_of, owner)

    await tab.fire(ApiKeysState.revoke(made.api_key.id))

    assert tab.notice["code"] == "not_found"
    assert auth.signed_in_by_key(made.key) is not None


async def test_editor_sees_and_revokes_ones_own_keys_only(tab_of, owner, editor):
    theirs, mine = make_key(owner, "Of the owner"), make_key(editor, "Mine")

    tab = await opened(tab_of, editor)
    before = names(tab)
    await tab.fire(ApiKeysState.revoke(theirs.api_key.id))
    refusal = tab.notice["code"]
    await tab.fire(ApiKeysState.revoke(mine.api_key.id))

    assert (before, refusal, names(tab)) == (["Mine"], "not_found", [])
    assert "Of the owner" not in "".join(tab.frames)


async def test_keys_of_others_go_with_the_role(tab_of, owner, admin):
    make_key(owner, "Of the owner")
    tab = await opened(tab_of, admin)
    auth.change_role(owner, admin.person_id, Role.EDITOR)

    await tab.fire(SessionState.look_again())

    assert names(tab) == []


async def test_news_of_a_change_bring_the_list_up_to_date(tab_of, owner):
    tab = await opened(tab_of, owner)
    make_key(owner, "Nightly")

    await tab.fire(ApiKeysState.changed())

    assert names(tab) == ["Nightly"]
