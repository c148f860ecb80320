"""A build step of Reflex that makes the front end talk to whatever origin served it."""

import re
from pathlib import Path
from typing import Unpack

from reflex_base.plugins import Plugin
from reflex_base.plugins.base import PostBuildContext

_BACKEND_URL = re.compile(
    r"""(?P<quote>[`"'])(?P<scheme>http|ws)://localhost:\d+(?P<path>/[^`"']*)(?P=quote)"""
)
_ORIGIN = {"http": "location.origin", "ws": "location.origin.replace(/^http/,'ws')"}


class OriginRelativePlugin(Plugin):
    """Rewrites the backend addresses that Reflex bakes into the bundle.

    `reflex export` writes `http://localhost:8000/...` into one small chunk, so a bundle built once would
    only work on that port and without TLS. The rewrite runs after the build and before compression.
    """

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Rewrites `assets/reflex-env-*.js`; stops the build if there is nothing to rewrite."""
        rewritten = sum(
            make_origin_relative(chunk)
            for chunk in Path(context["static_dir"]).glob("assets/reflex-env-*.js")
        )
        if not rewritten:
            raise SystemExit(
                "The front end cannot be made origin-relative: no backend address was found in assets/reflex-env-*.js. "
                "The build layout of Reflex has changed; app/build_plugin.py must follow it."
            )


def make_origin_relative(chunk: Path) -> int:
    """Replaces the absolute backend addresses in one JavaScript file and says how many there were."""
    source, count = _BACKEND_URL.subn(_from_origin, chunk.read_text(encoding="utf-8"))
    if count:
        chunk.write_text(source, encoding="utf-8")
    return count


def _from_origin(match: re.Match[str]) -> str:
    quote = match["quote"]
    return f"({_ORIGIN[match['scheme']]}+{quote}{match['path']}{quote})"
