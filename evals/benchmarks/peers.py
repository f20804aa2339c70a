"""Ours beside its peers in one run: the same files and questions, and models where they allow.

    python -m evals.benchmarks.peers --files FOLDER SET [SET ...] [--groundrag PYTHON]

- the LangChain tutorial chain (`tutorial`), with all-MiniLM-L6-v2 as its tutorial has it;
- groundrag, a local-first question-answering package of 2026 that refuses and cites as ours does
  (LanceDB, BM25, cross-encoder), given our embedder and our cross-encoder. PYTHON is one that has
  it: `make bench` makes it an environment of its own.

*Found*: every fact of the question stands in the first passages. *Right* and *states nothing* are
as `evals.metrics` has them; the tutorial writes no answers without a language model.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from evals.benchmarks.spread import Spread, cell, evenly, p95, spread, write_json
from evals.benchmarks.tutorial import TutorialChain
from evals.metrics.right import longest
from evals.questions import EvalQuestion, questions_of
from ingest.build import update_index
from ingest.embedding import open_embedder
from ingest.layout import IndexFolder
from ingest.models import known_models, locate
from ingest.settings import Settings, load_settings
from ingest.textstore import TextStore
from service.engine import Engine
from service.opened import OpenBuild
from service.pipeline import REFUSALS
from service.reranking import MAX_TOKENS, MODEL

FIRST = (1, 5, 10)


@dataclass(frozen=True, slots=True)
class Told:
    """What one system made of one question; `answer` is None where it writes none."""

    found: list[str]
    search_ms: float
    answer: str | None = None
    states: bool = True
    cites: bool = False
    answer_ms: float = float("nan")

    def holds(self, question: EvalQuestion, first: int) -> bool:
        return all(question.facts_in("\n".join(self.found[:first])))

    def is_right(self, question: EvalQuestion) -> bool:
        text = self.answer or ""
        held = all(question.facts_in(text)) and not question.forbidden_in(text)
        return self.states and self.cites and held and len(text) <= longest(question)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One system: seconds to index, passages, and each question."""

    seconds: float
    passages: int
    told: list[Told]


def ours(files: Path, questions: Sequence[EvalQuestion], settings: Settings) -> Outcome:
    """Reform QA as it is."""
    engine = Engine(settings)
    folder = IndexFolder(settings.index)
    begun = time.perf_counter()
    report = update_index(folder, [files], lambda: open_embedder(settings), settings.embedder)
    seconds = time.perf_counter() - begun
    build = OpenBuild(*folder.live_build(), engine.identity)
    told = [_ours(engine, build, question) for question in questions]
    build.close()
    return Outcome(seconds, report.passages, told)


def _ours(engine: Engine, build: OpenBuild, question: EvalQuestion) -> Told:
    begun = time.perf_counter()
    hits = engine.search(question.question, build, max(FIRST))
    searched = time.perf_counter()
    answer = engine.answer(question.asked, build)
    ended = time.perf_counter()
    texts = [passage.search_text for passage in _passages(build, [h.passage_id for h in hits])]
    return Told(
        texts,
        (searched - begun) * 1000,
        answer.answer,
        answer.status not in REFUSALS,
        bool(answer.citations),
        (ended - searched) * 1000,
    )


def _passages(build: OpenBuild, ids: Sequence[str]) -> Iterator[Any]:
    found = build.texts.passages_by_id(ids)
    return (found[id_] for id_ in ids)


def indexed(index: Path) -> list[Path]:
    """The files that are in an index: the peers are given the same."""
    return [Path(each.path) for each in TextStore(IndexFolder(index).live_build()[0]).documents()]


def tutorial(files: Sequence[Path], questions: Sequence[EvalQuestion]) -> Outcome:
    """The tutorial chain, its passages alone."""
    begun = time.perf_counter()
    chain = TutorialChain(files)
    seconds = time.perf_counter() - begun
    told = []
    for question in questions:
        started = time.perf_counter()
        found = chain.nearest(question.question, max(FIRST))
        told.append(Told(found, (time.perf_counter() - started) * 1000))
    return Outcome(seconds, chain.passages, told)


def groundrag(
    python: Path, files: Sequence[Path], questions: Sequence[EvalQuestion], settings: Settings
) -> Outcome:
    """groundrag, in a process of its own."""
    embedder = known_models()[settings.embedder]
    with tempfile.TemporaryDirectory() as scratch:
        to = Path(scratch) / "told.json"
        task = {
            "index": f"{scratch}/index",
            "files": list(map(str, files)),
            "embedder": {
                "folder": str(locate(embedder.name, settings.models)),
                "max_tokens": embedder.max_tokens,
                "prefix": embedder.query_prefix,
            },
            "reranker": {
                "folder": str(locate(MODEL, settings.models)),
                "max_tokens": MAX_TOKENS,
            },
            "threads": settings.threads,
            "questions": [question.question for question in questions],
            "to": str(to),
        }
        command = [str(python), "-m", "evals.benchmarks.groundrag_peer"]
        subprocess.run(command, input=json.dumps(task), text=True, check=True)  # noqa: S603
        found = json.loads(to.read_text("utf-8"))
    if found["unread"]:
        print(f"groundrag left {found['unread']} files out")
    told = [Told(**each) for each in found["answers"]]
    return Outcome(found["ingest_seconds"], found["passages"], told)


Figures = dict[str, float | Spread]


def beside_ours(outcome: Outcome, first: Outcome) -> Figures:
    """How many times as long it takes for the same question."""
    pairs = list(zip(outcome.told, first.told, strict=True))
    found: Figures = {"search_to_ours": spread([a.search_ms / b.search_ms for a, b in pairs])}
    if all(a.answer is not None for a, _ in pairs):
        found["answer_to_ours"] = spread([a.answer_ms / b.answer_ms for a, b in pairs])
    return found


def figures(outcome: Outcome, questions: Sequence[EvalQuestion]) -> Figures:
    """The column of one system."""
    pairs = list(zip(questions, outcome.told, strict=True))
    yes = [(q, told) for q, told in pairs if q.answerable and q.facts]
    no = [told for q, told in pairs if not q.answerable]
    answers = [told.answer_ms for told in outcome.told if told.answer is not None]
    shown: Figures = {
        "ingest_seconds": outcome.seconds,
        "passages": float(outcome.passages),
        **{
            f"found_{first}": statistics.fmean(told.holds(q, first) for q, told in yes)
            for first in FIRST
        },
        "search_p50": statistics.median(told.search_ms for told in outcome.told),
    }
    if answers:
        shown |= {
            "right": statistics.fmean(told.is_right(q) for q, told in yes),
            "over_refused": statistics.fmean(not told.states for _, told in yes),
            "states_nothing": statistics.fmean(not told.states for told in no),
            "answer_p50": statistics.median(answers),
            "answer_p95": p95(answers),
        }
    return shown


def main() -> int:
    """Prints the table, a column for each system."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("sets", type=Path, nargs="+", metavar="SET")
    parser.add_argument("--groundrag", type=Path, metavar="PYTHON")
    parser.add_argument("--questions", type=int, default=1_000, help="at most so many")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    alone = [q for q in questions_of(options.sets) if not q.history]
    questions = evenly(alone, options.questions)
    with tempfile.TemporaryDirectory() as scratch:
        settings = load_settings(index=scratch)
        outcomes = {"Reform QA": ours(options.files, questions, settings)}
        files = indexed(settings.index)
        outcomes["tutorial chain"] = tutorial(files, questions)
        if options.groundrag:
            outcomes["groundrag"] = groundrag(options.groundrag, files, questions, settings)
    first = outcomes["Reform QA"]
    rows = {
        name: figures(outcome, questions) | beside_ours(outcome, first)
        for name, outcome in outcomes.items()
    }
    print("| | " + " | ".join(rows) + " |")
    print("|---" * (len(rows) + 1) + "|")
    for name in rows["Reform QA"]:
        cells = [cell(row[name]) if name in row else "" for row in rows.values()]
        print(f"| {name} | " + " | ".join(cells) + " |")
    if options.json:
        told = {name: [asdict(each) for each in outcome.told] for name, outcome in outcomes.items()}
        write_json(options.json, {"peers": rows, "told": told})
    return 0


if __name__ == "__main__":
    sys.exit(main())
