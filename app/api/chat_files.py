"""`/api/v1/chat-files`: files that wait to go with a question, and those that went with one's own."""

import base64
import binascii

from fastapi import Response
from pydantic import Field

from app import files
from app.api.inputs import NAME, Body, Id
from app.api.route import raises, resource
from app.api.visitor import Viewer
from app.errors import Conflict, InvalidInput, NotFound
from app.files import FileCard
from app.hops import to_room

router = resource("Chat", "/api/v1/chat-files")


class FileAsked(Body):
    """A file: a text in UTF-8, or a picture."""

    name: str = Field(min_length=1, max_length=200, pattern=NAME, examples=["deals.csv"])
    media_type: str = Field(max_length=80, pattern=NAME, examples=["text/csv"])
    content_base64: str = Field(
        max_length=960_000, pattern=NAME, description="Its bytes in base64.", examples=["TmFtZQo="]
    )


@router.post("", status_code=201)
@raises(Conflict)
async def keep_file(actor: Viewer, asked: FileAsked, response: Response) -> FileCard:
    """Keep a file for a day, to be named in the next question."""
    try:
        content = base64.b64decode(asked.content_base64, validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput("These are no bytes in base64.", field="content_base64") from None
    made = await to_room(files.keep, actor, asked.name, asked.media_type, content)
    response.headers["location"] = f"/api/v1/chat-files/{made.id}"
    return made


@router.get(
    "/{file_id:id}", response_class=Response, responses={200: {"content": {"application/octet-stream": {}}}}
)
@raises(NotFound)
async def read_file(actor: Viewer, file_id: Id) -> Response:
    """The bytes of one's own file. A picture is shown; a text is a download, never a page."""
    file = await to_room(files.read, actor, file_id)
    is_picture = file.media_type.startswith("image/")
    kind = "inline" if is_picture else "attachment"
    headers = {
        "content-disposition": f'{kind}; filename="file-{file.id[:12]}"',
        "cache-control": "private, max-age=86400",
    }
    media_type = file.media_type if is_picture else "application/octet-stream"
    return Response(file.content, media_type=media_type, headers=headers)


@router.delete("/{file_id:id}", status_code=204)
@raises(NotFound, Conflict)
async def discard_file(actor: Viewer, file_id: Id) -> None:
    """Throw a file away that no question took along."""
    await to_room(files.discard, actor, file_id)
