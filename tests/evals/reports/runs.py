"""Runs made by hand, as `reform-evals run` would make them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from evals.measuring import measure
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Result
from evals.runfile import GateOutcome, Run
from tests.evals.results import answer, refusal, result

HOSTILE = "</script><script>fetch('https://evil.example')</script>\"'><img src=x onerror=alert(1)>&"

FAILED = GateOutcome(name="right, set guidance", outcome="failed", text="0.5 of 2; below its floor")
PASSED = GateOutcome(name="verbatim", outcome="passed", text="1.000 of 2")
UNMEASURED = GateOutcome(name="figures", outcome="not measured", text="no such question")


def run(results: Sequence[Result], *gates: GateOutcome, created: str = "") -> Run:
    """Every set that the results name, with its questions."""
    names = dict.fromkeys(each.set for each in results)
    sets = [_set(name, [each.question for each in results if each.set == name]) for name in names]
    made = measure(results, sets, "var/index", "build", 61.0)
    return made.model_copy(
        update={"gates": list(gates), "created": created or "2026-11-22T01:40:12+00:00"}
    )


def _set(name: str, questions: Sequence[EvalQuestion]) -> QuestionSet:
    return QuestionSet(name, Path(f"{name}.yaml"), tuple(questions), {})


def sample() -> Run:
    """Right, wrong, refused, unanswerable and not judged, in two sets."""
    return run(
        [
            result(id="a1", question="How much?", tags=("money",)),
            result(answer("They receive nothing."), id="a2", question="How little?"),
            result(refusal(), id="a3", question="How often?", kind="list", tags=("time",)),
            result(refusal(), "other", id="u1", answerable=False, facts=(), kind="unanswerable"),
            result(answer(), "other", id="u2", answerable=False, facts=(), kind="unanswerable"),
            result(answer(), "other", id="n1", facts=(), kind="explain"),
        ],
        FAILED,
        PASSED,
        UNMEASURED,
    )


def hostile() -> Run:
    """Every text of somebody else's that a page shows is an attack."""
    told = answer(f"{HOSTILE} £9 million")
    quote = told.citations[0]
    document = quote.document.model_copy(
        update={"title": HOSTILE, "file": HOSTILE, "url": "javascript:alert(1)"}
    )
    quote = quote.model_copy(update={"document": document})
    told = told.model_copy(update={"citations": [quote], "interpreted_question": HOSTILE})
    question = {
        "id": HOSTILE,
        "question": HOSTILE,
        "kind": HOSTILE,
        "tags": (HOSTILE,),
        "history": ((HOSTILE, HOSTILE),),
        "docs": (HOSTILE,),
        "evidence": (HOSTILE,),
        "facts": (("</script><script>1</script>",),),
    }
    gate = GateOutcome(name=HOSTILE, outcome="failed", text=HOSTILE)
    made = run([result(told, HOSTILE, **question)], gate)
    return made.model_copy(update={"target": HOSTILE, "index": HOSTILE, "engine": HOSTILE})
