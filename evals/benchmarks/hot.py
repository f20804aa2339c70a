"""What one client and several get of the service over an index, and how soon it is ready.

    python -m evals.benchmarks.hot [--index DIR] [--clients 8] [--most 100] SET [SET ...]

Starts a service, then asks half of the questions one after the other and the other half by several
clients at once, without pauses. No question is asked twice, as the service remembers what it has
scored; the first half once more, at the end, says what that is worth.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles

import httpx

from evals.benchmarks.load import TIMEOUT
from evals.benchmarks.processes import megabytes, service
from evals.questions import questions_of

WARM = "Which questions are answered here?"


def ask(client: httpx.Client, questions: Sequence[str], clients: int) -> tuple[list[float], float]:
    """Seconds of each answer, and answers a second."""

    def one(question: str) -> float:
        begun = time.perf_counter()
        client.post("/v1/answers", json={"question": question}).raise_for_status()
        return time.perf_counter() - begun

    begun = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        seconds = list(pool.map(one, questions))
    return seconds, len(questions) / (time.perf_counter() - begun)


def lines(url: str, process: int, questions: Sequence[str], clients: int) -> Iterator[str]:
    """The figures, as they come."""
    halves = questions[::2], questions[1::2]
    with httpx.Client(base_url=url, timeout=TIMEOUT, trust_env=False) as client:
        ask(client, [WARM], 1)
        rates = []
        for what, asked, at_once in (
            ("1 client", halves[0], 1),
            (f"{clients} clients", halves[1], clients),
            ("1 client, asked again", halves[0], 1),
        ):
            seconds, rate = ask(client, asked, at_once)
            rates.append(rate)
            p50, p95 = (quantiles(seconds, n=20, method="inclusive")[at] * 1000 for at in (9, 18))
            yield f"{what}: {rate:.2f} answers a second, p50 {p50:.0f} ms, p95 {p95:.0f} ms"
    yield f"{clients} clients get {rates[1] / rates[0]:.2f} times what one gets"
    yield f"memory: {megabytes(process):.0f} MB"


def main() -> int:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--most", type=int, default=100, help="questions in all (100)")
    options = parser.parse_args()
    questions = list(dict.fromkeys(each.question for each in questions_of(options.sets)))
    random.Random(0).shuffle(questions)  # noqa: S311 - an order, which protects nothing
    begun = time.perf_counter()
    with (
        tempfile.TemporaryDirectory() as folder,
        service(options.index, Path(folder)) as (url, process),
    ):
        print(f"ready after {time.perf_counter() - begun:.1f} s")
        for line in lines(url, process, questions[: options.most], options.clients):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
