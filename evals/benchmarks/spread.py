"""A figure that was measured several times, as it is written to a table and to a file."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

ENGINES = ("chromadb", "tantivy", "onnxruntime", "numpy")


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of so many repeats; one repeat has no spread."""

    median: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        told = number(self.median)
        return f"{told} ({number(self.low)} to {number(self.high)})" if self.n > 1 else told


def spread(values: Sequence[float]) -> Spread:
    """Of at least one value."""
    low, median, high = np.quantile(np.asarray(values), (0.25, 0.5, 0.75))
    return Spread(float(median), float(low), float(high), len(values))


def ratios(ours: Sequence[float], others: Sequence[float]) -> Spread:
    """Ours to the other's, repeat by repeat: what disturbs the machine disturbs both."""
    return spread([our / other for our, other in zip(ours, others, strict=True)])


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return float(np.quantile(np.asarray(values), 0.95))


def evenly(questions: Sequence[Any], number: int) -> list[Any]:
    """So many of them, drawn evenly."""
    places = np.linspace(0, len(questions) - 1, min(number, len(questions)))
    return [questions[int(place)] for place in places]


def number(value: float) -> str:
    """Three digits that count: 0.123, 12.3, 1,230."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def cell(value: Spread | float) -> str:
    """As it stands in a table."""
    return str(value) if isinstance(value, Spread) else number(value)


def write_json(path: Path, figures: Mapping[str, Any]) -> None:
    """The figures with when, on what and with which versions they were measured."""
    about = {
        "measured": datetime.now(UTC).isoformat(timespec="seconds"),
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[1], 2),
        **{name: version(name) for name in ENGINES},
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    told = json.dumps({"about": about, **figures}, indent=1, default=asdict)
    path.write_text(told + "\n", "utf-8")
