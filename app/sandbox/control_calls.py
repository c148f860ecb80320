"""The control API for tests: /_control, from this machine and with the sandbox's own token only."""

from typing import Any

from app.sandbox import errors, ids
from app.sandbox.access import OWNER, SCOPES
from app.sandbox.faults import Fault
from app.sandbox.oauth_clients import read_client
from app.sandbox.store import oauth as oauth_store
from app.sandbox.store import people
from app.sandbox.workshop import Call, Workshop


def health(_workshop: Workshop, _call: Call) -> dict[str, Any]:
    return {"status": "ok"}


def show_requests(workshop: Workshop, _call: Call) -> dict[str, Any]:
    return {"requests": workshop.log.entries()}


def clear_requests(workshop: Workshop, _call: Call) -> dict[str, Any]:
    workshop.log.clear()
    return {"requests": []}


def show_faults(workshop: Workshop, _call: Call) -> dict[str, Any]:
    return {"faults": [fault.shown() for fault in workshop.faults.all()]}


def add_fault(workshop: Workshop, call: Call) -> dict[str, Any]:
    fault = Fault.read(call.body)
    workshop.faults.add(fault)
    return fault.shown()


def remove_fault(workshop: Workshop, call: Call) -> dict[str, Any]:
    workshop.faults.remove(call.places[0])
    return show_faults(workshop, call)


def clear_faults(workshop: Workshop, call: Call) -> dict[str, Any]:
    workshop.faults.clear()
    return show_faults(workshop, call)


def show_limits(workshop: Workshop, _call: Call) -> dict[str, Any]:
    return workshop.limits.shown()


def change_limits(workshop: Workshop, call: Call) -> dict[str, Any]:
    workshop.limits.change(call.body)
    return workshop.limits.shown()


def show_timing(workshop: Workshop, _call: Call) -> dict[str, Any]:
    return workshop.timing.shown()


def change_timing(workshop: Workshop, call: Call) -> dict[str, Any]:
    workshop.timing.change(call.body)
    return workshop.timing.shown()


def reset(workshop: Workshop, _call: Call) -> dict[str, Any]:
    """Everything as after the first start: the data of the seed, no faults, nothing counted or logged."""
    workshop.replant()
    workshop.forget()
    workshop.faults.clear()
    workshop.limits.reset()
    workshop.timing.reset()
    workshop.log.clear()
    return {"status": "ok"}


def add_token(workshop: Workshop, call: Call) -> dict[str, Any]:
    """Makes a token known: {"token", "userId"?, "scopes"?, "bases"?}, by default with everything."""
    secret = call.body.get("token")
    person_id = call.body.get("userId", OWNER.id)
    scopes = call.body.get("scopes", list(SCOPES))
    bases = call.body.get("bases")
    if not isinstance(secret, str) or not secret or not ids.is_id("usr", person_id):
        raise errors.bad_parameters()
    if not isinstance(scopes, list) or not (bases is None or isinstance(bases, list)):
        raise errors.bad_parameters()
    with workshop.database.writing() as connection:
        if person_id not in people.people(connection):
            raise errors.unknown_model("User")
        people.add_token(connection, secret, person_id, scopes, bases)
    return {"userId": person_id, "scopes": scopes, "bases": bases}


def add_client(workshop: Workshop, call: Call) -> dict[str, Any]:
    """Makes an OAuth integration known: {"clientId", "redirectUris", "name"?, "clientSecret"?, "scopes"?}."""
    try:
        client = read_client(call.body)
    except ValueError as error:
        raise errors.typed(422, "INVALID_REQUEST_UNKNOWN", f"Invalid request: {error}") from error
    with workshop.database.writing() as connection:
        oauth_store.add_client(connection, client)
    return {
        "clientId": client.id,
        "name": client.name,
        "redirectUris": list(client.redirect_uris),
        "scopes": list(client.scopes),
        "isPublic": not client.secret_digest,
    }
