"""The same run of steps in DBOS Transact: `python -m bench.durable_peer URL STEPS` prints its steps a second.

In a process of its own, because DBOS keeps itself for the whole process.
"""

import sys
import time

from dbos import DBOS, DBOSConfig


def main(url: str, steps: int) -> None:
    """One workflow of so many steps, each recorded before the next begins."""
    config: DBOSConfig = {"name": "bench", "system_database_url": url, "log_level": "ERROR"}
    DBOS(config=config)

    @DBOS.step()
    def effect(number: int) -> int:
        return number

    @DBOS.workflow()
    def run() -> int:
        return sum(effect(number) for number in range(steps))

    DBOS.launch()
    run()
    began = time.perf_counter()
    assert run() == sum(range(steps))
    print(steps / (time.perf_counter() - began))
    DBOS.destroy()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
