"""Who is at the door: set-up, sign-up, sign-in, sessions, tokens, passwords, people, teams, invites and keys."""

from app.auth._accounts import erase_person, make_operator, set_disabled
from app.auth._api_keys import list_api_keys, look_up_key, make_api_key, revoke_api_key, signed_in_by_key
from app.auth._asking import ANSWER, answer, ask_for_reset, ask_to_sign_up, may_sign_up
from app.auth._confirming import confirm_password, require_confirmed, require_person
from app.auth._cookies import (
    cookie_header,
    cookie_name,
    cookie_value,
    device_cookie_header,
    device_cookie_value,
)
from app.auth._deletion import delete_team
from app.auth._doors import has_owner, is_setup_token, set_up, setup_link
from app.auth._emails import (
    ask_to_change_email,
    ask_to_verify_email,
    email_to_verify,
    rename_person,
    verify_email,
)
from app.auth._export import export_team
from app.auth._guesses import forget_guesses
from app.auth._invites import invite, invite_of, list_invites, revoke_invite
from app.auth._joining import accept_invite, accept_invite_for_program, join
from app.auth._links import purge_links
from app.auth._members import (
    change_role,
    get_member,
    leave_team,
    list_members,
    remove_member,
    transfer_ownership,
)
from app.auth._new_passwords import change_password, is_reset_token, own_key_names, reset_password
from app.auth._people import add_member, create_person, create_team
from app.auth._session_list import list_sessions, revoke_other_sessions, revoke_session
from app.auth._sessions import (
    actor_for_job,
    actor_of,
    forget,
    live_among,
    look_up,
    purge_expired_sessions,
    remembered,
    session_by_id,
    session_id_of,
    session_of,
    sign_out,
)
from app.auth._shapes import Kind, NewSession, NewTokens, PersonCard, SessionCard, SignedIn
from app.auth._sign_up import accept_device, is_device_token, sign_up, sign_up_email, sign_up_name
from app.auth._signing_in import log_in, sign_in
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
from app.auth._tokens import access_session_id, log_out, refresh

__all__ = [
    "ANSWER",
    "ApiKeyCard",
    "InviteCard",
    "InviteView",
    "Kind",
    "MemberCard",
    "NewApiKey",
    "NewInvite",
    "NewSession",
    "NewTokens",
    "PersonCard",
    "SessionCard",
    "SignedIn",
    "TeamCard",
    "accept_device",
    "accept_invite",
    "accept_invite_for_program",
    "access_session_id",
    "actor_for_job",
    "actor_of",
    "add_member",
    "answer",
    "ask_for_reset",
    "ask_to_change_email",
    "ask_to_sign_up",
    "ask_to_verify_email",
    "change_password",
    "change_role",
    "confirm_password",
    "cookie_header",
    "cookie_name",
    "cookie_value",
    "create_person",
    "create_team",
    "delete_team",
    "device_cookie_header",
    "device_cookie_value",
    "email_to_verify",
    "erase_person",
    "export_team",
    "forget",
    "forget_guesses",
    "get_member",
    "has_owner",
    "invite",
    "invite_of",
    "is_device_token",
    "is_reset_token",
    "is_setup_token",
    "join",
    "leave_team",
    "list_api_keys",
    "list_invites",
    "list_members",
    "list_sessions",
    "list_teams",
    "live_among",
    "log_in",
    "log_out",
    "look_up",
    "look_up_key",
    "make_api_key",
    "make_operator",
    "make_team",
    "may_sign_up",
    "own_key_names",
    "purge_expired_sessions",
    "purge_links",
    "refresh",
    "remembered",
    "remove_member",
    "rename_person",
    "rename_team",
    "require_confirmed",
    "require_person",
    "reset_password",
    "revoke_api_key",
    "revoke_invite",
    "revoke_other_sessions",
    "revoke_session",
    "session_by_id",
    "session_id_of",
    "session_of",
    "set_disabled",
    "set_up",
    "setup_link",
    "sign_in",
    "sign_out",
    "sign_up",
    "sign_up_email",
    "sign_up_name",
    "signed_in_by_key",
    "switch_team",
    "transfer_ownership",
    "verify_email",
]
