"""Logistic regressions whose weights are data, fitted by the evaluations and packaged as TOML."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights over standardised signals, each (mean, deviation, weight); `threshold` is the least
    probability that counts as yes."""

    threshold: float
    intercept: float
    signals: dict[str, tuple[float, float, float]]

    def probability(self, values: dict[str, float]) -> float:
        """The probability of yes, from the value of each signal."""
        total = self.intercept + sum(
            weight * (values[name] - mean) / deviation
            for name, (mean, deviation, weight) in self.signals.items()
        )
        return 1.0 / (1.0 + math.exp(-total))


@cache
def fitted(package: str, file: str) -> Fitted:
    """The weights that a package holds."""
    data = tomllib.loads(files(package).joinpath(file).read_text("utf-8"))
    signals = {
        name: (entry["mean"], entry["deviation"], entry["weight"])
        for name, entry in data["signals"].items()
    }
    return Fitted(data["threshold"], data["intercept"], signals)
