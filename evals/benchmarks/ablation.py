"""What each part of the answer path brings: the same questions with one part left out at a time.

    python -m evals.benchmarks.ablation --pair INDEX SET [--pair INDEX SET ...]

Prints, for each variant, the share answered right and the share of unanswerable questions that
state nothing. Weights and threshold stay as they are, fitted with every part in place, so a
variant's loss is that of leaving the part out, not of tuning without it. The cross-encoder's scores
are remembered over the variants, so this says nothing about time.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from evals.metrics.right import verdict
from evals.questions import questions_of
from evals.results import Result
from ingest.layout import IndexFolder
from ingest.settings import Settings, load_settings
from ingest.vectorstores import open_stores
from service import scoring
from service.context import Ranked
from service.engine import Engine
from service.opened import OpenBuild
from service.reranking import CrossEncoder
from service.retrieval import retrieve
from service.steps import compose, decide, find, followup, signals

# Passages whose nearness is looked up.
ALL = 1_000
VARIANTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {}


def _variant(name: str, owner: Any, attribute: str) -> Callable[..., Any]:
    def add(instead: Callable[..., Any]) -> Callable[..., Any]:
        VARIANTS[name] = (owner, attribute, instead)
        return instead

    return add


@_variant("words alone, no vectors", find, "retrieve")
def _by_words(question: str, build: OpenBuild, embedder: Any, **how: Any) -> Any:
    near = dict(build.vectors.search(embedder.embed_question(question), ALL, how.get("documents")))
    with mock.patch.object(build.vectors, "search", return_value=[]):
        found = retrieve(question, build, embedder, **how)
    # The decision reads how near the best is: that it is not sought by must not look like far away.
    return [replace(each, cosine=near.get(each.passage.id, 0.0)) for each in found]


@_variant("vectors alone, no words", find, "retrieve")
def _by_meaning(question: str, build: OpenBuild, embedder: Any, **how: Any) -> Any:
    with mock.patch.object(build.words, "search", return_value=[]):
        return retrieve(question, build, embedder, **how)


@_variant("passages in the order found, not reranked", find, "rerank")
def _as_found(context: Any, asked: str, candidates: Sequence[Any]) -> Any:
    scores = context.models.cross_encoder.score(asked, [c.passage.search_text for c in candidates])
    return [Ranked(c, score, asked) for c, score in zip(candidates, scores, strict=True)]


@_variant("no places, dates and documents understood", find, "scopes_of")
def _no_scopes(*_: Any) -> list[Any]:
    return []


@_variant("no document's name before a unit", scoring._Named, "before")
def _unnamed(_: Any, __: Any, text: str) -> str:
    return text


@_variant("units read without what stands above them", scoring, "in_context")
def _bare(unit: Any) -> str:
    return str(unit.text)


@_variant("no whole lists", scoring, "_whole_lists_first")
def _as_scored(evidence: list[Any], _: Any) -> list[Any]:
    return evidence


@_variant("no tables as lists", compose, "_rows_for_a_list")
def _no_rows(_: Any) -> list[Any]:
    return []


@_variant("follow-ups taken as they are", followup, "leans_on_history")
def _alone(_: Any) -> bool:
    return False


@_variant("a conversation's questions taken by themselves", followup, "_put_in_context")
def _no_context(*_: Any) -> None:
    return None


@_variant("things compared in words not taken apart", find, "sides_of")
def _no_sides(*_: Any) -> list[Any]:
    return []


@_variant("two questions in one taken as one", find, "questions_in")
def _as_one(*_: Any) -> list[Any]:
    return []


@_variant("no section named", scoring, "names_section")
def _no_section(*_: Any) -> float:
    return 0.0


@_variant("nothing is taken for granted", signals, "lacks_premise")
def _no_premise(*_: Any) -> bool:
    return False


@_variant("every question answered, no decision", decide, "answers")
def _always(*_: Any) -> bool:
    return True


class _Remembering(CrossEncoder):
    """Scores each pair once."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._known: dict[tuple[str, str], float] = {}

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        new = [text for text in texts if (question, text) not in self._known]
        scores = zip(new, super().score(question, new), strict=True)
        self._known |= {(question, text): score for text, score in scores}
        return [self._known[question, text] for text in texts]


class _RememberingEngine(Engine):
    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._models = replace(self._models, cross_encoder=_Remembering(settings))


@contextmanager
def _without(name: str) -> Iterator[None]:
    owner, attribute, instead = VARIANTS[name]
    with mock.patch.object(owner, attribute, instead):
        yield


def main() -> int:
    """One line a variant and set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pair", nargs=2, type=Path, action="append", required=True, metavar=("INDEX", "SET")
    )
    options = parser.parse_args()
    for index, path in options.pair:
        settings = load_settings(index=index)
        engine = _RememberingEngine(settings)
        build = OpenBuild(
            *IndexFolder(settings.index).live_build(), engine.identity, open_stores(settings)
        )
        print(f"{path.name}", flush=True)
        print(f"  {'all parts':44}{_shares(engine, build, path)}", flush=True)
        for name in VARIANTS:
            with _without(name):
                print(f"  {name:44}{_shares(engine, build, path)}", flush=True)
        build.close()
    return 0


def _shares(engine: Engine, build: OpenBuild, path: Path) -> str:
    right: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions_of([path]):
        result = Result(
            set=path.stem, question=question, answer=engine.answer(question.asked, build)
        )
        right[question.answerable].append(bool(verdict(result)))
    answered, refused = (sum(right[kind]) / max(len(right[kind]), 1) for kind in (True, False))
    return f"right {answered:.3f}  states nothing {refused:.3f}"


if __name__ == "__main__":
    sys.exit(main())
