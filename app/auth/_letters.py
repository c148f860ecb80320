"""What the letters of accounts say: plain, short, and with links to our own address only."""

from typing import NamedTuple

from app import config

SIGNATURE = "PyAirtable Platform"


class Letter(NamedTuple):
    """A letter before it is posted."""

    subject: str
    text: str


def sign_up(link: str, name: str) -> Letter:
    """To an address without an account that somebody wants to sign up with."""
    return _letter(
        "Finish your sign-up",
        f"Hello {name},",
        "Open this link to choose a password and name your team:",
        link,
        f"It works once, for {_minutes()} minutes. If you did not ask for an account, ignore this letter: none was"
        " made.",
    )


def has_account() -> Letter:
    """To an address with an account that somebody wants to sign up with."""
    return _letter(
        "You have an account already",
        "Somebody, perhaps you, asked for an account with this address. It has one already.",
        "To sign in:",
        f"{_url()}/sign-in",
        "If you do not know the password any more:",
        f"{_url()}/reset",
        "If it was not you, there is nothing to do.",
    )


def reset_password(link: str) -> Letter:
    """To the address of an account whose password somebody wants to set anew."""
    return _letter(
        "Choose a new password",
        "Somebody, perhaps you, asked for a new password for your account. Open this link to choose one:",
        link,
        f"It works once, for {_minutes()} minutes. A new password ends all sessions and revokes all API keys. If it"
        " was not you, there is nothing to do: the password is still the old one.",
    )


def new_device(link: str, minutes: int) -> Letter:
    """To the address of an account that is being guessed at."""
    return _letter(
        "Somebody is guessing your password",
        "Too many passwords were tried for your account, so it can be signed in to only from browsers that you have"
        " used before.",
        "To sign in with another browser, open this link in it first:",
        link,
        f"It works once, for {minutes} minutes. Nobody has got in. A long password that you use nowhere else keeps it"
        " so.",
    )


def verify_email(link: str) -> Letter:
    """To an address that an account was made with."""
    return _letter(
        "Verify your e-mail address",
        "Open this link to show that this address is yours:",
        link,
        f"It works once, for {_minutes()} minutes. If you have no account here, ignore this letter.",
    )


def change_email(link: str, name: str) -> Letter:
    """To the new address of an account."""
    return _letter(
        "Use this address for your account",
        f"{name} wants to sign in with this address from now on. Open this link to confirm it:",
        link,
        f"It works once, for {_minutes()} minutes. If that was not you, ignore this letter.",
    )


def email_changed() -> Letter:
    """To the old address of an account that has another one now."""
    return _letter(
        "Your account has another e-mail address",
        "From now on your account is signed in to with another address.",
        "If it was not you, tell the operator of this installation at once:",
        _url(),
    )


def password_changed() -> Letter:
    """To the address of an account whose password has changed."""
    return _letter(
        "Your password was changed",
        "The password of your account was changed, and all other sessions have ended.",
        "If it was not you, set a new one now:",
        f"{_url()}/reset",
    )


def token_reused() -> Letter:
    """To the address of an account one of whose programs may have lost its token to somebody."""
    return _letter(
        "A session of yours was ended",
        "A refresh token of one of your programs was used twice. That happens when it was copied, so the session was"
        " ended.",
        "If the program is yours, let it sign in again. Your sessions:",
        f"{_url()}/settings/",
    )


def invite(link: str, *, team: str, inviter: str, role: str) -> Letter:
    """To an address that somebody invites into a team."""
    return _letter(
        f"{inviter} invites you to {team}",
        f"{inviter} invites you to the team {team}, as {role}. Open this link to join:",
        link,
        f"It works once, for {config.limits().invite_days} days. If you do not know {inviter}, ignore this letter.",
    )


def account_erased() -> Letter:
    """To the address of an account that is gone."""
    return _letter(
        "Your account was deleted",
        "Your account and what it held about you are gone, as you asked. This is the last letter.",
    )


def _letter(subject: str, *paragraphs: str) -> Letter:
    return Letter(subject, "\n\n".join([*paragraphs, f"-- \n{SIGNATURE}, {_url()}"]) + "\n")


def _url() -> str:
    return config.settings().url


def _minutes() -> int:
    return config.limits().token_minutes
