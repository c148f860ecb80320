"""What the sections of a page share: being filled, and saying why they could not be."""

from collections.abc import Awaitable

import reflex as rx

from app.errors import NotSignedIn, PlatformError


class Section(rx.State, mixin=True):
    """A part of a page that fills itself. Until `ready` a skeleton stands there, and `trouble` when it failed."""

    ready: bool = False
    trouble: str = ""
    trouble_code: str = ""

    async def _fill(self, reading: Awaitable[None]) -> None:
        """Wait for what fills the section. What goes wrong stands in its place; beside what is there already it is a
        notice."""
        try:
            await reading
        except PlatformError as exc:
            if self.ready or isinstance(exc, NotSignedIn):
                raise
            self.trouble, self.trouble_code = exc.user_text, exc.code
        else:
            self.ready, self.trouble, self.trouble_code = True, "", ""
