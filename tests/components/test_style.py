"""The style sheets: one set of variables, readable in both themes, and no colour beside it."""

import re

import pytest

from app import config

ASSETS = config.ROOT / "assets"
SHEETS = sorted(path.name for path in ASSETS.glob("*.css"))
TOKENS = (ASSETS / "tokens.css").read_text(encoding="utf-8")
HUES = ("gray", "blue", "violet", "red", "green", "amber")
TEXT_ON_GROUND = [
    *[(text, ground) for text in ("fg", "fg-2") for ground in ("bg", "surface", "surface-2", "surface-3")],
    *[("fg-3", ground) for ground in ("bg", "surface", "surface-2")],
    *[(f"{hue}-text", f"{hue}-soft") for hue in HUES],
    *[(text, ground) for text in ("red-text", "accent-text") for ground in ("surface", "surface-2")],
    ("accent-text", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-h"),
    ("on-danger", "danger"),
    ("on-danger", "danger-h"),
]


def block(opening: str) -> dict[str, str]:
    """The declarations between an opening and its closing brace."""
    body = TOKENS.split(opening, 1)[1].split("}", 1)[0]
    return {name: value.strip() for name, value in re.findall(r"([\w-]+):\s*([^;]+);", body)}


LIGHT = block(":root {")
DARK = block("\n.dark {")


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_dark_theme_of_the_system_is_the_chosen_one():
    assert block(":root:not(.light, .dark) {") == DARK


def test_the_dark_theme_names_every_colour():
    of_light = {name for name, value in LIGHT.items() if value.startswith(("#", "rgb"))}
    assert of_light - DARK.keys() == set()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_can_be_read(theme, text, ground):
    assert contrast(theme[f"--{text}"], theme[f"--{ground}"]) >= 4.5


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_uses_only_variables_that_exist(sheet):
    used = set(re.findall(r"var\((--[\w-]+)", (ASSETS / sheet).read_text(encoding="utf-8")))
    assert used - LIGHT.keys() == set()


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet != "tokens.css"])
def test_a_sheet_has_no_colour_of_its_own(sheet):
    rules = re.sub(r"/\*.*?\*/", "", (ASSETS / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", rules) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_loads_nothing_from_elsewhere(sheet):
    assert re.findall(r"@import|url\(", (ASSETS / sheet).read_text(encoding="utf-8")) == []
