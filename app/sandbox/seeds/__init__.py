"""Seeds: what a fresh sandbox holds. JSON with fixed ids, so that any fixture can be loaded.

{"bases": [{"id", "name", "permissionLevel"?, "tables": [{"id", "name", "primaryFieldId", "description"?,
"fields": [...], "views": [...], "records": [{"id", "createdTime", "fields": {field id: cell}}]}]}]}: tables as the
meta API shows them, records with their cells keyed by field id.
"""

import json
from pathlib import Path
from typing import Any

from app.sandbox import ids
from app.sandbox.seeds import demo
from app.sandbox.store import Store


def plant(store: Store, seed: str | dict[str, Any]) -> bool:
    """Loads the seed into a store that has none; answers whether it did. ValueError for a malformed seed."""
    if not isinstance(seed, str):
        return store.seed("given", _checked(seed))
    if seed == "demo":
        return store.seed("demo", demo.bases())
    if seed == "empty":
        return store.seed("empty", [])
    try:
        content = json.loads(Path(seed).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"The seed {seed!r} is neither demo, empty nor a readable JSON file.") from error
    return store.seed(Path(seed).name, _checked(content))


def _checked(seed: dict[str, Any]) -> list[dict[str, Any]]:
    try:
        bases: list[dict[str, Any]] = seed["bases"]
        for base in bases:
            _check_id("app", base)
            for table in base["tables"]:
                _check_table(table)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"The seed is not well formed: {error!r}.") from error
    return bases


def _check_table(table: dict[str, Any]) -> None:
    _check_id("tbl", table)
    for field in table["fields"]:
        _check_id("fld", field)
    known = {field["id"] for field in table["fields"]}
    if table["primaryFieldId"] not in known:
        raise ValueError(f"The primary field of {table['name']!r} is none of its fields.")
    table.setdefault("views", [])
    for record in table.get("records", ()):
        _check_id("rec", record)
        if unknown := record["fields"].keys() - known:
            raise ValueError(
                f"Record {record['id']} has cells of unknown fields: {', '.join(sorted(unknown))}."
            )


def _check_id(prefix: str, thing: dict[str, Any]) -> None:
    if not ids.is_id(prefix, thing.get("id", "")):
        raise ValueError(f"{thing.get('id')!r} is not an id of the kind {prefix!r} with 17 characters.")
