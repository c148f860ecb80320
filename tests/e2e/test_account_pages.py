"""Settings and Admin: every section at both widths and in both themes."""

import pytest

from tests.e2e.accounts import is_as_wide_as_the_screen, open_section, section_of
from tests.e2e.conftest import OpenPage, SeededPerson, Shoot
from tests.harness.stack import Stack

SETTINGS = ("Profile", "Password", "Sessions", "Teams", "Appearance", "Delete account")
ADMIN = ("Members", "API keys", "Audit", "Team")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", ["wide", "phone"])
@pytest.mark.parametrize(("name", "titles"), [("settings", SETTINGS), ("admin", ADMIN)])
def test_every_section_fits(
    open_page: OpenPage,
    stack: Stack,
    people: list[SeededPerson],
    shoot: Shoot,
    name: str,
    titles: tuple,
    width: str,
    theme: str,
) -> None:
    visit = section_of(open_page, stack, people[0], name, titles[0], width=width, theme=theme)
    page = visit.page

    for title in titles:
        open_section(page, name, title)

        assert is_as_wide_as_the_screen(page), title
        shoot(page, title)
