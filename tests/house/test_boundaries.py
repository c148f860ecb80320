"""Each boundary holds in the house, and each rule finds a planted violation."""

from collections.abc import Callable, Iterator

import pytest

from tests.house import boundaries
from tests.house.source import Source, sources

Rule = Callable[[Source], Iterator[str]]

PLANTED = {
    "commits_outside_db": ("app/tables/_edit.py", "def edit(session):\n    session.commit()"),
    "raw_sql": ("app/tables/_edit.py", "from sqlalchemy import text"),
    "environment_outside_config": ("app/mail/_send.py", "import os\nkey = os.environ['KEY']"),
    "broad_excepts": (
        "app/mail/_send.py",
        "def send():\n    try:\n        go()\n    except Exception:\n        return None",
    ),
    "vague_names": ("app/tables/_utils.py", ""),
    "private_files": ("app/tables/edit.py", ""),
    "passed_front_doors": ("app/api/tables.py", "from app.tables._edit import edit"),
    "front_door_lists": (
        "app/tables/__init__.py",
        "def edit(): ...\n__all__ = []",
    ),
    "unlisted_actors": ("app/tables/_edit.py", "def edit():\n    actor = Actor.system('edit')"),
    "raw_markup": ("app/pages/chat.py", "import reflex as rx\npage = rx.markdown('text')"),
    "undeclared_handlers": ("app/state/chat.py", "class ChatState(SessionState):\n    def ask(self): ..."),
    "formulas_of_text": ("app/tables/_list.py", "read(formula=f'{{Name}} = {name}')"),
}
INNOCENT = {
    "commits_outside_db": ("app/db.py", "def uow(session):\n    session.commit()"),
    "raw_sql": ("app/db.py", "from sqlalchemy import text"),
    "environment_outside_config": ("app/config.py", "import os\nkey = os.environ['KEY']"),
    "broad_excepts": (
        "app/mail/_send.py",
        "def send():\n    try:\n        go()\n    except Exception:\n        raise",
    ),
    "vague_names": ("app/tables/_edit.py", ""),
    "private_files": ("app/tools/aggregate_records.py", ""),
    "passed_front_doors": ("app/tables/_list.py", "from app.tables._edit import edit"),
    "front_door_lists": ("app/tables/__init__.py", "from app.tables._edit import edit\n__all__ = ['edit']"),
    "unlisted_actors": ("app/db.py", "def ping():\n    actor = Actor.system('health')"),
    "raw_markup": ("app/pages/chat.py", "import reflex as rx\npage = rx.el.p('text')"),
    "undeclared_handlers": (
        "app/state/chat.py",
        "class ChatState(SessionState):\n    @handler(need=Role.VIEWER)\n    def ask(self): ...",
    ),
    "formulas_of_text": ("app/tables/_list.py", "read(formula=EQ(Field('Name'), name))"),
}


@pytest.mark.parametrize("rule", boundaries.RULES, ids=lambda rule: rule.__name__)
def test_house_keeps_the_rule(rule: Rule) -> None:
    problems = [problem for source in sources("app") for problem in rule(source)]

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("rule", boundaries.RULES, ids=lambda rule: rule.__name__)
def test_rule_finds_a_planted_violation(rule: Rule) -> None:
    path, text = PLANTED[rule.__name__]

    assert list(rule(Source.planted(path, text))) != []


@pytest.mark.parametrize("rule", boundaries.RULES, ids=lambda rule: rule.__name__)
def test_rule_leaves_what_is_right_alone(rule: Rule) -> None:
    path, text = INNOCENT[rule.__name__]

    assert list(rule(Source.planted(path, text))) == []


def test_listed_places_exist() -> None:
    known = {f"{source.path}::{name}" for source in sources("app") for name, _ in source.functions()}
    known |= {source.path for source in sources("app")}

    assert sorted({*boundaries.EDGES, *boundaries.NOBODY_OR_PLATFORM} - known) == []


@pytest.mark.parametrize(
    "text",
    [
        "read(formula='{Name} = ' + name)",
        "read(formula='{Name} = %s' % name)",
        "read(formula='{Name} = {}'.format(name))",
        "body = {'filterByFormula': f'{name}'}",
        "made = Formula(name)",
    ],
)
def test_formula_of_text_is_found_in_every_form(text: str) -> None:
    assert len(list(boundaries.formulas_of_text(Source.planted("app/tables/_list.py", text)))) == 1
