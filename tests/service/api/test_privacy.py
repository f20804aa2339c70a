"""Personal data is found however it is written, and goes nowhere; the harmless is let by."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from ingest.settings import Settings
from service.app import build_app
from service.privacy import find, mask
from service.state import ServiceState
from tests.service.api.asking import ask, is_problem

ROOT = Path(__file__).parents[3]
PERSONAL = {
    "an e-mail address": [
        "jo.o'neil+x@example.co.uk",
        "J\u200bO@EXAM\u200bPLE.ORG",
        "ｊｏ@example.org",
    ],
    "a phone number": [
        "07700 900123",
        "+44 7700 900123",
        "+44 (0)20 7946 0018",
        "0044 20 7946 0018",
        "(020) 7946 0018",
        "020-7946-0018",
        "01632 960001",
        "07700.900.123",
        "０７７００ ９００１２３",
    ],
    "a National Insurance number": ["QQ 12 34 56 C", "ab123456d", "AB-12-34-56-C"],
    "an NHS number": ["943 476 5919", "9434765919", "943-476-5919"],
    "a home address": [
        "12 High Street, Swindon, SN1 1AA",
        "12 high street sn11aa",
        "Flat 3, 44 Green Rd, Leeds LS1 4AP",
        "4b The Mews, SW1A 1AA",
        "SN1 1AA, number 12",
        "12, SN1 1AA",
    ],
}
HARMLESS = [
    "What happened in SN1 1AA?",
    "Which of the 150 councils in SW1A 1AA answered?",
    "between 01-02-2023 and 03-04-2024",
    "on 02/02/2023 0800",
    "943 476 5918",  # the last digit does not check the others
    "0000000000",
    "£9434765919",
    "1,234,567,890 pounds",
    "0.0712345678",
    "ISBN 978-1-78105-966-2",
    "2023-24, 2024-25 and 2025-26",
    "section 17 of the Children Act 1989, paragraph 1.12",
    "call 101, 111 or 999",
    "@educationgovuk",
    "Regulation (EU) 2016/679",
]


@pytest.mark.parametrize(
    ("kind", "text"), [(kind, text) for kind, texts in PERSONAL.items() for text in texts]
)
def test_personal_data_is_found_and_named(kind: str, text: str) -> None:
    for sentence in (text, f"Is {text} his?", f"Ask about {text}."):
        assert [found.kind for found in find(sentence)] == [kind], sentence


@pytest.mark.parametrize("text", HARMLESS)
def test_the_harmless_is_let_by(text: str) -> None:
    assert find(text) == []
    assert mask(text) == text


def test_no_question_of_the_committed_sets_is_refused() -> None:
    files = sorted((ROOT / "evals" / "sets").rglob("*.yaml"))
    asked = [entry["question"] for file in files for entry in yaml.safe_load(file.read_text())]
    assert len(asked) > 400
    assert [question for question in asked if find(question)] == []


def test_a_mask_leaves_the_rest_readable() -> None:
    masked = mask("Mail jo@example.org or ring 07700 900123, please.")
    assert masked == "Mail [e-mail address] or ring [phone number], please."


@pytest.mark.parametrize(
    "text",
    ["0" * 1000, "1 " * 500, "a." * 500 + "@", "12 st st " * 110, "flat 1 " * 140, "+44 " * 250],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    begun = time.perf_counter()
    find(text)
    assert time.perf_counter() - begun < 0.5


NI = "QQ 12 34 56 C"


def test_it_is_refused_everywhere_and_nothing_is_kept(
    client: TestClient, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    known = f"/v1/answers/{ask(client)['id']}"
    told = f"Is {NI} in care?"
    requests = {
        "question": ("/v1/answers", {"question": told}),
        "history.0.question": ("/v1/answers", {"question": "x", "history": [{"question": told}]}),
        "filters.publishers": ("/v1/answers", {"question": "x", "filters": {"publishers": [told]}}),
        "comment": (f"{known}/feedback", {"rating": "down", "comment": told}),
        "reasons": (f"{known}/feedback", {"rating": "down", "reasons": [told]}),
    }
    for field, (path, body) in requests.items():
        problem = is_problem(client.post(path, json=body), 422, "personal-data")
        assert [error["field"] for error in problem["errors"]] == [field]
        assert "a National Insurance number" in problem["detail"]
        assert NI not in str(problem)
    streamed = client.post("/v1/answers", json={"question": told, "stream": True})
    is_problem(streamed, 422, "personal-data")
    is_problem(client.get("/v1/search", params={"q": told}), 422, "personal-data")
    assert NI not in caplog.text
    assert not any(NI.encode() in file.read_bytes() for file in settings.answers.parent.iterdir())


def test_what_a_document_says_may_stand_in_the_history(client: TestClient) -> None:
    turn = {"question": "Whom do I write to?", "answer": "To team@example.org. [1]"}
    assert ask(client, history=[turn])["status"] == "answered"


def test_masked_it_is_answered_and_kept_without(state: ServiceState, settings: Settings) -> None:
    masking = Settings(index=settings.index, answers=settings.answers, personal_data="mask")
    state = replace(state, settings=masking)
    with TestClient(build_app(state)) as client:
        answer = ask(client, question=f"Will {NI} get family help?")
        assert answer["question"] == "Will [National Insurance number] get family help?"
        assert answer["status"] == "answered"
        said = {"rating": "down", "comment": f"{NI}!"}
        path = f"/v1/answers/{answer['id']}"
        assert client.post(f"{path}/feedback", json=said).status_code == 204
    (kept,) = state.answers.feedback(answer["id"])
    assert kept.comment == "[National Insurance number]!"
    assert not any(NI.encode() in file.read_bytes() for file in settings.answers.parent.iterdir())
