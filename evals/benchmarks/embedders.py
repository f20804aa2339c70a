"""What each embedder finds, words fused in: the share of questions whose facts are in the first k.

    python -m evals.benchmarks.embedders --files FOLDER SET [SET ...]

No reranking and no history: the first stage alone, as `service.retrieval` runs it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from evals.questions import EvalQuestion, questions_of
from ingest.build import update_index
from ingest.embedding import open_embedder
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from service.opened import OpenBuild
from service.retrieval import retrieve

EMBEDDERS = ("all-MiniLM-L6-v2", "bge-small-en-v1.5")
FIRST = (1, 3, 5, 10)


def main() -> int:
    """One line an embedder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    options = parser.parse_args()
    questions = questions_of(options.sets)
    asked = [question for question in questions if question.answerable and not question.history]
    print(f"{len(asked)} answerable questions that stand alone")
    for name in EMBEDDERS:
        print(measure(name, options.files, asked))
    return 0


def measure(name: str, files: Path, questions: list[EvalQuestion]) -> str:
    """Index with one embedder, ask, and say what was found and how long opening took."""
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings(index=scratch, embedder=name)
        begun = time.perf_counter()
        embedder = open_embedder(settings)
        opened = time.perf_counter() - begun
        folder = IndexFolder(settings.index)
        report = update_index(folder, [files], lambda: embedder, name)
        build = OpenBuild(*folder.live_build(), embedder.identity)
        found = dict.fromkeys(FIRST, 0)
        for question in questions:
            candidates = retrieve(question.question, build, embedder, limit=max(FIRST))
            texts = [candidate.passage.search_text for candidate in candidates]
            for first in FIRST:
                found[first] += all(question.facts_in("\n".join(texts[:first])))
        build.close()
    shares = ", ".join(f"@{first} {count / len(questions):.3f}" for first, count in found.items())
    return f"{name}: {shares}; opened in {opened:.1f} s, indexed in {report.seconds:.1f} s"


if __name__ == "__main__":
    sys.exit(main())
