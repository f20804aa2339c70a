"""Answers a second by how many readers ask at once, beside the rate of one reader.

    python -m evals.benchmarks.concurrency SET [SET ...] [--index INDEX] [--clients 1 2 4 8 16 32]

Each number of clients has a service of its own, warmed up with questions of other words, and asks
the same questions, each once: nothing that was kept of one can answer another. What is answered
must be what a single client is answered.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import numpy as np

from evals.benchmarks.load import TIMEOUT
from evals.benchmarks.processes import service
from evals.benchmarks.spread import evenly, number, p95, spread, write_json
from evals.questions import questions_of

CLIENTS = (1, 2, 4, 8, 16, 32)
WARM_UP = (
    "What is this library about?",
    "Who wrote the report?",
    "When was it published?",
    "How many pages are there?",
)
# More than may wait by default: that some are refused is the business of `load`.
QUEUE = "64"


@dataclass(frozen=True, slots=True)
class Round:
    """So many clients: the rate, each question's milliseconds, and what it was answered."""

    clients: int
    rate: float
    milliseconds: list[float]
    answers: dict[str, str]

    def same(self, other: Round) -> float:
        """The share of the questions that were answered alike."""
        return float(np.mean([self.answers[each] == text for each, text in other.answers.items()]))


def served_at_once(index: Path, questions: Sequence[str], clients: int) -> Round:
    """Ask a service that is started for it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        service(index, Path(folder), REFORM_QA_QUEUE=QUEUE) as (url, _),
    ):
        return ask_at_once(url, questions, clients)


def ask_at_once(url: str, questions: Sequence[str], clients: int) -> Round:
    """Warm it up, then ask each question once, so many at a time."""
    limits = httpx.Limits(max_connections=clients)
    with (
        httpx.Client(base_url=url, timeout=TIMEOUT, limits=limits, trust_env=False) as client,
        ThreadPoolExecutor(clients) as pool,
    ):

        def ask(question: str) -> tuple[float, str]:
            begun = time.perf_counter()
            response = client.post("/v1/answers", json={"question": question})
            response.raise_for_status()
            return (time.perf_counter() - begun) * 1000, response.json()["answer"]

        for question in WARM_UP:
            ask(question)
        begun = time.perf_counter()
        told = list(pool.map(ask, questions))
        seconds = time.perf_counter() - begun
    answers = {question: text for question, (_, text) in zip(questions, told, strict=True)}
    return Round(clients, len(questions) / seconds, [each for each, _ in told], answers)


def measure(
    index: Path, questions: Sequence[str], numbers: Sequence[int], repeats: int
) -> list[dict[str, Any]]:
    """A row for each number of clients, the ratios within each repeat; prints them."""
    rounds: dict[int, list[Round]] = {clients: [] for clients in numbers}
    for _ in range(repeats):
        for clients in numbers:
            rounds[clients].append(served_at_once(index, questions, clients))
            print(f"{clients} clients: {rounds[clients][-1].rate:.2f} answers a second", flush=True)
    return [_row(each, rounds[numbers[0]]) for each in rounds.values()]


def _row(rounds: Sequence[Round], first: Sequence[Round]) -> dict[str, Any]:
    times = [each.milliseconds for each in rounds]
    return {
        "clients": rounds[0].clients,
        "rate": spread([each.rate for each in rounds]),
        "to_first": spread([a.rate / b.rate for a, b in zip(rounds, first, strict=True)]),
        "p50": spread([float(np.median(each)) for each in times]),
        "p95": spread([p95(each) for each in times]),
        "same_answers": spread([a.same(b) for a, b in zip(rounds, first, strict=True)]),
    }


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--index", type=Path, default=Path("var/index"))
    parser.add_argument("--clients", type=int, nargs="+", default=CLIENTS)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    alone = [q.question for q in questions_of(options.sets) if not q.history]
    questions = evenly(list(dict.fromkeys(alone)), options.questions)
    rows = measure(options.index, questions, options.clients, options.repeats)
    columns = ("rate", "to_first", "p50", "p95", "same_answers")
    print("| clients | answers a second | to the first | p50 ms | p95 ms | same answers |")
    print("|---|---|---|---|---|---|")
    for row in rows:
        print("|", " | ".join([number(row["clients"]), *(str(row[c]) for c in columns)]), "|")
    if options.json:
        write_json(options.json, {"concurrency": rows})
    return 0


if __name__ == "__main__":
    sys.exit(main())
