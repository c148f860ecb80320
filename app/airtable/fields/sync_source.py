"""externalSyncSource: the name of the source that a synced record came from."""

from app.airtable.fields._kind import FieldKind
from app.airtable.fields._texts import read_text, show_text

KIND = FieldKind(types=("externalSyncSource",), family="select", read=read_text, show=show_text)
