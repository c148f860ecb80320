"""Every page declares itself, and the rail shows what works."""

import importlib
import pkgutil

import pytest

from app import pages
from app.components import shell
from app.components.shell import Page

MODULES = [module.name for module in pkgutil.iter_modules(pages.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_a_page_module_declares_its_page(name):
    module = importlib.import_module(f"app.pages.{name}")
    assert isinstance(module.PAGE, Page)
    assert callable(module.page)


def test_the_rail_shows_the_pages_that_work():
    assert [(page.title, page.route) for page in shell.rail_pages()] == [
        ("Chat", "/chat"),
        ("Inbox", "/inbox"),
        ("Tables", "/tables"),
        ("Changes", "/changes"),
        ("Runs", "/runs"),
        ("Admin", "/admin"),
        ("Settings", "/settings"),
    ]


def test_only_owners_and_admins_see_admin():
    assert [(page.title, page.roles) for page in shell.rail_pages() if not page.is_for_everybody] == [
        ("Admin", ["owner", "admin"])
    ]


def test_no_two_pages_share_a_place_in_the_rail():
    places = [page.rail for page in shell.rail_pages()]
    assert len(places) == len(set(places))


def test_a_page_that_shows_data_says_which_role_it_needs():
    assert [page.title for page in shell.rail_pages() if page.need is None] == []
