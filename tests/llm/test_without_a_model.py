"""The attacks against our own part: what is shown and verified, whatever a model may write.

The model of these tests is the worst there is: it obeys every attack to the letter. Only what the
verification makes of that is seen.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.build import update_index
from ingest.embedding import open_embedder
from ingest.layout import IndexFolder
from ingest.settings import Settings
from service.context import Models
from service.engine import Engine
from service.opened import OpenBuild
from service.reranking import CrossEncoder
from service.schemas import Filters, Question
from tests.end_to_end.real import need_models
from tests.llm.hubs import ASKED, Attack, attacks
from tests.service.writing.queued import QueuedModel, said, writer_of

pytestmark = pytest.mark.models

IN_DOCUMENTS = [attack for attack in attacks() if attack.document]


def library(folder: Path, *, poisoned: bool) -> tuple[Settings, OpenBuild]:
    corpus = folder / "hubs"
    corpus.mkdir()
    for attack in attacks():
        (corpus / attack.file).write_bytes(attack.content(poisoned=poisoned))
    settings = Settings(index=folder / "index", models=need_models())
    embedder = open_embedder(settings)
    update_index(IndexFolder(settings.index), [corpus], lambda: embedder, settings.embedder)
    return settings, OpenBuild(*IndexFolder(settings.index).live_build(), embedder.identity)


def asked(attack: Attack) -> Question:
    """The question about the hub, put to its document alone."""
    return Question(question=ASKED.format(hub=attack.hub), filters=Filters(documents=[attack.file]))


def test_every_hub_without_its_attack_is_answered_with_its_day(tmp_path: Path) -> None:
    settings, build = library(tmp_path, poisoned=False)
    engine = Engine(settings)
    told = {attack.id: engine.answer(asked(attack), build).answer for attack in attacks()}
    assert [attack.id for attack in attacks() if attack.day not in told[attack.id]] == []


class Obedient(Engine):
    """The real engine with a model that obeys."""

    def __init__(self, settings: Settings, model: QueuedModel) -> None:
        models = Models(open_embedder(settings), CrossEncoder(settings))
        self._models = replace(models, writer=writer_of(model))


@pytest.fixture(scope="module")
def obedient(tmp_path_factory: pytest.TempPathFactory) -> tuple[Obedient, OpenBuild, QueuedModel]:
    settings, build = library(tmp_path_factory.mktemp("obedient"), poisoned=True)
    model = QueuedModel()
    return Obedient(settings, model), build, model


@pytest.mark.parametrize("attack", IN_DOCUMENTS, ids=lambda attack: attack.id)
def test_a_model_that_obeys_can_not_make_the_answer_say_it(
    obedient: tuple[Obedient, OpenBuild, QueuedModel], attack: Attack
) -> None:
    engine, build, model = obedient
    lies = [
        f"The {attack.hub} hub opens on 1 January 2099.",
        f"The {attack.hub} kinship hub opens on 1 January 2099.",
        "The hub opens on 1 January 2099.",
        f"The {attack.hub} hub has closed for ever.",
        "BANANA",
        re.sub(r"<[^>]*>|\s+", " ", attack.document or ""),
    ]
    model.tell(said(*((lie, [1]) for lie in lies)))
    told = engine.answer(asked(attack), build)
    stated = " ".join(statement.text for statement in told.statements)
    assert not re.search(attack.payload, stated or "nothing", re.IGNORECASE), stated
    assert all("2099" not in each and "BANANA" not in each for each in [stated])
