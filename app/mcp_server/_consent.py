"""Asking the person at the client about a change: what MCP calls elicitation, in its form without sessions.

The reply to the call is a question with a sealed state; the client calls again with the answer and that state. The seal
binds it to the key, to the call with its arguments and to some minutes. No process keeps anything, so the answer may
come to any of them, also after a restart. Clients of the era before could only be asked within a session, so what they
change waits in the Inbox.
"""

import json
from typing import Any

import mcp_types as types
from mcp.server import ServerRequestContext
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp_types.version import is_version_at_least

from app import config, tools
from app.actor import Actor
from app.errors import PlatformError
from app.hops import to_room
from app.telemetry import logger
from app.tools import Question, ToolOutcome, Verdict

log = logger(__name__)
Context = ServerRequestContext[Any, Any]
SINCE = "2026-07-28"
SECONDS = 600
ANSWER, FIELD = "consent", "approve"
FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        FIELD: {
            "type": "boolean",
            "title": "Write this",
            "description": "Yes writes exactly what is shown. No declines it.",
        }
    },
    "required": [FIELD],
}


def actor_of(context: Context) -> Actor:
    """Whom the door let in with this request."""
    assert context.request is not None
    actor: Actor = context.request.state.actor
    return actor


def boundary(audience: str) -> RequestStateBoundary:
    """What seals and opens the state. One sealed with an earlier secret key is opened still."""
    keys = config.settings().keys_for("mcp-consent")
    return RequestStateBoundary(
        RequestStateSecurity(keys=keys, ttl=SECONDS, bind_principal=_whose), default_audience=audience
    )


def can_be_asked(context: Context, actor: Actor) -> bool:
    """Whether the owner of the key allowed it, and the client of this request shows forms to its person."""
    if not (actor.writes_need_approval and actor.client_may_confirm):
        return False
    return keeps_no_session(context) and shows_forms(context)


def keeps_no_session(context: Context) -> bool:
    """Whether the client is of the era in which a question is the reply to a call."""
    return is_version_at_least(context.protocol_version, SINCE)


def shows_forms(context: Context) -> bool:
    """Whether the client said that it shows forms to its person."""
    known = context.session.client_capabilities
    form = known.elicitation if known is not None else None
    # A bare {} is what clients said before there was anything but forms.
    return form is not None and (form.form is not None or form.url is None)


async def asking(actor: Actor, outcome: ToolOutcome) -> types.InputRequiredResult | None:
    """The question about what a tool prepared, as a reply; None when nothing waits, or it has to wait in the Inbox."""
    try:
        question = await to_room(tools.question, actor, outcome.plan_id) if outcome.plan_id else None
    except PlatformError as exc:
        # The plan is there, and what the tool says of it is true: its person is told of it later.
        log.warning("consent_not_asked", code=exc.code)
        question = None
    if question is None:
        return None
    form = types.ElicitRequestFormParams(message=question.text, requested_schema=FORM)
    return types.InputRequiredResult(
        input_requests={ANSWER: types.ElicitRequest(params=form)},
        request_state=json.dumps([question.plan_id, question.digest]),
    )


async def answered(actor: Actor, params: types.CallToolRequestParams) -> ToolOutcome:
    """What became of the change that was asked about. The state is our own: the boundary opened it."""
    plan_id, digest = json.loads(params.request_state or "")
    return await tools.settle(actor, params.name, Question(plan_id, digest), _verdict(params))


def _verdict(params: types.CallToolRequestParams) -> Verdict:
    """Only a yes to the question itself is one: a form that was sent back empty decides nothing."""
    answer = (params.input_responses or {}).get(ANSWER)
    if not isinstance(answer, types.ElicitResult) or answer.action == "cancel":
        return "none"
    given = (answer.content or {}).get(FIELD)
    if answer.action == "decline" or given is False:
        return "no"
    return "yes" if given is True else "none"


def _whose(context: Context) -> str:
    actor = actor_of(context)
    return f"{actor.team_id}:{actor.person_id}:{actor.key_id}"
