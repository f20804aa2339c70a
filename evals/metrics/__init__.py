"""The metrics: deterministic, no judge model, one module each with its definition and source."""

from __future__ import annotations

from evals.metrics import (
    citations,
    facts,
    figures,
    latency,
    length,
    must_not,
    refusal,
    retrieval,
    right,
    right_document,
    right_page,
    verbatim,
)
from evals.metrics.metric import Metric

# In the order of the reports.
_MODULES = (
    right,
    facts,
    must_not,
    citations,
    verbatim,
    right_document,
    right_page,
    figures,
    retrieval,
    refusal,
    length,
    latency,
)

METRICS: dict[str, Metric] = {
    metric.name: metric for module in _MODULES for metric in module.METRICS
}
