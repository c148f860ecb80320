"""What may be used where. Each rule gives a sentence for every place that breaks it."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.source import Function, Source, called, calls, dotted

# Rooms whose files are all windows, doors or tables, so that each has a plain name.
PLAIN_ROOMS = {
    "",
    "api",
    "components",
    "jobs",
    "mcp_server",
    "models",
    "pages",
    "sandbox",
    "state",
    "supervisor",
}
# Folders that hold one file for each thing of a kind.
KIND_FOLDERS = {
    "app/airtable/fields",
    "app/files/types",
    "app/llm",
    "app/notifications/channels",
    "app/tools",
    "app/workflows/steps",
}
VAGUE_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "misc", "tools", "manager", "stuff"}
# The places where any error must become an answer, a log line or a failed job. `path::function`.
EDGES = {
    "app/assistant/_turns.py::_answered",
    "app/edge/_edge.py::Edge._serve",
    "app/jobs/entry.py::run_outbox_job",
    "app/sagas/_driving.py::_Drive._executed",
    "app/sandbox/server.py::_Door.answer",
    "app/state/session.py::_translating.call",
    "app/state/session.py::_translating_generator.call",
}
# Where somebody may act without having signed in, or as the platform. `path` or `path::function`: why.
NOBODY_OR_PLATFORM: dict[str, str] = {
    "app/api/idempotency.py::_platform": "a request may come again before anybody is signed in",
    "app/airtable/_counts.py::flush": "one transaction writes the counted calls of all teams",
    "app/api/webhooks.py": "a ping is from Airtable and from nobody; its signature says which base it is about",
    "app/api/health.py": "health counts jobs of all teams and shows none",
    "app/auth/_accounts.py": "an account reaches over all teams of its person",
    "app/auth/_asking.py": "an account, a new password or a way in is asked for by somebody who cannot sign in",
    "app/auth/_confirming.py": "a password belongs to a person and to no team",
    "app/auth/_doors.py": "set-up happens before anybody is known",
    "app/auth/_emails.py": "a mailed link is opened by whoever reads the mail, and an account reaches over all teams",
    "app/auth/_links.py": "a mailed link is opened by whoever reads the mail",
    "app/auth/_new_passwords.py": "a password belongs to a person and to no team",
    "app/auth/_session_list.py": "a person's sessions are in all teams of the person",
    "app/auth/_sessions.py": "a session is looked up to find out who it is",
    "app/auth/_sign_up.py": "sign-up happens before anybody is known",
    "app/auth/_signing_in.py": "sign-in happens before anybody is known",
    "app/auth/_tokens.py": "a token is looked up to find out who it is",
    "app/auth/_api_keys.py": "a key is looked up to find out whose it is",
    "app/auth/_invites.py::invite_of": "who holds an invite's link is nobody yet, or works in another team",
    "app/auth/_joining.py": "who joins is nobody yet, or works in another team",
    "app/auth/_teams.py": "a person's teams reach over teams",
    "app/cli.py::audit_verify": "the chains of all teams are checked, and their events only counted",
    "app/cli.py::forget_guesses": "whoever holds the data folder runs the installation",
    "app/cli.py::letters": "whoever holds the data folder runs the installation",
    "app/cli.py::make_operator": "whoever holds the data folder runs the installation",
    "app/cli.py::rotate_keys": "secrets of all teams are sealed anew by whoever holds the key",
    "app/cli.py::seed": "the data folder is empty, so there is nobody yet",
    "app/cli.py::setup_link": "nobody can be signed in before there is an owner",
    "app/db.py::ping": "health reads nothing that belongs to a team",
    "app/jobs/dispatcher.py": "the clock belongs to no team, and runs of all teams are swept and sent",
    "app/jobs/handlers.py::system_actor": "the table says which jobs belong to no team",
    "app/mail/_letters.py::post": "a letter belongs to an address and to no team",
    "app/sagas/_driving.py::_found": "a message names a run, and the run says whose it is",
    "app/jobs/outbox.py": "the outbox carries the jobs of all teams",
}


def commits_outside_db(source: Source) -> Iterator[str]:
    """Only db.py commits."""
    if source.room in {"", "db", "sandbox"}:
        return
    ours = _imported_from(source.tree, "app.models")
    for name in ("commit", "Session", "sessionmaker", "create_engine"):
        for call in calls(source.tree, name):
            # The table of signed-in browsers is called Session too.
            if dotted(call.func) in ours:
                continue
            yield f"{source.at(call)} calls {name}(). Open `with db.uow(actor) as session:`; it commits."


def raw_sql(source: Source) -> Iterator[str]:
    """SQL text and table objects pass by the tenant scope."""
    if source.room in {"", "db", "sandbox"}:
        return
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(("sqlalchemy", "sqlmodel")):
            for alias in node.names:
                if alias.name in {"text", "literal_column", "table", "TextClause"}:
                    yield f"{source.at(node)} imports {alias.name}. Write the statement with the models' classes."
        if isinstance(node, ast.Attribute) and node.attr in {"__table__", "exec_driver_sql"}:
            yield f"{source.at(node)} uses {node.attr}, which the tenant scope cannot see. Use the model's class."


def environment_outside_config(source: Source) -> Iterator[str]:
    """Only config.py reads the environment."""
    if source.room in {"", "config", "sandbox"}:
        return
    for node in ast.walk(source.tree):
        if dotted(node) in {"os.environ", "os.getenv", "os.environb", "os.putenv"}:
            yield f"{source.at(node)} reads the environment. Add a setting to app/config.py and read that."
        if isinstance(node, ast.ImportFrom) and node.module == "os":
            for alias in node.names:
                if alias.name in {"environ", "getenv"}:
                    yield f"{source.at(node)} imports {alias.name}. Add a setting to app/config.py."


def broad_excepts(source: Source) -> Iterator[str]:
    """Broad excepts hide the cause, except at the edges and when they raise again."""
    for name, function in source.functions():
        if f"{source.path}::{name}" in EDGES:
            continue
        for node in _own_nodes(function):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node) and not _raises(node):
                yield f"{source.at(node)} catches everything. Name the errors, or let them rise to an edge."


def vague_names(source: Source) -> Iterator[str]:
    """A file is named after its subject."""
    path = PurePosixPath(source.path)
    if path.parent.as_posix() == "app":
        return
    if path.stem.lstrip("_") in VAGUE_NAMES or path.parent.name in VAGUE_NAMES - {"tools"}:
        yield f"{source.path}: the name says nothing. Name the file after the idea it owns."


def private_files(source: Source) -> Iterator[str]:
    """Files of a room start with an underscore, so that nobody reads past its front door."""
    path = PurePosixPath(source.path)
    parent = path.parent.as_posix()
    if source.room in PLAIN_ROOMS or parent == "app" or parent in KIND_FOLDERS or path.name == "__init__.py":
        return
    if not any(part.startswith("_") for part in path.parts[2:]):
        yield f"{source.path}: name it _{path.name} and export its verbs from app/{source.room}/__init__.py."


def passed_front_doors(source: Source) -> Iterator[str]:
    """Another room is entered by its front door."""
    for node in ast.walk(source.tree):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        for name in names:
            parts = name.split(".")
            is_private = parts[0] == "app" and any(part.startswith("_") for part in parts[2:])
            if is_private and parts[1] != source.room:
                yield f"{source.at(node)} imports {name}. Import from app.{parts[1]}, its front door."


def front_door_lists(source: Source) -> Iterator[str]:
    """A front door lists everything it exports in `__all__` (ruff keeps the list sorted)."""
    path = PurePosixPath(source.path)
    if path.name != "__init__.py" or source.room in PLAIN_ROOMS - {"models"} or len(path.parts) != 3:
        return
    listed, bound = _listed(source.tree), _bound(source.tree)
    if listed is None:
        yield f"{source.path} has no __all__. List the verbs and shapes that other rooms may use."
        return
    own = {n.name for n in source.tree.body if isinstance(n, Function | ast.ClassDef) and n.name[0] != "_"}
    for name in sorted(own - listed):
        yield f"{source.path} defines {name} and does not list it in __all__. List it, or start it with _."
    for name in sorted(listed - bound):
        yield f"{source.path} lists {name} in __all__ and does not bind it."


def unlisted_actors(source: Source) -> Iterator[str]:
    """Nobody and the platform act at listed places only."""
    for name, function in source.functions():
        for node in _own_nodes(function):
            if isinstance(node, ast.Call) and dotted(node.func) in {"Actor.anonymous", "Actor.system"}:
                place = f"{source.path}::{name}"
                if place not in NOBODY_OR_PLATFORM and source.path not in NOBODY_OR_PLATFORM:
                    yield (
                        f"{source.at(node)} acts as {called(node)} in {place}. Take an actor as the first argument;"
                        " if nobody can be signed in here, add the place and the reason to NOBODY_OR_PLATFORM."
                    )


def raw_markup(source: Source) -> Iterator[str]:
    """Reflex parts that run a stranger's markup, or open a door of their own, are not used."""
    for node in ast.walk(source.tree):
        if dotted(node) in {"rx.markdown", "rx.html", "rx.upload", "rx.script", "rx.code_block"}:
            instead = "the lean markdown of app/components, plain elements, or a REST upload"
            yield f"{source.at(node)} uses {dotted(node)}, which trusts what it is given. Use {instead}."
        if isinstance(node, ast.keyword) and node.arg in {"use_raw", "dangerouslySetInnerHTML"}:
            yield f"{source.at(node.value)} sets {node.arg}. Content of other people must never be markup."


def undeclared_handlers(source: Source) -> Iterator[str]:
    """Whatever a browser can call says who may call it."""
    for node in ast.walk(source.tree):
        if dotted(node) in {"rx.event", "reflex.event"} and not source.path.startswith("app/components/"):
            yield f"{source.at(node)} uses {dotted(node)}. Use @handler(need=Role...), which checks the session."
        if not isinstance(node, ast.ClassDef) or not any("State" in dotted(base) for base in node.bases):
            continue
        if source.room != "state":
            yield f"{source.at(node)} defines the state {node.name}. States live in app/state, one file a page."
        for function in node.body:
            if (
                isinstance(function, Function)
                and not function.name.startswith("_")
                and not _is_declared(function)
            ):
                yield f"{source.at(function)}: {node.name}.{function.name} needs @handler(need=Role...)."


def formulas_of_text(source: Source) -> Iterator[str]:
    """A formula is built of objects, so that no value can become a part of it."""
    if source.room in {"", "sandbox"}:
        return
    instead = "Build it of the objects of pyairtable.formulas, which quote every value."
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and called(node) == "Formula":
            yield f"{source.at(node)} makes a formula out of text. {instead}"
        keywords = node.keywords if isinstance(node, ast.Call) else []
        given = [(keyword.arg, keyword.value) for keyword in keywords]
        if isinstance(node, ast.Dict):
            given += [
                (key.value, value)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
        for name, value in given:
            if name in {"formula", "filterByFormula", "filter_by_formula"} and _is_text(value):
                yield f"{source.at(value)} gives a formula as text. {instead}"


RULES = (
    commits_outside_db,
    raw_sql,
    environment_outside_config,
    broad_excepts,
    vague_names,
    private_files,
    passed_front_doors,
    front_door_lists,
    unlisted_actors,
    raw_markup,
    undeclared_handlers,
    formulas_of_text,
)


def _is_text(node: ast.expr) -> bool:
    """A string, an f-string, `a % b`, `"..." + a` or `"...".format(a)`."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.attr in {"format", "join", "replace"} and _is_text(node.func.value)
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""
    )


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """The nodes of a function without those of functions inside it, which are visited on their own."""
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if not isinstance(node, Function):
            yield node
            waiting += ast.iter_child_nodes(node)


def _is_declared(function: Function) -> bool:
    for decorator in function.decorator_list:
        if isinstance(decorator, ast.Call) and called(decorator) == "handler":
            return any(keyword.arg == "need" for keyword in decorator.keywords)
        target = decorator.func if isinstance(decorator, ast.Call) else decorator
        if dotted(target) in {"rx.var", "classmethod", "staticmethod", "property"}:
            return True
    return False


def _is_broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(each is None or dotted(each) in {"Exception", "BaseException"} for each in caught)


def _raises(handler: ast.ExceptHandler) -> bool:
    return any(isinstance(node, ast.Raise) for node in ast.walk(handler))


def _imported_from(tree: ast.Module, module: str) -> set[str]:
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == module]
    return {alias.asname or alias.name for node in found for alias in node.names}


def _listed(tree: ast.Module) -> set[str] | None:
    for node in tree.body:
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return None


def _bound(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, Function | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {dotted(target) for target in node.targets}
    return names
