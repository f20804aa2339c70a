"""What an operator watches, in Prometheus' text format. No label says who asked, or what."""

from __future__ import annotations

import time
from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import Scope

from ingest.errors import ReformQAError
from ingest.layout import IndexFolder
from ingest.quarantine import read_quarantine
from service.live import LiveIndex
from service.schemas import Answer, Usage
from service.workers import Workers

SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 30.0, 60.0)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


class Metrics:
    """The counters of one application; safe to share by threads."""

    def __init__(self, live: LiveIndex, answering: Workers) -> None:
        """The state of the index and of the queue is looked at whenever it is asked for."""
        self._registry = CollectorRegistry()
        self._registry.register(_State(live, answering))
        self._answers = Counter(
            "reform_answers", "Answers given", ("status", "engine"), registry=self._registry
        )
        self._stages = Histogram(
            "reform_answer_seconds",
            "Time of an answer by stage; `total` is all of them",
            ("stage",),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._requests = Histogram(
            "reform_request_seconds",
            "Time of a request by route; the count tells how many there were",
            ("method", "route", "status"),
            buckets=SECONDS,
            registry=self._registry,
        )
        self._tokens = Counter(
            "reform_llm_tokens",
            "Tokens of a language model",
            ("direction",),
            registry=self._registry,
        )
        self._cost = Counter(
            "reform_llm_cost",
            "What they cost, in the currency of the settings' prices",
            registry=self._registry,
        )
        self._statements = Counter(
            "reform_llm_statements",
            "Statements that a language model wrote, by what became of them",
            ("fate",),
            registry=self._registry,
        )
        self._failures = Counter(
            "reform_llm_failures",
            "Answers for which the model's words were not used, or not all",
            ("reason",),
            registry=self._registry,
        )
        self._limited = Counter(
            "reform_rate_limited",
            "Requests refused because a key or an end user had used up a limit",
            ("limit",),
            registry=self._registry,
        )

    def answered(self, answer: Answer) -> None:
        """An answer was given and stored."""
        self._answers.labels(answer.status.value, answer.engine).inc()
        for stage, milliseconds in answer.timings_ms.items():
            self._stages.labels(stage).observe(milliseconds / 1000)

    def used(self, usage: Usage) -> None:
        """A language model was called, whatever became of the answer."""
        self._tokens.labels("input").inc(usage.input_tokens)
        self._tokens.labels("output").inc(usage.output_tokens)
        self._cost.inc(usage.cost or 0.0)
        for fate in ("kept", "replaced", "dropped"):
            self._statements.labels(fate).inc(getattr(usage, fate))
        if usage.failure:
            self._failures.labels(usage.failure).inc()

    def requested(self, scope: Scope, method: str, status: int | None, seconds: float) -> None:
        """A request has ended; what it was for is told by its route alone."""
        known = method if method in METHODS else "other"
        route = getattr(scope.get("route"), "path", "none")
        self._requests.labels(known, route, status or "broken off").observe(seconds)

    def limited(self, limit: str) -> None:
        """A request was refused with 429."""
        self._limited.labels(limit).inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._registry)


class _State(Collector):
    def __init__(self, live: LiveIndex, answering: Workers) -> None:
        self._live = live
        self._answering = answering

    def collect(self) -> Iterable[Metric]:
        yield _gauge("reform_answering", "Answers under way or waiting", self._answering.taken)
        yield from self._index()
        quarantined = _quarantined(self._live.folder)
        if quarantined is not None:
            what = "Files that ingest could not use"
            yield _gauge("reform_quarantined_files", what, quarantined)

    def _index(self) -> Iterable[Metric]:
        try:
            with self._live.use() as build:
                manifest, documents = build.manifest, len(build.documents)
        except ReformQAError:
            yield _gauge("reform_index_up", "1 while an index is served", 0)
            return
        problem = self._live.problem is not None
        age = max(0.0, time.time() - datetime.fromisoformat(manifest.created).timestamp())
        yield _gauge("reform_index_up", "1 while an index is served", 1)
        yield _gauge("reform_index_degraded", "1 while it is not the newest", int(problem))
        yield _gauge("reform_index_age_seconds", "Time since it was built", age)
        yield _gauge("reform_index_documents", "Documents in it", documents)
        yield _gauge("reform_index_passages", "Passages in it", manifest.passages)


def _quarantined(folder: IndexFolder) -> int | None:
    try:
        return len(read_quarantine(folder))
    except ReformQAError:
        return None


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, what, value=value)
