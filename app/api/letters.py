"""`/api/v1/letters`: mail that nobody could send, for the operator in person."""

from app import mail
from app.api.route import resource
from app.api.visitor import Viewer
from app.hops import to_room
from app.mail import LetterCard
from app.paging import Page

router = resource("Mail", "/api/v1/letters")


@router.get("")
async def list_letters(actor: Viewer) -> Page[LetterCard]:
    """The letters that are kept while there is no mail server, newest first. Only for the operator, never for a key."""
    return Page(items=await to_room(mail.list_kept, actor))
