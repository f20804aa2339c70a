"""Who waits for an answer: hears each statement as it is final, and may stop listening."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from service.schemas import Statement, Usage


def nobody(_: Statement) -> None:
    """Nobody wants to hear a statement before the answer is whole."""


def uncounted(_: Usage) -> None:
    """Nobody counts what a language model costs: an evaluation, a terminal."""


@dataclass(frozen=True, slots=True)
class Listener:
    """`until` is when the answer must be there, by `time.monotonic`; `gone` is set once nobody
    listens any more, which ends what only a listener needs, such as a model's call. `used` hears
    what each such call took, of answers that nobody waits for in the end, too."""

    stated: Callable[[Statement], None] = nobody
    until: float = math.inf
    gone: threading.Event = field(default_factory=threading.Event)
    used: Callable[[Usage], None] = uncounted
