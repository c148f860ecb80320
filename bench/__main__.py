"""`python -m bench` asks every question, one after the other."""

import importlib
import sys
import time

QUESTIONS = (
    "cold_start",
    "warm_start",
    "rest_route",
    "sign_in_rush",
    "state_event",
    "chat_stream",
    "grid",
    "cell_edit",
    "memory",
    "combined_load",
    "mirror",
    "saga_engine",
    "change_plan",
    "sandbox_formulas",
    "sandbox_requests",
)

if __name__ == "__main__":
    wanted = sys.argv[1:] or QUESTIONS
    for name in wanted:
        began = time.monotonic()
        importlib.import_module(f"bench.{name}").main()
        print(f"({name} took {time.monotonic() - began:.0f} s)")
