"""Traces reach a collector, a real one of gRPC, and tell it nothing of what was asked."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import grpc
import pytest
from fastapi.testclient import TestClient
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2 as messages
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2_grpc as services

from ingest.errors import FixSettings
from ingest.settings import load_settings
from service.app import build_app
from service.state import ServiceState
from service.tracing import open_traces
from tests.service.api.asking import HELP


class Collector(services.TraceServiceServicer):
    """Keeps what it is sent."""

    def __init__(self) -> None:
        self.received: list[messages.ExportTraceServiceRequest] = []

    def Export(  # noqa: N802 - the protocol's name
        self, request: messages.ExportTraceServiceRequest, context: object
    ) -> messages.ExportTraceServiceResponse:
        self.received.append(request)
        return messages.ExportTraceServiceResponse()


@pytest.fixture
def collector() -> Iterator[tuple[Collector, str]]:
    collector, server = Collector(), grpc.server(ThreadPoolExecutor(1))
    services.add_TraceServiceServicer_to_server(collector, server)  # type: ignore[no-untyped-call]
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield collector, f"http://127.0.0.1:{port}"
    server.stop(None)


def test_a_collector_hears_of_requests_and_of_no_question(
    collector: tuple[Collector, str], state: ServiceState
) -> None:
    heard, url = collector
    traced = replace(state, traces=open_traces(url))
    with TestClient(build_app(traced)) as client:  # what is left is sent when it ends
        assert client.get("/v1/search", params={"q": "family help"}).status_code == 200
        assert client.post("/v1/answers", json=HELP).status_code == 200
        assert client.post("/v1/answers", json={"question": "a@b.org?"}).status_code == 422
    text = str(heard.received)
    assert "GET /v1/search" in text
    assert 'key: "http.route"' in text
    assert "reform-qa" in text
    for secret in ("family", "q=", "a@b.org", "url.query", "client.address", "user_agent"):
        assert secret not in text


def test_nothing_is_traced_unless_a_collector_is_named(state: ServiceState) -> None:
    assert state.traces is None


def test_a_collector_has_an_address() -> None:
    with pytest.raises(FixSettings, match="REFORM_QA_OTLP"):
        load_settings(otlp="127.0.0.1:4317")


def test_a_collector_that_is_away_harms_no_request(state: ServiceState) -> None:
    traced = replace(state, traces=open_traces("http://127.0.0.1:9"))
    with TestClient(build_app(traced)) as client:
        assert client.post("/v1/answers", json=HELP).status_code == 200
