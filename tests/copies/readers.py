"""Readers who ask through the balancer without a pause, and what became of each question."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import httpx

from evals.benchmarks.swaps import Check, Outcome
from tests.copies.cluster import Cluster, wait_for
from tests.service.api.test_swaps import QUESTIONS

READERS, STREAMING = 4, 2


@dataclass
class Asked:
    """The answers that readers got, and streams that broke off and were asked again."""

    check: Check
    outcome: Outcome = field(default_factory=Outcome)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    broken: int = 0
    stop: threading.Event = field(default_factory=threading.Event)

    def note(self, response: httpx.Response) -> None:
        """Counts it, or says what is wrong with it."""
        self.check.note(response, self.outcome)
        if response.is_success:
            answer = response.json()
            self.answers[answer["id"]] = answer

    def more(self, count: int = 20) -> None:
        """Until so many more answers have come."""
        goal = len(self.answers) + count
        wait_for(lambda: len(self.answers) >= goal)


@contextmanager
def readers(cluster: Cluster) -> Iterator[Asked]:
    """They ask until the block ends; what goes wrong in one is raised then."""
    asked, failures = Asked(Check(cluster.shared, cluster.builds)), list[BaseException]()

    def run(number: int) -> None:
        try:
            with cluster.client() as client:
                for question in islice(cycle(QUESTIONS), number, None):
                    if asked.stop.is_set():
                        return
                    _ask(client, question, asked, streaming=number < STREAMING)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield asked
    finally:
        asked.stop.set()
        for thread in threads:
            thread.join()
    assert not failures, failures


def _ask(client: httpx.Client, question: str, asked: Asked, *, streaming: bool) -> None:
    body = {"question": question}
    if not streaming:
        asked.note(client.post("/v1/answers", json=body))
        return
    done = streamed(client, question)
    while done is None:
        asked.broken += 1
        done = streamed(client, question)
    asked.note(done)


def streamed(client: httpx.Client, question: str) -> httpx.Response | None:
    """The answer of the `done` event as if it had not been streamed; None where it broke off."""
    body, events = {"question": question, "stream": True}, ""
    try:
        with client.stream("POST", "/v1/answers", json=body) as response:
            if not response.is_success:
                response.read()
                return response
            for text in response.iter_text():
                events += text
    except httpx.RemoteProtocolError:
        return None
    (data,) = [each for each in events.split("\n\n") if each.startswith("event: done")]
    return httpx.Response(200, json=json.loads(data.partition("data: ")[2]))
