"""A page can be walked by landmarks and by keyboard."""

import json
import re

import pytest

from app.pages import admin, chat, not_found, settings

PAGES = [pytest.param(module.page, id=module.PAGE.title) for module in (chat, admin, settings, not_found)]


def rendered(page) -> str:
    return json.dumps(page().render(), default=str)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_main_part_and_a_way_to_it(page):
    shown = rendered(page)
    assert shown.count('"name": "\\"main\\""') == 1
    assert "Skip to content" in shown


@pytest.mark.parametrize("page", PAGES)
def test_every_button_that_is_only_an_icon_has_a_name(page):
    shown = rendered(page)
    buttons = re.findall(r"\[[^\]]*icon-button[^\]]*", shown)
    assert [button for button in buttons if "aria-label" not in button and "label:" not in button] == []


def test_the_chat_has_its_three_columns():
    shown = rendered(chat.page)
    assert [name for name in ("side-panel", "main", "inspector") if f'id:\\"{name}\\"' not in shown] == []
