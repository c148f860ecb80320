"""The pages on which a person signs in and grants access: plain HTML without a script."""

from collections.abc import Sequence
from html import escape

from starlette.responses import HTMLResponse, RedirectResponse, Response

from app.sandbox.store.oauth import Client
from app.sandbox.store.people import Person

AUTHORIZE_PATH = "/oauth2/v1/authorize"
_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def sign_in(client: Client, scopes: Sequence[str], sealed: str, problem: str = "") -> Response:
    """Asks for a token of the person, because the sandbox knows no passwords."""
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    return _page(
        f"Sign in to grant access to {client.name}",
        f"""{told}
<p>{escape(client.name)} asks for:</p>
{_list(scopes)}
{_form_start(sealed)}
<p><label>Your token of the sandbox
<input type="password" name="token" autocomplete="off" required autofocus></label></p>
<p><button name="decision" value="sign_in">Continue</button>
<button name="decision" value="deny" formnovalidate>Cancel</button></p>
</form>""",
        status=422 if problem else 200,
    )


def choose(
    client: Client,
    scopes: Sequence[str],
    person: Person,
    bases: Sequence[tuple[str, str]],
    *,
    sealed: str,
    problem: str = "",
) -> Response:
    """Asks which bases the client may see. bases: id and name."""
    told = f'<p role="alert">{escape(problem)}</p>' if problem else ""
    boxes = "\n".join(
        f'<p><label><input type="checkbox" name="base" value="{escape(base_id)}"> {escape(name)}</label></p>'
        for base_id, name in bases
    )
    return _page(
        f"Grant access to {client.name}",
        f"""{told}
<p>{escape(client.name)} will act as {escape(person.name)} ({escape(person.email)}) and may:</p>
{_list(scopes)}
{_form_start(sealed)}
<fieldset><legend>Access</legend>
<p><label><input type="checkbox" name="all" value="1"> All current and future bases</label></p>
{boxes}
</fieldset>
<p><button name="decision" value="grant">Grant access</button>
<button name="decision" value="deny">Cancel</button></p>
</form>""",
        status=422 if problem else 200,
    )


def failed(problem: str) -> Response:
    """For a request that cannot be sent back to any client."""
    return _page("This did not work", f"<p>{escape(problem)}</p>", status=400)


def redirect(location: str) -> Response:
    return RedirectResponse(location, 303, {"cache-control": "no-store", "referrer-policy": "no-referrer"})


def _form_start(sealed: str) -> str:
    return (
        f'<form method="post" action="{AUTHORIZE_PATH}"><input type="hidden" name="request" value="{sealed}">'
    )


def _list(items: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(item)}</li>' for item in items)}</ul>"


def _page(title: str, content: str, *, status: int) -> Response:
    page = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title></head>
<body>
<main>
<h1>{escape(title)}</h1>
{content}
</main>
</body>
</html>
"""
    return HTMLResponse(page, status, _HEADERS)
