"""The parts that act in the browser keep to the content security policy and to this machine."""

import re

import pytest
import reflex as rx

from app.components import browser
from app.components.browser import BrowserPart
from tests.components.browser_modules import FOLDER

MODULES = sorted(path.name for path in FOLDER.glob("*.js*"))
FORBIDDEN = {
    "runs text as code": r"\beval\b|new Function|setTimeout\(\s*[\"'`]",
    "writes raw HTML": r"dangerouslySetInnerHTML|innerHTML|insertAdjacentHTML|document\.write",
    "calls another place": r"\bfetch\((?!\"/[a-z])|XMLHttpRequest|new WebSocket|sendBeacon",
    "loads from another place": r"(?:from|import\()\s*[\"']https?:",
    "makes an inline handler": r"setAttribute\(\s*[\"']on",
}


@pytest.mark.parametrize("reason", FORBIDDEN)
@pytest.mark.parametrize("module", MODULES)
def test_a_module_never(module, reason):
    source = (FOLDER / module).read_text(encoding="utf-8")
    assert re.findall(FORBIDDEN[reason], source) == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_files_that_are_there(module):
    source = (FOLDER / module).read_text(encoding="utf-8")
    assert set(re.findall(r"[\"']\./([\w.]+)[\"']", source)) - set(MODULES) == set()


def parts() -> list[type[BrowserPart]]:
    return [
        part for part in vars(browser).values() if isinstance(part, type) and issubclass(part, BrowserPart)
    ]


@pytest.mark.parametrize(
    "part", [part for part in parts() if part is not BrowserPart], ids=lambda part: part.__name__
)
def test_a_part_takes_the_props_that_its_module_reads(part):
    source = (FOLDER / part.library.rpartition("/")[2]).read_text(encoding="utf-8")
    signature = re.search(
        rf"export (?:const {part.tag} = memo\()?function {part.tag}\((?P<props>[^)]*)\)", source
    )
    named = set(re.findall(r"(\w+)(?:\s*=[^,}]*)?\s*[,}]", signature["props"])) - {"children", "className"}
    own = part.get_fields().keys() - BrowserPart.get_fields().keys()
    events = part.get_event_triggers().keys() - rx.Fragment.get_event_triggers().keys()
    assert {camel(name) for name in own | events} - named == set()


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
