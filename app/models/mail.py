"""Letters on their way."""

from datetime import datetime
from typing import ClassVar

from sqlmodel import Field

from app.models._columns import Row, id_column, time_column


class Letter(Row, table=True):
    """A mail to one address. `text` is sealed, because it may hold a link that opens something; it is emptied once
    the letter was handed to a mail server.

    `status`: waiting, sent, kept (there is no mail server: the operator reads it here), failed.
    """

    sealed: ClassVar[dict[str, str]] = {"text": "letter"}

    id: str = id_column()
    recipient: str = Field(max_length=254)
    subject: str = Field(max_length=200)
    text: str = Field(default="")
    status: str = Field(default="waiting", max_length=16)
    error: str = Field(default="", max_length=300)
    created_at: datetime = time_column(index=True)
    sent_at: datetime | None = time_column(nullable=True)
