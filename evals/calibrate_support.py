"""Fits the weights by which the service tells whether a quote supports a model's statement.

    python -m evals.calibrate_support [--check]

Takes the pairs of `evals/labelled/support.yaml`, judged by hand, and each statement with the quotes
of the others, which say something else. Fits a logistic regression on the signals of
`service.writing.support`, prints the curve (cross-validated by quote) over the pairs that the rules
of `service.writing.claims` let through, as no others are ever weighed, and writes
`service/writing/support.toml`. Then tells what rules and weights together make of
`evals/labelled/support_unseen.yaml`, which is used for neither; `--check` does that alone.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.fitting import write
from evals.metrics.support import content_words
from ingest.settings import load_settings
from service.reranking import CrossEncoder
from service.writing import support
from service.writing.claims import holds

PAIRS = Path(__file__).with_name("labelled") / "support.yaml"
UNSEEN = PAIRS.with_name("support_unseen.yaml")
TARGET = Path(support.__file__).with_name("support.toml")
FOLDS = 10
OTHERS = 3  # of other quotes, how many each statement is held against
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9)


class Pair(NamedTuple):
    """`quote` is the number of the labelled quote that the statement was written for."""

    statement: str
    text: str
    quote: int
    supported: bool


def main() -> int:
    """Print the curve and write the weights, unless asked only to check those that there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--keep", type=float, default=0.9, help="share of true statements to keep (0.9)"
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args()
    if not options.check:
        fit(options.keep)
    print_unseen(read_pairs(UNSEEN, others=0))
    return 0


def fit(keep: float) -> None:
    """`keep` is the share of true statements that the threshold is to keep."""
    pairs = read_pairs(PAIRS)
    signals = read_signals(pairs)
    names = list(signals[0])
    values = np.array([[each[name] for name in names] for each in signals])
    labels = np.array([pair.supported for pair in pairs])
    held_out = cross_validated(values, labels, [pair.quote for pair in pairs])
    through = np.array([_passes(pair) for pair in pairs])
    print(f"{len(pairs)} pairs, of which the rules let through:")
    print_curve(held_out[through], labels[through])
    threshold = float(np.quantile(held_out[through & labels], 1 - keep))
    write(
        TARGET, "python -m evals.calibrate_support", _regression(), names, values, labels, threshold
    )


def print_unseen(pairs: list[Pair]) -> None:
    """What is kept of the true statements and of the rest, and which of the rest."""
    fitted = support.support()
    kept = [
        _passes(pair) and fitted.probability(values) >= fitted.threshold
        for pair, values in zip(pairs, read_signals(pairs), strict=True)
    ]
    for name, of in (("true", True), ("other", False)):
        told = [each for pair, each in zip(pairs, kept, strict=True) if pair.supported is of]
        print(f"unseen, {name}: keeps {sum(told)} of {len(told)}")
    for pair, each in zip(pairs, kept, strict=True):
        if each and not pair.supported:
            print(f"  {pair.statement}")


def read_pairs(path: Path, others: int = OTHERS) -> list[Pair]:
    """Every statement with its own quote, and with as many that come next in the file."""
    entries: list[dict[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    found = []
    for number, entry in enumerate(entries):
        next_ones = [entries[(number + n) % len(entries)]["quote"] for n in range(1, others + 1)]
        for key in ("says", "does_not_say"):
            for statement in entry[key]:
                found.append(Pair(statement, entry["quote"], number, key == "says"))
                found += [Pair(statement, other, number, False) for other in next_ones]
    return found


def read_signals(pairs: list[Pair]) -> list[dict[str, float]]:
    """What `service.writing.support` knows of each pair."""
    encoder = CrossEncoder(load_settings())
    return [support.signals(pair.statement, [pair.text], encoder, _stems)[0] for pair in pairs]


def cross_validated(
    values: NDArray[np.float64], labels: NDArray[np.bool_], groups: list[int]
) -> NDArray[np.float64]:
    """Each pair's probability from a model that has not seen its quote."""
    found: NDArray[np.float64] = cross_val_predict(
        _model(), values, labels, groups=groups, method="predict_proba", cv=GroupKFold(FOLDS)
    )[:, 1]
    return found


def print_curve(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> None:
    """One line a point."""
    print(
        f"{labels.sum()} supported, {(~labels).sum()} not; AUC {roc_auc_score(labels, scores):.3f}"
    )
    for threshold in THRESHOLDS:
        kept, passed = (np.mean(scores[of] >= threshold) for of in (labels, ~labels))
        print(
            f"  threshold {threshold:.2f}: keeps {kept:.0%} of the true, {passed:.0%} of the rest"
        )


def _regression() -> LogisticRegression:
    return LogisticRegression(class_weight="balanced")


def _model() -> object:
    return make_pipeline(StandardScaler(), _regression())


def _passes(pair: Pair) -> bool:
    """Whether a pair is weighed at all: the quote has all words, and the rules let it through."""
    if not _stems(pair.statement) <= _stems(pair.text):
        return False
    common = re.findall(r"\b[a-z][\w'’-]*", pair.text)
    return holds(pair.statement, pair.text, _stems, lambda word: word in common)


def _stems(text: str) -> set[str]:
    return set(content_words(text))


if __name__ == "__main__":
    sys.exit(main())
