"""The turns of a thread as a tree: each goes on from another, and one branch of them is shown. Sync."""

from collections import defaultdict
from collections.abc import Iterator

from sqlmodel import Session, col, select

from app import models
from app.errors import NotFound


class Turns:
    """All turns of a thread, in the order in which they were asked."""

    def __init__(self, session: Session, thread_id: str) -> None:
        rows = select(models.Turn).where(models.Turn.thread_id == thread_id).order_by(col(models.Turn.id))
        self._by_id = {turn.id: turn for turn in session.exec(rows)}
        self._behind: defaultdict[str, list[str]] = defaultdict(list)
        for turn in self._by_id.values():
            self._behind[turn.parent_id].append(turn.id)

    def __iter__(self) -> Iterator[models.Turn]:
        return iter(self._by_id.values())

    def branch(self, head_id: str) -> list[models.Turn]:
        """From the first turn to this one."""
        turns = []
        while head_id in self._by_id:
            turns.append(self._by_id[head_id])
            head_id = self._by_id[head_id].parent_id
        return turns[::-1]

    def versions(self, turn: models.Turn) -> list[str]:
        """The turns that go on from the same one, oldest first; empty when there is only this one."""
        same = self._behind[turn.parent_id]
        return list(same) if len(same) > 1 else []

    def newest_end(self, turn_id: str) -> str:
        """Where the branch through this turn ends, always by the newest version."""
        while self._behind[turn_id]:
            turn_id = self._behind[turn_id][-1]
        return turn_id


def turn_of(session: Session, thread: models.Thread, turn_id: str) -> models.Turn:
    """A turn of this thread. Raises NotFound."""
    turn = session.get(models.Turn, turn_id)
    if turn is None or turn.thread_id != thread.id:
        raise NotFound("This thread has no such question.", what_to_do="Load the thread again.")
    return turn


def show(session: Session, thread: models.Thread, turn_id: str) -> None:
    """Show the branch through this turn. Raises NotFound."""
    turn = turn_of(session, thread, turn_id)
    thread.head_id = Turns(session, thread.id).newest_end(turn.id)
