"""Fits a logistic regression on all there is and writes it as `service.fitted` reads it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler


def write(
    target: Path,
    command: str,
    model: LogisticRegression,
    names: list[str],
    values: NDArray[np.float64],
    labels: NDArray[np.bool_],
    threshold: float,
) -> None:
    """`command` is named in the file as what wrote it; a column of `values` for each name."""
    scaler = StandardScaler().fit(values)
    model.fit(scaler.transform(values), labels)
    lines = [
        f"# Written by `{command}`; the curve is in BENCHMARKS.md.",
        f"threshold = {threshold:.4f}",
        f"intercept = {model.intercept_[0]:.4f}",
        "",
        "[signals]",
    ]
    columns = zip(names, scaler.mean_, scaler.scale_, model.coef_[0], strict=True)
    lines += [
        f"{name} = {{ mean = {mean:.4f}, deviation = {deviation:.4f}, weight = {weight:.4f} }}"
        for name, mean, deviation, weight in columns
    ]
    target.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"wrote {target.name}")
