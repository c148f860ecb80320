"""Plain pages."""

import re

import pytest
from jinja2 import UndefinedError

from app.actor import Role
from app.api import light_pages
from app.auth import InviteView
from app.errors import NotSignedIn

NO = NotSignedIn("No.")
INVITED = InviteView(
    team_name="Northwind",
    email="nina@example.test",
    role=Role.EDITOR,
    inviter_name="Olivia",
    has_account=False,
)
PAGES = {
    "change_email.html": {"form": {}, "problem": None},
    "change_password.html": {"form": {}, "problem": None, "keys": ["Nightly"]},
    "check_mail.html": {"has_server": False, "minutes": 30},
    "confirm.html": {"form": {"next": "/settings/"}, "problem": NO},
    "dead_link.html": {"text": "It was used.", "place": "/reset", "label": "Ask again"},
    "device.html": {"form": {"token": "t"}},
    "docs.html": {"intro": ["How"], "chapters": [], "openapi": "/api/openapi.json"},
    "done.html": {"title": "Done", "text": "It is done.", "place": "/sign-in", "label": "Sign in"},
    "invite.html": {"form": {"token": "t"}, "problem": None, "view": INVITED, "is_mine": False, "me": None},
    "not_connected.html": {"problem": NO, "place": "/admin/?s=connections"},
    "problem.html": {"title": "Not found", "problem": NO},
    "reset.html": {"form": {}, "problem": None},
    "reset_new.html": {"form": {"token": "t"}, "problem": None},
    "set_up.html": {"form": {"token": "t"}, "problem": None},
    "set_up_dead.html": {},
    "set_up_hint.html": {"has_owner": False},
    "sign_in.html": {"form": {"next": "/chat/"}, "problem": NO, "may_sign_up": True},
    "sign_up.html": {"form": {}, "problem": None, "domains": "@example.test"},
    "sign_up_closed.html": {},
    "sign_up_new.html": {"form": {"token": "t"}, "problem": None, "email": "a@example.test"},
    "verify.html": {"form": {"token": "t"}, "problem": None, "email": "a@example.test"},
}
WITH_FIELDS = [
    name for name, values in PAGES.items() if "form" in values and name not in {"device.html", "verify.html"}
]


def test_every_template_is_looked_at():
    whole = {path.name for path in light_pages.FOLDER.glob("*.html")} - {"layout.html", "parts.html"}

    assert whole == set(PAGES)


@pytest.mark.parametrize("template", PAGES)
def test_page_runs_no_inline_script_and_asks_no_other_host(template):
    text = light_pages.page(template, **PAGES[template]).body.decode()

    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|javascript:", text) == []
    assert re.findall(r'(?:src|href|action)="(?!/|#)', text) == []
    assert text.count("<h1") == 1
    assert '<html lang="en">' in text


@pytest.mark.parametrize("template", WITH_FIELDS)
def test_every_field_has_its_label(template):
    text = light_pages.page(template, **PAGES[template]).body.decode()

    fields = re.findall(r'<input class="field-input" id="(\w+)"', text)
    assert fields
    assert [f'for="{field}"' in text for field in fields] == [True] * len(fields)


def test_value_of_a_stranger_is_text():
    form = {"next": "/chat/", "email": '"><script>alert(1)</script>'}

    text = light_pages.page("sign_in.html", form=form, problem=None, may_sign_up=False).body.decode()

    assert "<script>alert" not in text


def test_missing_value_is_a_mistake_of_ours_and_seen():
    with pytest.raises(UndefinedError):
        light_pages.page("problem.html", title="x")
