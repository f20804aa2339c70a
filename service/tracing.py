"""Traces of requests for an OpenTelemetry collector, where the settings name one.

The framework makes the spans. It puts the address with its query into them, which is a question at
`/v1/search`, and what identifies the caller: so of each span only what `KEPT` lists is sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult

from ingest.errors import FixSettings

KEPT = frozenset(
    {"http.request.method", "http.route", "http.response.status_code", "error.type", "url.scheme"}
)
SEND_SECONDS = 5


class Discreet(SpanExporter):
    """Sends spans on without what they should not tell."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        return self._exporter.export([_discreet(span) for span in spans])

    def shutdown(self) -> None:
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._exporter.force_flush(timeout_millis)


def open_traces(collector: str) -> TracerProvider:
    """Sends spans to a collector by OTLP over gRPC, in the background. Raises `FixSettings`."""
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise FixSettings(
            "setting REFORM_QA_OTLP needs a package: run `pip install 'reform-qa[otel]'`"
        ) from error
    exporter = OTLPSpanExporter(
        endpoint=collector, insecure=collector.startswith("http://"), timeout=SEND_SECONDS
    )
    provider = TracerProvider(
        resource=Resource.create({"service.name": "reform-qa"}), shutdown_on_exit=False
    )
    provider.add_span_processor(BatchSpanProcessor(Discreet(exporter)))
    return provider


def telemetry(provider: TracerProvider | None) -> Any:
    """What the framework is told: traces go to the provider; figures are at `/metrics`, and its
    logs would quote what was asked."""
    off = {"metrics": False, "logs": False, "auto_configure": False}
    return {**off, "tracing": provider is not None, "tracer_provider": provider}


def _discreet(span: ReadableSpan) -> ReadableSpan:
    attributes = {name: value for name, value in (span.attributes or {}).items() if name in KEPT}
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=attributes,
        kind=span.kind,
        status=span.status,
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
