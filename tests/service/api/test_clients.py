"""Our own clients of the API, the real ones over a real port, still work when keys are needed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.targets.remote import Remote
from ingest.errors import FixSettings
from service import audit
from service.keys import Role
from service.store import AnswerStore
from tests.evals.targets.serving import Server, about, small_service
from tests.service.api.keyed import a_key, make
from ui.api import Service
from ui.errors import ServiceError
from ui.settings import load_settings
from ui.shapes import Answer


@pytest.fixture
def served(tmp_path: Path, made_once: Path) -> Iterator[tuple[str, str]]:
    """The address of a service that needs a key, and a key."""
    shutil.copytree(made_once, tmp_path / "index")
    secret = make(
        AnswerStore(tmp_path / "answers.sqlite").database, a_key(role=Role.EVALUATE, burst=3)
    )
    server = Server(small_service(tmp_path))
    yield server.url, secret
    server.stop()


def test_the_chat_page_sends_the_key_of_its_settings(
    served: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, secret = served
    with pytest.raises(ServiceError, match="REFORM_QA_UI_API_KEY"):
        Service(load_settings(service_url=url)).library()
    monkeypatch.setenv("REFORM_QA_UI_API_KEY", secret)
    page = Service(load_settings(service_url=url))
    assert page.library().documents
    assert _ask(page).citations
    for _ in range(2):
        _ask(page)
    with pytest.raises(ServiceError, match="Wait 1 seconds and try again"):
        _ask(page)


def test_who_is_signed_in_to_the_chat_page_is_limited_and_audited(
    tmp_path: Path, made_once: Path
) -> None:
    shutil.copytree(made_once, tmp_path / "index")
    database = AnswerStore(tmp_path / "answers.sqlite").database
    secret = make(database, a_key(trusted=True))
    server = Server(small_service(tmp_path))
    try:
        page = Service(load_settings(service_url=server.url, api_key=secret))
        with pytest.raises(ServiceError, match="Too many questions"):
            for _ in range(10):  # more than one reader may ask at once
                _ask(page, "ada@council.example")
        assert _ask(page, "bob@council.example").states_something
    finally:
        server.stop()
    asked = [entry for entry in map(json.loads, audit.entries(database)) if "answer" in entry]
    assert len({entry["end_user"] for entry in asked}) == 2
    assert "council.example" not in json.dumps(asked)


def _ask(page: Service, user: str | None = None) -> Answer:
    *_, answer = page.ask("When will family help be offered?", [], user=user)
    assert isinstance(answer, Answer)
    return answer


def test_the_evaluations_send_their_key_and_wait_when_told(served: tuple[str, str]) -> None:
    url, secret = served
    with pytest.raises(FixSettings, match="REFORM_EVALS_KEY"):
        Remote(url)
    with pytest.raises(FixSettings, match="refuses the key"):
        Remote(url, "rqa_wrong")
    remote = Remote(url, secret)
    for _ in range(5):  # two more than may be asked at once
        assert remote.answer(about()).citations
    remote.close()
