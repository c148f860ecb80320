"""The chat page: the list of threads, the open thread, and the answer that is being written."""

import json
from typing import Any
from uuid import uuid4

import reflex as rx

from app import assistant
from app.actor import Actor, Role
from app.assistant import Chart, ExportFile, Message, Proof, ResultTable, Step, ThreadCard, TurnRef
from app.errors import InvalidInput, NotFound
from app.state import live, tabs
from app.state.session import SessionState, handler

_ANSWER_FIELDS = [
    name for name in Message.model_fields if name not in {"role", "created_at", "versions", "files"}
]


class ChatState(SessionState):
    """`messages` are finished; the newest answer is apart, in small vars, so that a delta never carries the list."""

    threads: list[ThreadCard] = []
    threads_ready: bool = False
    place: str = "loading"
    thread_id: str = ""
    thread_title: str = ""
    starters: list[str] = []
    messages: list[Message] = []
    accepted: str = ""

    answer_id: str = ""
    answer_turn_id: str = ""
    answer_text: str = ""
    answer_status: str = "done"
    answer_steps: list[Step] = []
    answer_charts: list[Chart] = []
    answer_tables: list[ResultTable] = []
    answer_proofs: list[Proof] = []
    answer_exports: list[ExportFile] = []
    answer_plans: list[str] = []
    answer_suggestions: list[str] = []
    answer_problem: str = ""
    answer_problem_code: str = ""
    answer_seconds: float = 0.0
    answer_model: str = ""
    answer_notice: str = ""
    answer_usage: int = 0
    answer_cost: str = ""
    answer_unproven: list[str] = []
    answer_earlier: str = ""
    answer_context_size: int = 0

    _answer: Message | None = None
    _has_opened: bool = False
    _is_moving: bool = False
    _loop: int = 0

    @handler(need=Role.VIEWER)
    async def open_page(self) -> Any:
        """Shows the thread of the address, or the start page without one."""
        actor = await self._actor()
        wanted, is_first, self._has_opened = self._address(), not self._has_opened, True
        await self._list_threads(actor)
        if wanted:
            self._is_moving = False
            return await self._open(actor, wanted, afresh=is_first)
        if self._is_moving:
            # A quick typist asked before this ran: the question stays on the page, which is on its way to it.
            # A wish for a new chat comes after the browser has reached the thread, so it is never taken for this.
            return rx.redirect(f"/chat/?t={self.thread_id}", replace=True)
        self._close("empty")
        self.starters = await assistant.starters(actor)
        return None

    @handler(need=Role.VIEWER)
    async def ask(self, text: str, client_id: str, files: list[str] | None = None) -> Any:
        """Asks in the open thread, with files that wait; without one, a new thread is made and becomes the address."""
        actor = await self._actor()
        thread_id = self.thread_id if self._has_opened else self._address()
        turn = await assistant.ask(
            actor, text, thread_id=thread_id, client_id=client_id, file_ids=files or ()
        )
        follow = await self._go_on_with(actor, turn, client_id)
        is_new = self.thread_id != turn.thread_id
        self._is_moving = is_new
        self.thread_id, self.place = turn.thread_id, "open"
        return [follow, rx.redirect(f"/chat/?t={turn.thread_id}", replace=True)] if is_new else follow

    @handler(need=Role.VIEWER)
    async def ask_suggested(self, text: str) -> Any:
        """Asks a question that was offered, unless an answer is on its way."""
        return None if self.answer_status == "running" else ChatState.ask(text, uuid4().hex)

    @handler(need=Role.VIEWER)
    async def ask_instead(self, text: str, client_id: str, turn_id: str) -> Any:
        """Asks another version of the question of a turn; the thread goes on from it."""
        actor = await self._actor()
        turn = await assistant.ask(
            actor, text, thread_id=self.thread_id, instead_of=turn_id, client_id=client_id
        )
        turns = [message.turn_id for message in self.messages]
        if self.answer_turn_id != turn.turn_id and turn_id in turns:
            self.messages, self._answer = self.messages[: turns.index(turn_id)], None
        return await self._go_on_with(actor, turn, client_id)

    @handler(need=Role.VIEWER)
    async def ask_again(self, turn_id: str) -> Any:
        """Answers the question of a turn once more, as another version of it."""
        asked = [
            message.text
            for message in self.messages
            if message.turn_id == turn_id and message.role == "person"
        ]
        return ChatState.ask_instead(asked[-1], uuid4().hex, turn_id) if asked else None

    @handler(need=Role.VIEWER)
    async def ask_query(self, query: str, client_id: str) -> Any:
        """Asks a changed query of a proof (JSON) as the next question."""
        actor = await self._actor()
        asked = _as_object(query)
        turn = await assistant.ask_query(actor, asked, thread_id=self.thread_id, client_id=client_id)
        return await self._go_on_with(actor, turn, client_id)

    @handler(need=Role.VIEWER)
    async def go_on(self, turn_id: str) -> Any:
        """Goes on with the newest answer, which was cut off."""
        return ChatState.ask_suggested(assistant.GO_ON) if turn_id == self.answer_turn_id else None

    @handler(need=Role.VIEWER)
    async def show_version(self, turn_id: str) -> Any:
        """Shows the thread with another version of a question."""
        actor = await self._actor()
        await assistant.change_thread(actor, self.thread_id, shown_turn=turn_id)
        await self._note_thread(actor, self.thread_id)
        return await self._open(actor, self.thread_id)

    @handler(need=Role.VIEWER, background=True)
    async def follow(self, turn_id: str) -> None:
        """Shows a turn while it grows, until it ends, another loop takes over or the tab is gone."""
        async with self:
            actor = await self._actor()
            self._loop += 1
            mine = self._loop
        async for message in assistant.watch(actor, turn_id):
            async with self:
                if not await self._still_watching(mine):
                    return
                self._show(message)

    @handler(need=Role.VIEWER)
    async def stop(self) -> None:
        await assistant.stop_turn(await self._actor(), self.answer_turn_id)

    @handler(need=Role.VIEWER)
    async def rename(self, thread_id: str, title: str) -> None:
        actor = await self._actor()
        await assistant.change_thread(actor, thread_id, title=title)
        await self._list_threads(actor)

    @handler(need=Role.VIEWER)
    async def pin(self, thread_id: str, pinned: bool) -> None:
        """Keeps a thread above the others, or lets it go."""
        actor = await self._actor()
        await assistant.change_thread(actor, thread_id, pinned=pinned)
        await self._list_threads(actor)

    @handler(need=Role.VIEWER)
    async def archive(self, thread_id: str, archived: bool) -> None:
        """Puts a thread away, or takes it back into the list."""
        actor = await self._actor()
        await assistant.change_thread(actor, thread_id, archived=archived)
        await self._list_threads(actor)

    @handler(need=Role.VIEWER)
    async def delete(self, thread_id: str) -> Any:
        """Deletes a thread; when it is the open one, the start page takes its place."""
        actor = await self._actor()
        await assistant.delete_thread(actor, thread_id)
        await self._list_threads(actor)
        return rx.redirect("/chat/", replace=True) if thread_id == self.thread_id else None

    @handler(need=Role.VIEWER)
    async def thread_changed(self, thread_id: str) -> Any:
        """Sent by the server when a thread of the person changed, in whichever tab it was."""
        actor = await self._actor()
        has_changed = await self._note_thread(actor, thread_id)
        is_shown = thread_id == self.thread_id and self.answer_status != "running"
        return await self._open(actor, thread_id) if has_changed and is_shown else None

    def _address(self) -> str:
        """The thread in the address of the page; empty for the start page."""
        return str(self.router.url.query_parameters.get("t", ""))

    async def _list_threads(self, actor: Actor) -> None:
        self.threads = await assistant.list_threads(actor)
        self.threads_ready = True
        self._name_open_thread()

    async def _note_thread(self, actor: Actor, thread_id: str) -> bool:
        """Bring one line of the list up to date, or take it out; whether there was anything to do."""
        card = await assistant.find_thread(actor, thread_id)
        if card is not None and card.archived:
            card = None
        if card == next((known for known in self.threads if known.id == thread_id), None):
            return False
        others = [known for known in self.threads if known.id != thread_id]
        self.threads = sorted(
            [*others, *filter(None, [card])], key=lambda each: (each.pinned, each.updated_at), reverse=True
        )
        self._name_open_thread()
        return True

    def _name_open_thread(self) -> None:
        titles = {card.id: card.title for card in self.threads}
        self.thread_title = titles.get(self.thread_id, self.thread_title)

    async def _open(self, actor: Actor, thread_id: str, *, afresh: bool = False) -> Any:
        """Puts a thread on the page and picks up the answer that is being written in it."""
        try:
            thread = await assistant.get_thread(actor, thread_id)
        except NotFound:
            return self._close("missing")
        is_same_turn = self.answer_turn_id == thread.running_turn_id != ""
        self.thread_id, self.thread_title, self.place = thread.id, thread.title, "open"
        if is_same_turn and not afresh:
            return ChatState.follow(thread.running_turn_id)
        finished = [message for message in thread.messages if message.status != "running"]
        shown = [*self.messages, *([self._answer] if self._answer and self._answer.turn_id else [])]
        if finished == shown and not thread.running_turn_id:
            return None
        self._loop += 1
        self._lay_out(finished, thread.running_turn_id)
        return ChatState.follow(thread.running_turn_id) if thread.running_turn_id else None

    def _lay_out(self, finished: list[Message], running_turn_id: str) -> None:
        """The last answer stands apart, because the right panel tells about it and the next one takes its place."""
        has_answer = bool(finished) and finished[-1].role == "assistant" and not running_turn_id
        self.messages = finished[:-1] if has_answer else finished
        self._show(finished[-1] if has_answer else _blank(running_turn_id))

    def _close(self, place: str) -> None:
        self._loop += 1
        self.thread_id, self.thread_title, self.place = "", "", place
        self._lay_out([], "")

    async def _go_on_with(self, actor: Actor, turn: TurnRef, client_id: str) -> Any:
        """Show a question that was saved, and give the event that follows its answer."""
        self.accepted = client_id
        if self.answer_turn_id != turn.turn_id:
            self._begin(turn.question, turn.turn_id)
        await self._note_thread(actor, turn.thread_id)
        return ChatState.follow(turn.turn_id)

    def _begin(self, question: Message, turn_id: str) -> None:
        kept = [self._answer] if self._answer and self._answer.turn_id else []
        self.messages = [*self.messages, *kept, question]
        self._show(_blank(turn_id))

    def _show(self, message: Message) -> None:
        self._answer = message
        for name in _ANSWER_FIELDS:
            if getattr(self, f"answer_{name}") != getattr(message, name):
                setattr(self, f"answer_{name}", getattr(message, name))

    async def _still_watching(self, mine: int) -> bool:
        # The session may have ended meanwhile: a background handler is checked at its start only.
        await self._actor()
        return self._loop == mine and await tabs.is_open(self.router.session.client_token)


def _as_object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise InvalidInput("This query cannot be asked.", what_to_do="Load the page again.")
    return found


def _blank(turn_id: str) -> Message:
    """An answer without words: it is on its way when there is a turn, and not there otherwise."""
    return Message.model_construct(
        id=turn_id and f"answer-{turn_id}", turn_id=turn_id, text="", status="running" if turn_id else "done"
    )


live.when("thread_changed", send=lambda ids: ChatState.thread_changed(ids["thread_id"]))
