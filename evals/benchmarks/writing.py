"""What a language model makes of the answers, beside the extractive engine and itself unverified.

    python -m evals.benchmarks.writing INDEX SET [SET ...] [--json FILE]

The settings name the model (`REFORM_QA_LLM`). Every question is asked of both engines. *Unverified*
is what the model wrote, held to the same facts: what a reader would have got without verification.
A statement of it is counted as unsupported where the sources that the model was shown do not say it
by `evals.metrics.support`, which is not the service's own test.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

from evals.metrics import extraction, figures, right, support
from evals.questions import EvalQuestion, questions_of
from evals.results import Result
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from service.context import Context
from service.engine import Engine
from service.opened import OpenBuild
from service.schemas import Answer
from service.writing.drafts import Draft
from service.writing.sources import Source
from service.writing.verify import Verdict, verify


@dataclass
class Unverified:
    """What the model wrote for one question, and the passages that it was shown."""

    statements: list[str] = field(default_factory=list)
    shown: str = ""

    def is_right(self, question: EvalQuestion) -> bool:
        """For an unanswerable question: that nothing was written."""
        text = "\n".join(self.statements)
        if not question.answerable:
            return not self.statements
        return all(question.facts_in(text)) and not question.forbidden_in(text)

    def unsupported(self) -> int:
        """How many statements the passages do not say."""
        return sum(not support.supports(each, [self.shown]) for each in self.statements)

    def invented_figures(self) -> int:
        """How many statements have a figure that no passage has."""
        held = extraction.figures_held(self.shown)
        return sum(not extraction.figures(each) <= held for each in self.statements)


@dataclass
class Row:
    """One question."""

    question: EvalQuestion
    extractive: Answer
    generative: Answer
    unverified: Unverified


def main() -> int:
    """Print the table; `--json` keeps every answer."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows = list(_ask(options.index, options.sets))
    print("\n".join(_table(rows)))
    if options.json:
        told = [
            {
                "id": row.question.id,
                "question": row.question.asked.question,
                "extractive": row.extractive.model_dump(mode="json"),
                "generative": row.generative.model_dump(mode="json"),
                "unverified": row.unverified.statements,
            }
            for row in rows
        ]
        options.json.write_text(json.dumps(told, indent=1, ensure_ascii=False), "utf-8")
    return 0


def _ask(index: Path, sets: Sequence[Path]) -> Iterator[Row]:
    settings = load_settings(index=index)
    plain, writing = Engine(settings.model_copy(update={"llm": None})), Engine(settings)
    build = OpenBuild(*IndexFolder(index).live_build(), plain.identity)
    for question in questions_of(sets):
        with _listening() as unverified:
            told = writing.answer(question.asked, build)
        row = Row(question, plain.answer(question.asked, build), told, unverified)
        print(question.id, told.status, told.usage and told.usage.failure, flush=True)
        yield row


@contextmanager
def _listening() -> Iterator[Unverified]:
    """Notes each draft on its way to verification."""
    heard = Unverified()

    def noting(context: Context, draft: Draft, sources: Sequence[Source]) -> Verdict:
        heard.statements.append(draft.text)
        heard.shown = "\n".join(source.text for source in sources)
        return verify(context, draft, sources)

    with patch("service.steps.write.verify", noting):
        yield heard


def _table(rows: Sequence[Row]) -> Iterator[str]:
    answerable = [row for row in rows if row.question.answerable]
    others = [row for row in rows if not row.question.answerable]
    for name in ("extractive", "generative"):
        told = [Result(set="", question=row.question, answer=getattr(row, name)) for row in rows]
        good = sum(right.score(each) == 1 for each in told if each.question.answerable)
        refused = sum(not each.states for each in told if not each.question.answerable)
        pairs = [pair for each in told if (pair := figures.score(each))]
        held = f"{sum(p[0] for p in pairs):.0f} of {sum(p[1] for p in pairs):.0f}"
        yield f"{name}: right {good} of {len(answerable)}, refused {refused} of {len(others)}, "
        yield f"    figures that stand in their quotes {held}"
    yield from _of_the_model(rows)


def _of_the_model(rows: Sequence[Row]) -> Iterator[str]:
    wrote = [row for row in rows if row.unverified.statements]
    wrong = sum(not row.unverified.is_right(row.question) for row in wrote)
    drafts = sum(len(row.unverified.statements) for row in rows)
    unsupported = sum(row.unverified.unsupported() for row in rows)
    invented = sum(row.unverified.invented_figures() for row in rows)
    used = [row.generative.usage for row in rows if row.generative.usage]
    fates = {
        fate: sum(getattr(usage, fate) for usage in used)
        for fate in ("kept", "replaced", "dropped")
    }
    refused = [row for row in rows if not row.extractive.statements]
    kept = sum(not row.generative.statements for row in refused)
    yield f"unverified: wrong {wrong} of the {len(wrote)} answers that the model wrote"
    yield f"    {unsupported} of {drafts} statements not said by their sources, "
    yield f"    {invented} with a figure that no source has"
    yield f"statements: {fates}; failures {[u.failure for u in used if u.failure]}"
    yield f"refusals of the extractive engine kept: {kept} of {len(refused)}"


if __name__ == "__main__":
    sys.exit(main())
