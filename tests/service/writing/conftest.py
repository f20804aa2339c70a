"""A small library, and an engine whose model says what a test tells it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from service.engine import Engine
from service.fitted import Fitted
from service.listening import Listener
from service.opened import OpenBuild
from service.schemas import Answer, Question
from service.steps import decide
from service.writing import support
from tests.service.steps.small import ALWAYS, MODELS, build_of
from tests.service.writing.queued import QueuedModel, writer_of

TRAINING = "The strategy provides £9 million for the training of kinship carers."
HELP = "Every council will offer family help by April 2026."
VISITS = "Advocates must visit each child within five days."
FILES = {
    "strategy.txt": f"Strategy\n\n{TRAINING}\n\n{HELP} It will be given by one team.\n",
    "advocacy.txt": f"Advocacy\n\n{VISITS} They may bring a friend.\n",
}
CATALOGUE = """
[[document]]
file = "strategy.txt"
title = "Strategy"
kind = "strategy"
published = 2023-02-02

[[document]]
file = "advocacy.txt"
title = "Advocacy"
kind = "guidance"
"""
# The words alone, as the small models know no meaning.
BY_WORDS = Fitted(0.5, 0.0, {"shared": (0.7, 0.1, 1.0)})


@dataclass
class Writing:
    """An engine with its model, over one build."""

    build: OpenBuild
    model: QueuedModel
    engine: Engine

    def answer(self, question: str, listener: Listener | None = None, **more: Any) -> Answer:
        asked = Question(question=question, **more)
        return self.engine.answer_to(listener or Listener(), asked, self.build)

    def sent(self) -> str:
        """All that the last call sent."""
        return "\n".join(str(message.content) for message in self.model.asked[-1])


class WritingEngine(Engine):
    """The real engine over the arithmetic models and a queued one."""

    def __init__(self, model: QueuedModel, **more: Any) -> None:
        self._models = replace(MODELS, writer=writer_of(model, **more))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("writing"), FILES, CATALOGUE)


@pytest.fixture
def model() -> QueuedModel:
    return QueuedModel()


@pytest.fixture
def writing(library: OpenBuild, model: QueuedModel) -> Writing:
    return Writing(library, model, WritingEngine(model))


@pytest.fixture(autouse=True)
def lenient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(decide, "answerability", lambda: ALWAYS)
    monkeypatch.setattr(support, "support", lambda: BY_WORDS)
    yield
