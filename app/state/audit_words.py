"""Acts of the audit as sentences: who did it, and what was done to whom."""

from collections import defaultdict

from app.actor import Role
from app.audit import AuditEntry

# The rest of the sentence that begins with the name of who did it. In braces stand facts and personal data; what
# was erased reads "somebody".
_SENTENCES = {
    "platform.set_up": "set up the platform",
    "person.signed_up": "made an account",
    "person.signed_in": "signed in",
    "person.sign_in_refused": "had a sign-in refused for a wrong password",
    "person.guessing_stopped": "was guarded from guessing: new devices are confirmed by mail",
    "person.signed_out": "signed out",
    "person.email_verified": "verified the e-mail address",
    "person.email_changed": "changed the e-mail address",
    "person.renamed": "changed the name",
    "person.password_changed": "changed the password",
    "person.password_reset_asked": "asked for a link for a new password",
    "person.password_reset": "set a new password with a mailed link",
    "person.disabled": "disabled the account of {name}",
    "person.enabled": "enabled the account of {name} again",
    "person.made_operator": "made {name} an operator",
    "person.erased": "deleted the account",
    "session.revoked": "ended a session",
    "session.refresh_reused": "had a session ended, because its refresh token came twice",
    "team.made": "made the team",
    "team.renamed": "renamed the team from {from} to {to}",
    "team.exported": "exported everything of the team",
    "team.deleted": "deleted the team",
    "team.ownership_transferred": "gave the team to {name}",
    "member.invited": "invited {email} as {role}",
    "member.invite_revoked": "revoked the invite of {email}",
    "member.joined": "joined as {role}",
    "member.role_changed": "changed the role of {name} from {from} to {to}",
    "member.removed": "removed {name}",
    "member.left": "left the team",
    "api_key.made": "made an API key that may {scope}",
    "api_key.revoked": "revoked an API key",
    "connection.added": "added a connection to Airtable",
    "connection.renamed": "renamed a connection",
    "connection.planned": "set the calls a month of a connection to {plan_calls}",
    "connection.reconnected": "gave a connection another credential",
    "connection.lost": "had a connection refused by Airtable",
    "connection.removed": "removed a connection",
    "keys.rotated": "sealed the stored secrets with the newest key",
    "audit.exported": "exported the audit",
    "change.approved": "approved a change of {records} records",
    "change.denied": "denied a change",
    "change.delegated": "asked somebody else to decide on a change",
    "change.rule_set": "set when a second person has to approve",
    "model.budget_set": "changed what may be spent on language models",
    "prompt.saved": "saved the prompt “{title}”, version {version}",
    "prompt.deleted": "deleted the prompt “{title}”",
    "thread.shared": "shared a thread of {messages} messages with the team",
    "thread.unshared": "stopped sharing a thread",
    "run.approved": "approved step {step} of a run",
    "run.rejected": "rejected step {step} of a run",
    "run.cancelled": "cancelled a run, to take it back",
    "run.paused": "paused a run",
    "run.resumed": "let a paused run go on",
    "run.step_skipped": "skipped a step of a run",
    "run.step_edited": "gave a step of a run other parameters",
    "run.step_retried": "had a step of a run tried again",
    "run.handled_by_hand": "said that a step of a run was undone by hand",
    "run.settled": "said whether a step of a run had happened",
}
# What the platform does to somebody, for example when demo data is laid.
_BY_PLATFORM = {"member.joined": "added {name} as {role}"}
_NAMES = {
    "writes_need_approval": "Asks first",
    "client_may_confirm": "Its client may ask",
    "asked_in_client": "Asked in the client",
    "user_agent": "Browser",
    "email": "E-mail",
}
_HIDDEN = {"salt"}


def who(entry: AuditEntry) -> str:
    """The name of who did it."""
    if entry.person_name:
        return entry.person_name
    return "Somebody who is erased" if entry.person_id else "The platform"


def words(entry: AuditEntry, people: dict[str, str]) -> str:
    """What was done, to follow the name. `people` are names by id, for acts that name nobody themselves."""
    sentences = _SENTENCES if entry.person_id else {**_SENTENCES, **_BY_PLATFORM}
    named = {"name": people[entry.subject_id]} if entry.subject_id in people else {}
    known = defaultdict(lambda: "somebody", {**named, **entry.facts, **entry.personal})
    return sentences[entry.act].format_map(known)


def facts(entry: AuditEntry) -> list[tuple[str, str]]:
    """What else is known, as names and values in words; ids that only a program reads are left out."""
    known = {**entry.facts, **entry.personal}
    told = [
        (_NAMES.get(name, name.replace("_", " ").capitalize()), _told(value))
        for name, value in known.items()
        if name not in _HIDDEN and not _is_id(value) and value not in (None, "")
    ]
    return [*told, ("Door", entry.door), ("Act", entry.act), ("Request", entry.request_id)]


def _told(value: object) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).capitalize() if value in set(Role) else str(value)


def _is_id(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 32 and all(char in "0123456789abcdef" for char in value)
