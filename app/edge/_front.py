"""The built front end: which files it has, which of them are pages, and who is sent where."""

from pathlib import Path
from urllib.parse import quote

from app import auth, config
from app.edge._headers import script_hashes
from app.edge._request import Request
from app.hops import to_room

START = "/chat/"


class Front:
    """What the build left in a folder. Without a build there are no files and no pages."""

    def __init__(self, folder: Path) -> None:
        files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
        html = [path for path in files if path.suffix == ".html"]
        self.files = frozenset(f"/{path.relative_to(folder).as_posix()}" for path in files)
        self.pages = frozenset(
            f"/{path.parent.relative_to(folder).as_posix()}"
            for path in html
            if path.name == "index.html" and path.parent != folder
        )
        self.script_hashes = script_hashes(html)

    def is_file(self, path: str) -> bool:
        return path in self.files or path.rstrip("/") in self.pages

    def is_page(self, path: str) -> bool:
        return path.rstrip("/") in self.pages or (path.endswith(".html") and path in self.files)

    def inner_path(self, path: str) -> str:
        """The path that serves a page at once; without the slash it would be a redirect to an absolute address."""
        return f"{path}/" if path in self.pages else path

    async def elsewhere(self, request: Request) -> str:
        """Where a GET must go instead; empty when it may stay. Raises Unavailable."""
        if request.path == "/":
            return START if await request.signed_in() else await _entrance()
        if self.is_page(request.path) and not await request.signed_in():
            entrance = await _entrance()
            asked = quote(f"{request.path}?{request.query}" if request.query else request.path, safe="/")
            return f"{entrance}?next={asked}" if entrance == "/sign-in" else entrance
        return ""


def built_front() -> Front:
    return Front(config.ROOT / ".web" / "build" / "client")


async def _entrance() -> str:
    return "/sign-in" if await to_room(auth.has_owner) else "/setup"
