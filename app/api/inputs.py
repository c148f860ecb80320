"""What requests carry: ids in the path, the page of a list, and bodies that refuse what they do not know."""

from typing import Annotated, NamedTuple

from fastapi import Depends, Path, Query
from pydantic import BaseModel, ConfigDict, StringConstraints
from starlette.convertors import Convertor, register_url_convertor

from app.limits import limits
from app.paging import MAX_CHARACTERS

# The ids of rows are 32 hex digits, those of sessions 64.
ID = "[0-9a-f]{32,64}"
Id = Annotated[
    str,
    Path(pattern=f"^{ID}$", description="As lists give it.", examples=["0198b3a57c1e7f2a9d40b1c2d3e4f506"]),
]
RowId = Annotated[str, StringConstraints(pattern=f"^{ID}$")]
MaybeId = Annotated[str, StringConstraints(pattern=f"^({ID})?$")]

# Names may hold every character but NUL, which no database takes.
NAME = r"^[^\x00]*$"
Named = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=NAME)]
ThingPath = Annotated[Named, Path(description="A name in any case, or an id.", examples=["Sales pipeline"])]
BaseQuery = Annotated[Named, Query(alias="base", description="The base, by name in any case or id.")]
TableQuery = Annotated[Named, Query(alias="table", description="The table, by name in any case or id.")]
RECORD_ID = "rec[0-9A-Za-z]{14}"
RecordId = Annotated[str, StringConstraints(pattern=f"^{RECORD_ID}$")]
AttachmentPath = Annotated[
    str,
    Path(pattern="^att[0-9A-Za-z]{14}$", description="As Airtable gives it.", examples=["attA1b2C3d4E5f6G7"]),
]
RecordPath = Annotated[RecordId, Path(description="As Airtable gives it.", examples=["recA1b2C3d4E5f6G7"])]


class _IdConvertor(Convertor[str]):
    """What can be no id is at no address: `/{member_id:id}` and `/join` beside each other are two."""

    regex = ID

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _RecordConvertor(_IdConvertor):
    """The same for the ids of records."""

    regex = RECORD_ID


register_url_convertor("id", _IdConvertor())
register_url_convertor("record", _RecordConvertor())


class Body(BaseModel):
    """The body of a request: a JSON object without unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Paging(NamedTuple):
    """Which page of a list: after which cursor, and how many items."""

    cursor: str
    limit: int


async def _paging(
    cursor: Annotated[
        str,
        Query(
            max_length=MAX_CHARACTERS, description="The next_cursor of the page before; empty for the first."
        ),
    ] = "",
    limit: Annotated[
        int, Query(ge=1, le=limits().page_rows, description="Most items of the page.")
    ] = limits().page_rows,
) -> Paging:
    return Paging(cursor, limit)


Paged = Annotated[Paging, Depends(_paging)]
