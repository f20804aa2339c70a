"""How the service bears many readers: latency, errors, memory, and whether health stays quick.

    python -m evals.benchmarks.load [--users 20] [--think 30] [--seconds 600] SET [SET ...]

Starts a service over an index (`--index`), lets readers ask, read what they got
for `--think` seconds on average, and ask again; meanwhile `/healthz` is asked four times a second
over a connection of its own, and the process's memory is noted. `--think 0` is an overload. Each
question is asked once before any is asked again: the service remembers what it has scored.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

import httpx

from evals.benchmarks.processes import megabytes, service
from evals.questions import questions_of

HEALTH_EVERY = 0.25
MEMORY_EVERY = 5.0
TIMEOUT = 120.0


@dataclass(slots=True)
class Seen:
    """What happened: seconds of each request by its status, of health, and megabytes in time."""

    answers: dict[str, list[float]] = field(default_factory=dict)
    health: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def note(self, status: str, seconds: float) -> None:
        self.answers.setdefault(status, []).append(seconds)

    def lines(self) -> Iterator[str]:
        counts = Counter({status: len(each) for status, each in self.answers.items()})
        yield "requests: " + ", ".join(f"{n} of status {status}" for status, n in counts.items())
        for status, seconds in sorted(self.answers.items()):
            yield f"status {status}: {_quantiles(seconds)}"
        yield f"health: {_quantiles(self.health)}"
        yield f"memory: {self.memory[0]:.0f} MB at first, {max(self.memory):.0f} at most, " + (
            f"{self.memory[-1]:.0f} at last"
        )


def _quantiles(seconds: Sequence[float]) -> str:
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    median = statistics.median(ordered)
    return f"p50 {median * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms, most {ordered[-1] * 1000:.0f} ms"


async def _reader(
    client: httpx.AsyncClient, questions: Iterator[str], think: float, seen: Seen
) -> None:
    chance = random.Random()  # noqa: S311 - spreads readers, protects nothing
    await asyncio.sleep(chance.uniform(0, think))
    while True:
        begun = time.perf_counter()
        try:
            body = {"question": next(questions)}
            response = await client.post("/v1/answers", json=body)
            status = str(response.status_code)
        except httpx.HTTPError as error:
            status = type(error).__name__
        seen.note(status, time.perf_counter() - begun)
        await asyncio.sleep(chance.expovariate(1 / think) if think else 0)


async def _health(client: httpx.AsyncClient, seen: Seen) -> None:
    while True:
        begun = time.perf_counter()
        response = await client.get("/healthz")
        response.raise_for_status()
        seen.health.append(time.perf_counter() - begun)
        await asyncio.sleep(HEALTH_EVERY)


async def _memory(process: int, seen: Seen) -> None:
    while True:
        seen.memory.append(megabytes(process))
        await asyncio.sleep(MEMORY_EVERY)


async def bear(url: str, process: int, questions: list[str], options: argparse.Namespace) -> Seen:
    """Let readers ask for a while."""
    seen = Seen()
    in_turn = cycle(random.Random(0).sample(questions, len(questions)))  # noqa: S311 - an order
    limits = httpx.Limits(max_connections=options.users)
    async with (
        httpx.AsyncClient(base_url=url, timeout=TIMEOUT, limits=limits, trust_env=False) as asking,
        httpx.AsyncClient(base_url=url, timeout=TIMEOUT, trust_env=False) as looking,
    ):
        work = [
            _health(looking, seen),
            _memory(process, seen),
            *(_reader(asking, in_turn, options.think, seen) for _ in range(options.users)),
        ]
        tasks = [asyncio.create_task(each) for each in work]
        await asyncio.wait(tasks, timeout=options.seconds, return_when=asyncio.FIRST_EXCEPTION)
        for task in tasks:
            task.cancel()
        ends = await asyncio.gather(*tasks, return_exceptions=True)
    for end in ends:
        if isinstance(end, Exception):
            raise end
    return seen


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--think", type=float, default=30.0)
    parser.add_argument("--seconds", type=float, default=600.0)
    options = parser.parse_args()
    questions = [each.question for each in questions_of(options.sets)]
    with (
        tempfile.TemporaryDirectory() as folder,
        service(options.index, Path(folder)) as (url, process),
    ):
        seen = asyncio.run(bear(url, process, questions, options))
    for line in seen.lines():
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
