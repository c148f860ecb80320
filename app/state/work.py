"""What the pages Changes, Runs and Inbox share: they read over REST, and a state only counts what has news.

Plans may have thousands of rows and runs hundreds of steps, so neither is ever in a state.
"""

from app import notifications
from app.actor import Role
from app.state import live
from app.state.session import SessionState, handler


class WorkState(SessionState):
    """How many news of plans, of runs and for the person this tab has heard; a page reads again when one rises."""

    plan_news: int = 0
    run_news: int = 0
    told_news: int = 0

    @handler(need=Role.VIEWER)
    async def open_page(self) -> None:
        """Count from anew: the page reads everything when it is opened."""
        self.plan_news = self.run_news = self.told_news = 0

    @handler(need=Role.VIEWER)
    async def plan_changed(self) -> None:
        """Sent by the server when a change plan of the team was made, decided or has ended."""
        self.plan_news += 1

    @handler(need=Role.VIEWER)
    async def run_changed(self) -> None:
        """Sent by the server when a run of the team went on."""
        self.run_news += 1

    @handler(need=Role.VIEWER)
    async def told(self) -> None:
        """Sent by the server when the person was told something, or has read it in another tab."""
        self.told_news += 1


live.when(notifications.NEWS, send=lambda _ids: WorkState.told())
live.when("change", send=lambda _ids: WorkState.plan_changed())
live.when("run", send=lambda _ids: WorkState.run_changed())
