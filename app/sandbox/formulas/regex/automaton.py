"""The automaton of a program, made while it runs: a state is the list of steps at which the program may stand."""

from collections.abc import Iterable, Sequence

from app.sandbox.formulas.budget import PROGRAM_STEP, Budget
from app.sandbox.formulas.regex.program import Beside, Step, beside, holds, kind_of

# The states of an automaton together remember so many steps and transitions, a few megabytes. Then it forgets them all.
MAX_REMEMBERED = 50_000


class _State(dict[str, "tuple[_State, bool]"]):
    """Where the program may stand, preferred ones first, behind a character of a kind.

    As a dictionary it holds for each next character the next state, and whether a match ended before the character.
    The end of the text is the character "".
    """

    __slots__ = ("before", "is_dead", "is_searching", "steps")

    def __init__(self, steps: tuple[int, ...], before: Beside, *, is_searching: bool) -> None:
        super().__init__()
        self.steps = steps
        self.before = before
        self.is_searching = is_searching
        self.is_dead = not steps and not is_searching


class Automaton:
    """Finds where matches end.

    is_searching: matches may begin anywhere, and the leftmost counts, with its preferred end; else they begin where it
    starts, and the longest counts.
    """

    def __init__(self, program: Sequence[Step], *, is_searching: bool) -> None:
        self._program = program
        self._is_searching = is_searching
        self._states: dict[tuple[tuple[int, ...], Beside, bool], _State] = {}
        self._remembered = 0

    def end_after(self, text: str, start: int, budget: Budget, *, is_any_enough: bool = False) -> int | None:
        """Where the match from start on ends, None if there is none.

        is_any_enough: the first end that is found will do. Raises Exhausted.
        """
        found = None
        state = self._begin(beside(text, start - 1))
        position = start
        for position, character in enumerate(text[start:], start):
            following = state.get(character) or self._follow(state, character, budget)
            state, is_match = following
            if is_match:
                found = position
            if state.is_dead or (is_match and is_any_enough):
                break
        else:
            if (state.get("") or self._follow(state, "", budget))[1]:
                found = len(text)
        budget.spend(position - start + 1)
        return found

    def start_before(self, text: str, end: int, least: int, budget: Budget) -> int:
        """Where the longest match of the reversed pattern that ends here begins, not before least.

        There must be one. Raises Exhausted.
        """
        found = end
        state = self._begin(beside(text, end))
        for position in range(end, least, -1):
            following = state.get(text[position - 1]) or self._follow(state, text[position - 1], budget)
            state, is_match = following
            if is_match:
                found = position
            if state.is_dead:
                break
        else:
            # The character before least is not consumed; it is only looked at.
            outside = text[least - 1] if least else ""
            if (state.get(outside) or self._follow(state, outside, budget))[1]:
                found = least
        budget.spend(end - found + 1)
        return found

    def _begin(self, before: Beside) -> _State:
        steps = () if self._is_searching else (0,)
        return self._state(steps, before, is_searching=self._is_searching)

    def _follow(self, state: _State, character: str, budget: Budget) -> tuple[_State, bool]:
        """What comes after the state with the character, remembered in it."""
        after = kind_of(character) if character else Beside.EDGE
        begins = (*state.steps, 0) if state.is_searching else state.steps
        reached = self._closure(begins, state.before, after)
        budget.spend(PROGRAM_STEP * (len(reached) + 1))
        steps, is_match = [], False
        for index in reached:
            step = self._program[index]
            if step.test is not None:
                if character and step.test(character):
                    steps.append(index + 1)
            elif not step.ways and step.place is None and step.slot is None:
                is_match = True
                if self._is_searching:
                    break
        is_searching = state.is_searching and not is_match
        following = self._state(tuple(steps), after, is_searching=is_searching), is_match
        state[character] = following
        self._remembered += 1
        return following

    def _closure(self, begins: Iterable[int], before: Beside, after: Beside) -> dict[int, None]:
        """The steps that are reached from these without a character, in the order of preference."""
        reached: dict[int, None] = {}
        for begin in begins:
            waiting = [begin]
            while waiting:
                index = waiting.pop()
                if index in reached:
                    continue
                reached[index] = None
                step = self._program[index]
                if step.ways:
                    waiting += reversed(step.ways)
                elif step.slot is not None or (step.place is not None and holds(step.place, before, after)):
                    waiting.append(index + 1)
        return reached

    def _state(self, steps: tuple[int, ...], before: Beside, *, is_searching: bool) -> _State:
        key = (steps, before, is_searching)
        state = self._states.get(key)
        if state is None:
            if self._remembered > MAX_REMEMBERED:
                self._states.clear()
                self._remembered = 0
            self._remembered += len(steps) + 1
            state = self._states[key] = _State(steps, before, is_searching=is_searching)
        return state
