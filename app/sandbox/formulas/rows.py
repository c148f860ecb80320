"""What the engine needs to know of a record."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from app.sandbox.formulas.values import Value


class Row(Protocol):
    """One record. Times are ISO texts."""

    @property
    def id(self) -> str: ...

    @property
    def created_time(self) -> str: ...

    @property
    def last_modified_time(self) -> str | None: ...

    def cell(self, field_id: str, /) -> Any:
        """The cell as the API writes it, None when it is empty."""

    def linked_names(self, field_id: str, /) -> list[str]:
        """The primary values of the linked records, for a link field or a lookup of one."""

    def modified_time(self, field_ids: Sequence[str], /) -> str | None:
        """When one of these fields was last changed in this record, None for never."""


# A compiled formula, or a part of one.
Node: TypeAlias = Callable[[Row, datetime], Value]
