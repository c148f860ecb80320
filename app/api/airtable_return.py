"""The way back from Airtable: where a person arrives who agreed there, or did not, that the team may connect."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app import airtable, auth
from app.api import forms, light_pages, problem, visitor
from app.errors import InvalidInput, NotSignedIn, PlatformError
from app.hops import to_network

DOOR = "page"
PLACE = "/admin/?s=connections"
MOST_CHARACTERS = 2_000
router = APIRouter(include_in_schema=False)


@router.get(airtable.CALLBACK_PATH)
async def return_from_airtable(request: Request) -> Response:
    """End the sign-in at Airtable that this session began, once, and go back to the connections.

    Opening the address acts, as it has to: it works only for the session that has its state, and only once.
    """
    try:
        me = await auth.look_up(visitor.session_id(request))
        if me is None:
            raise NotSignedIn("You are not signed in here any more.", what_to_do="Sign in and connect again.")
        actor = auth.actor_of(me, DOOR, address=visitor.address(request))
        told = {name: request.query_params.get(name, "") for name in ("state", "code", "error")}
        if any(len(text) > MOST_CHARACTERS or not text.isprintable() for text in told.values()):
            raise InvalidInput("What Airtable sent back cannot be read.", what_to_do="Connect again.")
        await to_network(airtable.exchange_code, actor, **told)
    except PlatformError as exc:
        return problem.marked(light_pages.page("not_connected.html", exc.status, problem=exc, place=PLACE))
    return forms.go(PLACE)
