"""OpenAI's form of a question and an answer: what is read, what is told, what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from service.chat import inert
from service.edge import MAX_CHAT_BODY
from service.schemas import Question
from service.state import ServiceState
from tests.service.api.asking import HELP, ask, is_problem
from tests.service.api.fakes import FakeEngine
from tests.service.api.keyed import bearing, make

CHAT = "/v1/chat/completions"
ASKED = {"role": "user", "content": HELP["question"]}


def complete(client: TestClient, *messages: dict[str, Any], **more: object) -> dict[str, Any]:
    body = {"model": "reform-qa", "messages": [*messages, ASKED], **more}
    response = client.post(CHAT, json=body)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def pieces(text: str) -> list[Any]:
    lines = [line.removeprefix("data: ") for line in text.splitlines() if line.startswith("data")]
    return [json.loads(line) for line in lines if line != "[DONE]"]


def test_it_is_the_same_answer_with_numbered_sources_under_it(client: TestClient) -> None:
    answer, usual = complete(client), ask(client)
    (choice,) = answer["choices"]
    message = choice["message"]
    assert choice["finish_reason"] == "stop"
    assert message["citations"] == usual["citations"]
    assert message["status"] == usual["status"]
    text, _, sources = message["content"].partition("\n\n**Sources**\n")
    assert text == usual["answer"]
    assert sources.splitlines()[0] == (
        "- [1] Family help strategy, Department for Education, 2 February 2023, paragraph 1.1 "
        "https://example.org/strategy"
    )
    assert len(sources.splitlines()) == len(usual["citations"])


def test_it_is_kept_under_its_id(client: TestClient) -> None:
    answer = complete(client)
    kept = client.get(f"/v1/answers/{answer['id']}").json()
    assert kept["citations"] == answer["choices"][0]["message"]["citations"]
    assert kept["question"] == HELP["question"]


def test_a_stream_tells_the_same(client: TestClient) -> None:
    whole = complete(client)["choices"][0]["message"]
    body = {"messages": [ASKED], "stream": True, "stream_options": {"include_usage": True}}
    text = client.post(CHAT, json=body).text
    assert text.endswith("data: [DONE]\n\n")
    *said, usage = pieces(text)
    deltas = [piece["choices"][0]["delta"] for piece in said]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == whole["content"]
    assert deltas[-1]["citations"] == whole["citations"]
    assert [piece["choices"][0]["finish_reason"] for piece in said][-1] == "stop"
    assert usage["choices"] == []
    assert usage["usage"]["total_tokens"] == 0
    assert len({piece["id"] for piece in (*said, usage)}) == 1


def test_earlier_messages_are_the_history_without_our_sources(
    client: TestClient, engine: FakeEngine
) -> None:
    heard: list[Question] = []
    engine.before = heard.append
    first = complete(client)["choices"][0]["message"]["content"]
    complete(
        client,
        {"role": "system", "content": "You are a pirate."},
        {"role": "assistant", "content": "Hello!"},
        {"role": "user", "content": [{"type": "text", "text": "Who helps?"}]},
        {"role": "assistant", "content": first},
        {"role": "user", "content": "Thanks."},
        {"role": "tool", "content": "42", "tool_call_id": "x"},
        temperature=0.7,
        max_tokens=5,
        tools=[],
        user="somebody",
    )
    history = [(turn.question, turn.answer) for turn in heard[-1].history]
    assert history == [("Who helps?", first.partition("\n\n**Sources**")[0]), ("Thanks.", "")]


def test_of_a_long_conversation_the_last_is_kept_in_mind(
    client: TestClient, engine: FakeEngine
) -> None:
    heard: list[Question] = []
    engine.before = heard.append
    earlier = [
        {"role": role, "content": f"{n} {'word ' * 1_500}"}
        for n in range(25)
        for role in ("user", "assistant")
    ]
    complete(client, *earlier)
    assert [turn.question.split()[0] for turn in heard[-1].history] == [
        str(n) for n in range(5, 25)
    ]


@pytest.mark.parametrize(
    ("change", "status", "name"),
    [
        ({"model": "gpt-4o"}, 404, "unknown-model"),
        ({"messages": []}, 422, "invalid-request"),
        ({"messages": [{"role": "assistant", "content": "Hello!"}]}, 422, "invalid-request"),
        ({"messages": [{"role": "user", "content": " "}]}, 422, "invalid-request"),
        ({"messages": [{"role": "user", "content": None}]}, 422, "invalid-request"),
        ({"messages": [{"role": "user", "content": "x" * 1_001}]}, 422, "invalid-request"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]}, 422, None),
        ({"messages": [{"role": "user", "content": "Is a@b.org there?"}]}, 422, "personal-data"),
        ({"n": 2}, 422, "invalid-request"),
        ({"tool_choice": "required"}, 422, "invalid-request"),
        ({"response_format": {"type": "json_object"}}, 422, "invalid-request"),
    ],
)
def test_what_cannot_be_done_is_a_problem_that_openai_clients_can_show(
    client: TestClient, change: dict[str, Any], status: int, name: str | None
) -> None:
    response = client.post(CHAT, json={"model": "reform-qa", "messages": [ASKED], **change})
    problem = is_problem(response, status, name or "invalid-request")
    assert problem["error"]["message"] == problem["detail"]
    assert problem["error"]["code"] == problem["type"].removeprefix("/problems/")


def test_other_addresses_have_no_error_of_openai(client: TestClient) -> None:
    assert "error" not in client.post("/v1/answers", json={}).json()


def test_a_conversation_may_be_longer_than_a_question_but_not_endless(client: TestClient) -> None:
    assert complete(client, *[{"role": "user", "content": "x" * 8_000}] * 40)
    body = {"messages": [{"role": "user", "content": "x" * MAX_CHAT_BODY}]}
    problem = is_problem(client.post(CHAT, json=body), 413, "too-large")
    assert problem["error"]["code"] == "too-large"


def test_a_stream_that_fails_ends_with_an_error_event(
    client: TestClient, engine: FakeEngine
) -> None:
    def crash(_: Question) -> None:
        raise RuntimeError

    engine.before = crash
    text = client.post(CHAT, json={"messages": [ASKED], "stream": True}).text
    (problem,) = pieces(text)
    assert text.startswith("event: error\n")
    assert problem["type"] == "/problems/internal-error"
    assert problem["error"]["type"] == "server_error"


def test_the_one_model_is_listed(client: TestClient) -> None:
    listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    assert [model["id"] for model in listed["data"]] == ["reform-qa"]


def test_keys_and_limits_are_the_same(client: TestClient, state: ServiceState) -> None:
    secret = make(state.answers.database)
    for response in (client.post(CHAT, json={"messages": [ASKED]}), client.get("/v1/models")):
        assert is_problem(response, 401, "no-key")["error"]["code"] == "no-key"
    response = client.post(CHAT, json={"messages": [ASKED]}, headers=bearing(secret))
    assert response.headers["ratelimit-remaining"]


def test_what_a_document_says_becomes_no_link_and_no_picture() -> None:
    for text, shown in (
        ("![x](http://e.org/p.png)", r"![x\](http:/\/e.org/p.png)"),
        ("<img src=x>", r"\<img src=x>"),
        ("[x]: //e.org", r"[x\]: //e.org"),
        (r"\<b>", r"\\\<b>"),
        ("www.e.org", r"www\.e.org"),
        ("It says so. [1][2]", "It says so. [1][2]"),
    ):
        assert inert(text) == shown
