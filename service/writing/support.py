"""How likely a quote supports a statement: a number, where `service.writing.claims` is a rule.

The cross-encoder reads the two together and the words that they share are counted; a logistic
regression weighs both. Its weights are data (`support.toml`), fitted by
`python -m evals.calibrate_support` on labelled pairs; the curve is in BENCHMARKS.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rapidfuzz.distance import LCSseq

from service.fitted import Fitted, fitted
from service.reranking import CrossEncoder

LEAST, MOST = -11.0, 9.0


def support() -> Fitted:
    """The fitted weights; from `threshold` on a statement is kept."""
    return fitted("service.writing", "support.toml")


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
