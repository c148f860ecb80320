"""A process that hangs is told from one that is slow, and from a machine that slept."""

from app.supervisor.pulse import Pulse


class Clock:
    """Time that the test moves."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.asked = 0

    def __call__(self) -> float:
        return self.seconds

    def silent(self) -> bool:
        self.asked += 1
        return False


def seconds_until_stopped(pulse: Pulse, clock: Clock, *, limit: float) -> float | None:
    begin = clock.seconds
    while clock.seconds - begin < limit:
        clock.seconds += 0.5
        if pulse.has_stopped():
            return clock.seconds - begin
    return None


def test_process_that_never_answers_has_stopped_after_half_a_minute() -> None:
    clock = Clock()

    assert seconds_until_stopped(Pulse(clock.silent, now=clock), clock, limit=60) == 30.0
    assert clock.asked == 6


def test_process_that_answers_now_and_then_never_has() -> None:
    clock = Clock()
    pulse = Pulse(lambda: clock.seconds % 25 > 20 or clock.seconds % 25 == 0, now=clock)

    assert seconds_until_stopped(pulse, clock, limit=600) is None


def test_silence_begins_anew_with_a_new_process() -> None:
    clock = Clock()
    pulse = Pulse(clock.silent, now=clock)
    clock.seconds = 25.0
    pulse.forget()

    assert seconds_until_stopped(pulse, clock, limit=60) == 30.0


def test_sleep_of_the_machine_is_no_silence() -> None:
    clock = Clock()
    pulse = Pulse(clock.silent, now=clock)
    clock.seconds = 20_000.0

    assert pulse.has_stopped() is False
