"""How likely a quote supports a statement: a number, where `service.writing.claims` is a rule.

The cross-encoder reads the two together and the words that they share are counted; a logistic
regression weighs both. Its weights are data (`support.toml`), fitted by
`python -m evals.calibrate_support` on labelled pairs; the curve is in BENCHMARKS.md.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rapidfuzz.distance import LCSseq

from service.reranking import CrossEncoder

LEAST, MOST = -11.0, 9.0


@dataclass(frozen=True, slots=True)
class Support:
    """Weights over standardised signals, each (mean, deviation, weight). A statement is kept from
    the probability `threshold` on."""

    threshold: float
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
    return Support(data["threshold"], data["intercept"], signals)


def signals(
    statement: str, quotes: Sequence[str], encoder: CrossEncoder, stems: Callable[[str], set[str]]
) -> list[dict[str, float]]:
    """For each quote: the cross-encoder's logit, and what share of the statement's words stands in
    it, in any order and in the statement's own, which tells who does what to whom."""
    said = _in_order(statement, stems)
    words = set(said)
    logits = encoder.score(statement, quotes)
    found = []
    for logit, quote in zip(logits, quotes, strict=True):
        quoted = _in_order(quote, stems)
        found.append(
            {
                "relevance": min(max(logit, LEAST), MOST),
                "shared": len(words & set(quoted)) / max(len(words), 1),
                "ordered": _common(said, quoted) / max(len(said), 1),
            }
        )
    return found


def _in_order(text: str, stems: Callable[[str], set[str]]) -> list[str]:
    return [stem for word in re.findall(r"[\w'’]+", text) for stem in stems(word)]


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest common subsequence."""
    return int(LCSseq.similarity(one, other))
