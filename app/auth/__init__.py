"""Who is at the door: set-up, sign-in, sessions, people and members."""

from app.auth._api_keys import list_api_keys, make_api_key, revoke_api_key, signed_in_by_key
from app.auth._confirming import require_confirmed, require_person
from app.auth._cookies import cookie_header, cookie_name, cookie_value
from app.auth._deletion import delete_team
from app.auth._doors import has_owner, is_setup_token, set_up, setup_link, sign_in
from app.auth._export import export_team
from app.auth._invites import invite, invite_of, list_invites, revoke_invite
from app.auth._joining import accept_invite, join
from app.auth._members import (
    change_role,
    get_member,
    leave_team,
    list_members,
    remove_member,
    transfer_ownership,
)
from app.auth._people import add_member, create_person, create_team
from app.auth._sessions import (
    actor_for_job,
    actor_of,
    forget,
    live_among,
    look_up,
    purge_expired_sessions,
    remembered,
    revoke_session,
    session_by_id,
    session_id_of,
    session_of,
    sign_out,
)
from app.auth._shapes import NewSession, NewTokens, PersonCard, SessionCard, SignedIn
from app.auth._team_shapes import (
    ApiKeyCard,
    InviteCard,
    InviteView,
    MemberCard,
    NewApiKey,
    NewInvite,
    TeamCard,
)
from app.auth._teams import list_teams, make_team, rename_team, switch_team

__all__ = [
    "ApiKeyCard",
    "InviteCard",
    "InviteView",
    "MemberCard",
    "NewApiKey",
    "NewInvite",
    "NewSession",
    "NewTokens",
    "PersonCard",
    "SessionCard",
    "SignedIn",
    "TeamCard",
    "accept_invite",
    "actor_for_job",
    "actor_of",
    "add_member",
    "change_role",
    "cookie_header",
    "cookie_name",
    "cookie_value",
    "create_person",
    "create_team",
    "delete_team",
    "export_team",
    "forget",
    "get_member",
    "has_owner",
    "invite",
    "invite_of",
    "is_setup_token",
    "join",
    "leave_team",
    "list_api_keys",
    "list_invites",
    "list_members",
    "list_teams",
    "live_among",
    "look_up",
    "make_api_key",
    "make_team",
    "purge_expired_sessions",
    "remembered",
    "remove_member",
    "rename_team",
    "require_confirmed",
    "require_person",
    "revoke_api_key",
    "revoke_invite",
    "revoke_session",
    "session_by_id",
    "session_id_of",
    "session_of",
    "set_up",
    "setup_link",
    "sign_in",
    "sign_out",
    "signed_in_by_key",
    "switch_team",
    "transfer_ownership",
]
