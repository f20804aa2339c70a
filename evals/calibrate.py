"""Fits the weights by which the service decides whether it can answer.

    python -m evals.calibrate --pair INDEX SET [--pair INDEX SET ...]

Takes every question through the steps up to `find`, reads the signals of `service.steps.decide`,
fits a logistic regression on "answerable", prints the curve (what share of the answerable is still
answered where a given share of the unanswerable is refused, cross-validated) and writes
`service/steps/answerability.toml`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from evals.fitting import write
from evals.questions import EvalQuestion, questions_of
from ingest.layout import IndexFolder
from ingest.settings import load_settings
from ingest.vectorstores import open_stores
from service.context import Context
from service.engine import Engine
from service.opened import OpenBuild
from service.steps import decide, find, followup, guard
from service.steps.signals import signals

TARGET = Path(decide.__file__).with_name("answerability.toml")
FOLDS, REPEATS = 5, 10
STRENGTH = 0.1
REFUSED_SHARES = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


def main() -> int:
    """Print the curve and write the weights; `--refuse` chooses the point on the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--pair", nargs=2, type=Path, action="append", required=True, metavar=("INDEX", "SET")
    )
    parser.add_argument("--refuse", type=float, default=0.55)
    options = parser.parse_args()
    rows = [row for index, path in options.pair for row in read_signals(index, path)]
    names = list(rows[0][0])
    values = np.array([[signals[name] for name in names] for signals, _ in rows])
    labels = np.array([question.answerable for _, question in rows])
    held_out = cross_validated(values, labels)
    print_curve(held_out, labels)
    threshold = float(np.quantile(held_out[~labels], options.refuse))
    write(TARGET, "python -m evals.calibrate", _regression(), names, values, labels, threshold)
    return 0


def read_signals(index: Path, path: Path) -> list[tuple[dict[str, float], EvalQuestion]]:
    """The signals of each question that reaches the decision."""
    settings = load_settings(index=index)
    engine = Engine(settings)
    build = OpenBuild(
        *IndexFolder(settings.index).live_build(), engine.identity, open_stores(settings)
    )
    rows = []
    for question in questions_of([path]):
        context = engine.start(question.asked, build)
        for step in (guard.guard, followup.resolve_followup, find.find):
            step(context)
        if context.status is None and context.evidence and not decide.off_topic(context):
            rows.append((likeliest(context), question))
    return rows


def likeliest(context: Context) -> dict[str, float]:
    """The signals of the thing that is likeliest to be answered, where a question compares."""
    scopes = {item.scope for item in context.evidence}
    each = [signals(context, scope) for scope in sorted(scopes)]
    return max(each, key=decide.answerability().probability)


def _regression() -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=5_000)


def _model() -> object:
    return make_pipeline(StandardScaler(), _regression())


def cross_validated(values: NDArray[np.float64], labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Each question's probability from models that have not seen it, averaged over repeats."""
    runs = [
        cross_val_predict(
            _model(),
            values,
            labels,
            method="predict_proba",
            cv=StratifiedKFold(FOLDS, shuffle=True, random_state=seed),
        )[:, 1]
        for seed in range(REPEATS)
    ]
    mean: NDArray[np.float64] = np.mean(runs, axis=0)
    return mean


def print_curve(scores: NDArray[np.float64], labels: NDArray[np.bool_]) -> None:
    """One line a point."""
    print(
        f"{labels.sum()} answerable, {(~labels).sum()} not; AUC {roc_auc_score(labels, scores):.3f}"
    )
    for share in REFUSED_SHARES:
        threshold = np.quantile(scores[~labels], share)
        answered = np.mean(scores[labels] >= threshold)
        print(f"threshold {threshold:.3f}: refuses {share:.0%}, still answers {answered:.1%}")


if __name__ == "__main__":
    sys.exit(main())
