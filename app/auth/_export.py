"""Everything of a team as one JSON document, written page by page."""

from collections.abc import Iterator

from app.actor import Actor


def export_team(actor: Actor) -> Iterator[bytes]:
    """The team as pieces of one JSON document: members, threads with messages, invites, keys and audit, no secrets.

    Only owners may, with a fresh password; what is raised is raised before the first piece. Each page is read when
    it is asked for, so that changes made meanwhile may be in it. Raises Forbidden, ConfirmPassword.
    """
    raise NotImplementedError
