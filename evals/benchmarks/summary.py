"""What `make bench` measured, held against the targets: one line each.

    python -m evals.benchmarks.summary FOLDER

FOLDER has the files that the benchmarks wrote with --json: ingest, sizes, concurrency, peers. What
was not measured is said to be so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from evals.benchmarks.spread import number

LARGE, LARGEST, CLIENTS = 100_000, 1_000_000, 8


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, where it is found in the files, and what it should be."""

    told: str
    place: tuple[str | int, ...]
    better: Literal[">=", "<"]
    limit: float


TARGETS = (
    Target("ingest to the tutorial chain", ("ingest", "to_tutorial"), ">=", 1.5),
    Target("ingest to the tutorial, same model", ("ingest", "to_tutorial_same_model"), ">=", 1.5),
    Target("ingest to raw encode", ("ingest", "to_raw_encode"), ">=", 0.9),
    Target("retrieval p50 at 100,000, ms", ("sizes", LARGE, "retrieval"), "<", 30),
    Target("recall@10 at 100,000", ("sizes", LARGE, "recall_at_10"), ">=", 0.98),
    Target("retrieval p50 at 1,000,000, ms", ("sizes", LARGEST, "retrieval"), "<", 80),
    Target("recall@10 at 1,000,000", ("sizes", LARGEST, "recall_at_10"), ">=", 0.98),
    Target("answer p50 at 100,000, ms", ("sizes", LARGE, "answer_p50"), "<", 500),
    Target("answer p95 at 100,000, ms", ("sizes", LARGE, "answer_p95"), "<", 1200),
    Target("8 clients to one", ("concurrency", CLIENTS, "to_first"), ">=", 2),
    Target("memory at 100,000, MB", ("sizes", LARGE, "megabytes_after"), "<", 1200),
    Target("warm start at 100,000, s", ("sizes", LARGE, "ready_seconds"), "<", 8),
)


def read(folder: Path) -> dict[str, Any]:
    """The figures of all files, rows by size and by clients."""
    found: dict[str, Any] = {}
    for path in folder.glob("*.json"):
        found |= json.loads(path.read_text("utf-8"))
    by = {"sizes": "passages", "concurrency": "clients"}
    for name, key in by.items():
        found[name] = {row[key]: row for row in found.get(name, [])}
    return found


def lines(figures: Mapping[str, Any], targets: Sequence[Target] = TARGETS) -> list[str]:
    """A line for each target: met, missed or not measured."""
    return [_line(target, _value(figures, target.place)) for target in targets]


def _value(figures: Any, place: Sequence[str | int]) -> float | None:
    for key in place:
        figures = (figures or {}).get(key)
    value = figures["median"] if isinstance(figures, dict) else figures
    return None if value is None else float(value)


def _line(target: Target, value: float | None) -> str:
    wanted = f"{target.better} {number(target.limit)}"
    if value is None:
        return f"- not measured  {target.told} ({wanted})"
    met = value >= target.limit if target.better == ">=" else value < target.limit
    return f"{'✓ met   ' if met else '✗ MISSED'}        {target.told}: {number(value)} ({wanted})"


def main() -> int:
    """Prints the lines. A target that is missed is a finding, no error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    print("\n".join(lines(read(parser.parse_args().folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
