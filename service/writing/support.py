"""How likely a quote supports a statement: a number, where `service.writing.claims` is a rule.

The cross-encoder reads the two together and the words that they share are counted; a logistic
regression weighs both. Its weights are data (`support.toml`), fitted by
`python -m evals.calibrate_support` on labelled pairs; the curve is in BENCHMARKS.md.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.reranking import CrossEncoder

LEAST, MOST = -11.0, 9.0


@dataclass(frozen=True, slots=True)
class Support:
    """Weights over standardised signals, each (mean, deviation, weight). A statement is kept from
    `threshold` on; from `close` on the quote's own sentence may take its place."""

    threshold: float
    close: float
    intercept: float
    signals: dict[str, tuple[float, float, float]]

    def probability(self, values: dict[str, float]) -> float:
        """The probability that the quote says what the statement says."""
        total = self.intercept + sum(
            weight * (values[name] - mean) / deviation
            for name, (mean, deviation, weight) in self.signals.items()
        )
        return 1.0 / (1.0 + math.exp(-total))


@cache
def support() -> Support:
    """The fitted weights."""
    data = tomllib.loads(files("service.writing").joinpath("support.toml").read_text("utf-8"))
    signals = {
        name: (entry["mean"], entry["deviation"], entry["weight"])
        for name, entry in data["signals"].items()
    }
    return Support(data["threshold"], data["close"], data["intercept"], signals)


def signals(
    statement: str, quotes: Sequence[str], encoder: CrossEncoder, stems: Callable[[str], set[str]]
) -> list[dict[str, float]]:
    """For each quote: the cross-encoder's logit, and the share of the statement's words in it."""
    words = stems(statement)
    logits = encoder.score(statement, quotes)
    return [
        {
            "relevance": min(max(logit, LEAST), MOST),
            "shared": len(words & stems(quote)) / max(len(words), 1),
        }
        for logit, quote in zip(logits, quotes, strict=True)
    ]
