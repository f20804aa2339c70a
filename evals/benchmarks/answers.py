"""Right answers and right refusals, ours beside the tutorial chain, on the same files.

    python -m evals.benchmarks.answers --files FOLDER SET [SET ...]

Indexes FOLDER into a throwaway index with the default settings, asks every question one at a time,
and prints the table that BENCHMARKS.md quotes.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from evals.asking import ask
from evals.benchmarks.tutorial import TutorialChain
from evals.measuring import measure
from evals.questions import EvalQuestion, QuestionSet, load_sets
from evals.targets.in_process import open_index
from evals.terminal import render
from ingest.build import update_index
from ingest.discovery import discover
from ingest.embedding import open_embedder
from ingest.layout import IndexFolder
from ingest.settings import load_settings


def main() -> int:
    """Ours first, then the peer; nothing runs beside anything else."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    options = parser.parse_args()
    sets = load_sets(options.sets)
    ours(options.files, sets)
    peer(options.files, [question for each in sets for question in each.questions])
    return 0


def ours(files: Path, sets: list[QuestionSet]) -> None:
    """Index, ask, print."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings(index=scratch)
        folder = IndexFolder(settings.index)
        report = update_index(folder, [files], lambda: open_embedder(settings), settings.embedder)
        print(f"indexed {report.passages} passages in {report.seconds:.1f} s")
        target = open_index(settings)
        begun = time.monotonic()
        results = [ask(target, each.name, q) for each in sets for q in each.questions]
        print(render(measure(results, sets, "ours", target.index, time.monotonic() - begun)))
        target.close()


def peer(files: Path, questions: list[EvalQuestion]) -> None:
    """The same questions to the tutorial chain."""
    paths = [source.path for source in discover([files]).sources]
    chain = TutorialChain(paths)
    answerable = [question for question in questions if question.answerable]
    held, times = [], []
    for question in answerable:
        begun = time.perf_counter()
        held.append(all(question.facts_in(chain.first_chunk(question.question))))
        times.append((time.perf_counter() - begun) * 1000)
    print("tutorial chain")
    print(f"  facts in its first chunk  {sum(held) / len(held):.3f}")
    print("  states_nothing            0 (it has no way to refuse)")
    print(f"  p50_ms (retrieval alone)  {statistics.median(times):.0f}")


if __name__ == "__main__":
    sys.exit(main())
