"""What an index costs by its size: making it, disk, start, memory, retrieval, answers, quality.

    python -m evals.benchmarks.sizes INDEX SET [SET ...] [--sizes 1000 100000] [--folder FOLDER]

Makes a build of each size of the real one (`grown`; a size that is in FOLDER already is used
again), searches it within this process beside exact and raw searches (`searching`), and asks a
service over it (`serving`). 1000000 is a size like others, for whoever has an hour.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.grown import FIGURES
from evals.benchmarks.plot import Panel, svg
from evals.benchmarks.searching import search_figures
from evals.benchmarks.serving import serve
from evals.benchmarks.spread import Spread, cell, p95, ratios, spread, write_json
from evals.questions import EvalQuestion, questions_of
from ingest import textstore, vectors, words
from ingest.layout import IndexFolder

SIZES = (1_000, 100_000)
STORES = {"text": textstore.FILE, "vectors": vectors.FOLDER, "words": words.FOLDER}
ROWS = {
    "made_seconds": "made in, s",
    "disk_text": "disk: texts, MB",
    "disk_vectors": "disk: vectors, MB",
    "disk_words": "disk: words, MB",
    "ready_seconds": "start until ready, s",
    "first_answer_seconds": "first answer, s",
    "megabytes_at_rest": "memory at rest, MB",
    "megabytes_after": "memory after the questions, MB",
    "embedding": "embedding a question, ms",
    "retrieval": "retrieval after that, p50 ms",
    "retrieval_p95": "retrieval, p95 ms",
    "retrieval_to_limit": "retrieval to exact numpy + raw tantivy",
    "vectors": "vector search, ms",
    "exact": "exact numpy search, ms",
    "words": "word search, ms",
    "raw_words": "raw tantivy, ms",
    "recall_at_10": "recall@10 of the vector search",
    "answer_p50": "answer, p50 ms",
    "answer_p95": "answer, p95 ms",
    "answer_to_smallest": "answer to the smallest size, same question",
    "right": "answered rightly",
    "over_refused": "answerable, refused",
    "states_nothing": "unanswerable, states nothing",
    "right_document": "right document cited",
}

PLOT = {
    "milliseconds (p50), by passages": {
        "answer_p50": "answer",
        "retrieval": "retrieval, question embedded",
        "exact": "exact numpy search",
        "raw_words": "raw tantivy search",
    },
    "megabytes, by passages": {
        "megabytes_after": "memory of the service",
        "disk_vectors": "disk: vectors",
        "disk_text": "disk: texts",
        "disk_words": "disk: words",
    },
}

Row = dict[str, Any]


def measure(to: Path, questions: Sequence[EvalQuestion], number: int, repeats: int) -> Row:
    """Every figure of one size; `number` questions are asked, searches repeated so often."""
    made = json.loads((to / FIGURES).read_text("utf-8"))
    served = serve(to, questions, number)
    times = served.milliseconds
    alone = [q.question for q in served.asked if q.answerable and not q.history]
    return {
        "passages": made["passages"],
        "documents": made["documents"],
        "questions": len(served.asked),
        "made_seconds": made["seconds"],
        **{f"disk_{name}": each for name, each in _disk(to).items()},
        "ready_seconds": spread(served.ready_seconds),
        "first_answer_seconds": served.first_answer_seconds,
        "megabytes_at_rest": served.megabytes_at_rest,
        "megabytes_after": served.megabytes_after,
        **search_figures(to, alone, repeats),
        "answer_p50": statistics.median(times.values()),
        "answer_p95": p95(list(times.values())),
        **served.quality(),
        "milliseconds": times,
    }


def _grow(index: Path, to: Path, size: int) -> None:
    """In a process of its own, whose memory goes with it."""
    ours = [sys.executable, "-m", "evals.benchmarks.grown", str(index)]
    subprocess.run([*ours, "--passages", str(size), "--to", str(to)], check=True)  # noqa: S603


def _disk(index: Path) -> dict[str, float]:
    """Megabytes by store."""
    build, _ = IndexFolder(index).live_build()
    return {
        name: sum(file.stat().st_size for file in _files(build / part)) / 1e6
        for name, part in STORES.items()
    }


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]


def beside_the_smallest(rows: Sequence[Row]) -> None:
    """Adds to each row how many times as long the same question takes there."""
    first = rows[0]["milliseconds"]
    for row in rows:
        both = [each for each in row["milliseconds"] if each in first]
        row["answer_to_smallest"] = ratios(
            [row["milliseconds"][each] for each in both], [first[each] for each in both]
        )


def table(rows: Sequence[Row]) -> list[str]:
    """Markdown: a column for each size."""
    lines = ["| passages | " + " | ".join(f"{row['passages']:,}" for row in rows) + " |"]
    lines.append("|---" * (len(rows) + 1) + "|")
    for name, told in ROWS.items():
        lines.append(f"| {told} | " + " | ".join(cell(row[name]) for row in rows) + " |")
    return lines


def plotted(rows: Sequence[Row]) -> str:
    """Time and space against size."""

    def line(name: str) -> list[tuple[float, float]]:
        values = [row[name] for row in rows]
        costs = [each.median if isinstance(each, Spread) else each for each in values]
        return [(row["passages"], cost) for row, cost in zip(rows, costs, strict=True)]

    return svg(
        [
            Panel(title, {told: line(name) for name, told in each.items()})
            for title, each in PLOT.items()
        ]
    )


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path, metavar="INDEX")
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, default=Path("var/bench"))
    parser.add_argument("--questions", type=int, default=120)
    parser.add_argument("--repeats", type=int, default=5, help="of each search")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--plot", type=Path, metavar="FILE")
    options = parser.parse_args()
    questions = questions_of(options.sets)
    rows = []
    for size in sorted(options.sizes):
        to = options.folder / str(size)
        _grow(options.index, to, size)
        rows.append(measure(to, questions, options.questions, options.repeats))
    beside_the_smallest(rows)
    print("\n".join(table(rows)))
    if options.json:
        write_json(options.json, {"sizes": rows})
    if options.plot:
        options.plot.write_text(plotted(rows), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
