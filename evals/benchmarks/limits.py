"""What counting limits in PostgreSQL adds to a request, beside counting them in the process.

    python -m evals.benchmarks.limits postgresql://USER:PASSWORD@HOST/DATABASE [--requests 2000]

Each request takes from two buckets, a key's and an end user's; all have the same key, which is the
worst case, since every one of them writes its row. `at once` is how many ask at the same time, from
three copies of the service. The database should be an empty one.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence

from service.database import Database
from service.limits import Counting, Limits, Rate
from service.shared_limits import SharedLimits

COPIES, USERS = 3, 50
AT_ONCE = (1, 12)
WIDE = Rate(a_minute=100_000, burst=10_000)


async def _ask(limits: Counting, count: int, seconds: list[float]) -> None:
    for number in range(count):
        buckets = [("key", WIDE), (f"user {number % USERS}", WIDE)]
        begun = time.perf_counter()
        await limits.take(buckets)
        seconds.append(time.perf_counter() - begun)


async def measure(copies: Sequence[Counting], at_once: int, requests: int) -> list[float]:
    """Seconds of each request."""
    seconds: list[float] = []
    await _ask(copies[0], USERS, [])  # connections are made, buckets are there
    asking = [copies[each % len(copies)] for each in range(at_once)]
    await asyncio.gather(*(_ask(each, requests // at_once, seconds) for each in asking))
    return seconds


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", metavar="URL")
    parser.add_argument("--requests", type=int, default=2000)
    options = parser.parse_args()
    shared = [SharedLimits(Database(options.url)) for _ in range(COPIES)]
    for name, copies in (("in the process", [Limits()]), ("PostgreSQL", shared)):
        for at_once in AT_ONCE:
            seconds = sorted(asyncio.run(measure(copies, at_once, options.requests)))
            p95 = seconds[int(len(seconds) * 0.95)]
            print(
                f"{name}, {at_once} at once: median {statistics.median(seconds) * 1000:.3f} ms, "
                f"p95 {p95 * 1000:.3f} ms"
            )


if __name__ == "__main__":
    main()
