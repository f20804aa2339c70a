"""The answer path: one list of steps over one context. A refusal ends it.

With a language model it words what was chosen; what is found and whether that answers does not
depend on it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from service import stopping
from service.context import Context
from service.schemas import Status
from service.steps.compose import compose
from service.steps.dating import date_it
from service.steps.decide import decide
from service.steps.find import find
from service.steps.followup import resolve_followup
from service.steps.ground import ground
from service.steps.guard import guard
from service.steps.screen import screen
from service.steps.write import write

Step = Callable[[Context], None]

STEPS: tuple[tuple[str, Step], ...] = (
    ("guard", guard),
    ("followup", resolve_followup),
    ("find", find),
    ("decide", decide),
    ("compose", compose),
    ("ground", ground),
    ("date", date_it),
)

WITH_A_MODEL: tuple[tuple[str, Step], ...] = (
    ("guard", guard),
    ("followup", resolve_followup),
    ("find", find),
    ("decide", decide),
    ("screen", screen),
    ("compose", compose),
    ("write", write),
    ("date", date_it),
)

REFUSALS = frozenset({Status.NOT_IN_DOCUMENTS, Status.OUT_OF_SCOPE, Status.REFUSED})


def run(context: Context) -> None:
    """Take the steps in turn, timing each, until one refuses or all are done. Raises `Stopped` when
    nobody waits for the answer any more."""
    started = time.perf_counter()
    for name, step in WITH_A_MODEL if context.models.writer else STEPS:
        stopping.check()
        begun = time.perf_counter()
        step(context)
        context.timings_ms[name] = _milliseconds_since(begun)
        if context.status in REFUSALS:
            break
    context.timings_ms["total"] = _milliseconds_since(started)


def _milliseconds_since(moment: float) -> float:
    return round((time.perf_counter() - moment) * 1000, 1)
