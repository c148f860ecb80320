"""Plain pages."""

import re

import pytest
from jinja2 import UndefinedError

from app.api import light_pages
from app.errors import NotSignedIn

PAGES = {
    "sign_in.html": {"form": {"next": "/chat/"}, "problem": NotSignedIn("No."), "may_sign_up": True},
    "set_up.html": {"form": {"token": "t"}, "problem": None},
    "set_up_hint.html": {"has_owner": False},
    "set_up_dead.html": {},
    "problem.html": {"title": "Not found", "problem": NotSignedIn("No.")},
}


@pytest.mark.parametrize("template", PAGES)
def test_page_runs_no_inline_script_and_asks_no_other_host(template):
    text = light_pages.page(template, **PAGES[template]).body.decode()

    assert re.findall(r"<script(?![^>]*src=)|\son\w+=|javascript:", text) == []
    assert re.findall(r'(?:src|href|action)="(?!/)', text) == []
    assert text.count("<h1") == 1
    assert '<html lang="en">' in text


@pytest.mark.parametrize("template", ["sign_in.html", "set_up.html"])
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
