"""The commands as one types them: what they print, how they end, and that nothing else comes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

import service.engine
from ingest.settings import Settings
from service.cli import main
from service.schemas import Answer, Citation, DocumentRef, Locator, Notice, Status
from service.store import AnswerStore
from service.terminal import render
from tests.service.api.fakes import FakeEngine
from tests.service.api.keyed import bearing, make

# The command with the engine of these tests in place of the one that needs models.
COMMAND = """
import sys
import service.engine
from service.cli import main
from tests.service.api.fakes import FakeEngine
service.engine.Engine = lambda settings: FakeEngine()
sys.exit(main())
"""
ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting, file or model of this computer plays a part."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("REFORM_QA_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("REFORM_QA_INDEX", str(settings.index))
    monkeypatch.setenv("REFORM_QA_ANSWERS", str(settings.answers))
    monkeypatch.setattr(service.engine, "Engine", lambda _: FakeEngine())


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = _free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    process = subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-c", COMMAND, *arguments, "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and process.poll() is None:
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process, url
    finally:
        process.kill()
        process.wait(10)


@pytest.mark.usefixtures("indexed")
def test_serve_answers_and_ends_quietly_with_ctrl_c() -> None:
    with _serving() as (process, url):
        body = {"question": "When will family help be offered?"}
        answer = httpx.post(f"{url}/v1/answers", json=body, trust_env=False).json()
        assert answer["status"] == "answered"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out == f"Reform QA service: {url} (Ctrl-C ends it)\n"
    assert "Traceback" not in err
    assert body["question"] not in err
    lines = [json.loads(line) for line in err.splitlines()]
    assert lines[0]["message"].startswith("index ")
    assert {line["logger"] for line in lines} == {"service.live", "service.requests"}
    (asked,) = [line for line in lines if line.get("method") == "POST"]
    assert (asked["route"], asked["status"]) == ("/v1/answers", 200)


def test_serve_without_an_index_starts_and_says_what_to_run() -> None:
    with _serving("serve") as (process, url):
        assert httpx.get(f"{url}/readyz", trust_env=False).status_code == 503
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    lines = [json.loads(line) for line in err.splitlines()]
    (told,) = [line for line in lines if line["logger"] != "service.requests"]
    assert "run `reform-ingest`" in told["message"]


@pytest.mark.usefixtures("indexed")
def test_a_person_reads_text_and_no_line_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_LOG", "text")
    with _serving() as (process, url):
        httpx.get(f"{url}/readyz", trust_env=False)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=30)
    assert err.startswith("reform-service: index ")
    assert len(err.splitlines()) == 1


def _one_line(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("reform-service: ")
    assert err.count("\n") == 1
    return err


def test_a_taken_port_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service.engine, "Engine", pytest.fail)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert f"port {port} is already in use" in _one_line(capsys)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "no such host", ""])  # noqa: S104
def test_other_computers_are_kept_out(host: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", "--host", host]) == 1
    assert "--host 127.0.0.1" in _one_line(capsys)


def test_with_a_key_other_computers_are_let_in_who_have_it(settings: Settings) -> None:
    with _serving("serve", "--host", "0.0.0.0") as (process, _):  # noqa: S104
        _, err = process.communicate(timeout=30)
    assert "run `reform-service keys create NAME`" in err
    secret = make(AnswerStore(settings.answers).database)
    with _serving("serve", "--host", "0.0.0.0") as (process, url):  # noqa: S104
        assert httpx.get(f"{url}/v1/documents", trust_env=False).status_code == 401
        headers = bearing(secret)
        allowed = httpx.get(f"{url}/v1/documents", headers=headers, trust_env=False)
        assert allowed.status_code == 503  # there is no index


@pytest.mark.parametrize(
    "arguments",
    [
        ["serve", "--port", "0"],
        ["serve", "--port", "70000"],
        ["ask", ""],
        ["ask", " \u200b "],
        ["ask", "x" * 1001],
        ["ask", "help \ud800"],
        ["ask", "help", "--index", "nowhere"],
        ["ask", "help", "--index", "/dev/null"],
    ],
)
def test_an_error_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    _one_line(capsys)


def test_a_misspelt_setting_is_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFORM_QA_PROT", "9000")
    assert main([]) == 1
    assert "REFORM_QA_PROT" in _one_line(capsys)


@pytest.mark.parametrize("arguments", [["srve"], ["serve", "x"], ["ask"], ["--prot", "1"]])
def test_wrong_arguments_exit_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage: reform-service" in capsys.readouterr().err


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert all(name in out for name in ("serve", "ask", "doctor"))


@pytest.mark.usefixtures("indexed")
def test_ask_prints_the_answer_and_its_sources(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    assert main(["ask", "When will family help be offered?"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "family help by April 2026" in out
    assert (
        "[1] Family help strategy, Department for Education, 2 February 2023, paragraph 1.1" in out
    )
    assert "https://example.org/strategy" in out
    assert not settings.answers.exists()


@pytest.mark.usefixtures("indexed")
def test_ask_json_is_the_object_of_the_api(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "--json", "family help"]) == 0
    Answer.model_validate(json.loads(capsys.readouterr().out))


@pytest.mark.usefixtures("indexed")
def test_a_refusal_is_an_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "zeppelins?"]) == 0
    assert capsys.readouterr().out == "They do not say.\n"


def _cited(quote: str, **locator: object) -> Citation:
    return Citation(
        number=1,
        passage_id="p",
        quote=quote,
        start=0,
        end=len(quote),
        document=DocumentRef(id="d", title="Title", kind="news", file="d.pdf"),
        locator=Locator.model_validate(locator),
    )


def _answer(status: Status, **more: object) -> Answer:
    fields = {"id": "a", "question": "q", "answer": "", "index": "i", "created": "now", **more}
    return Answer.model_validate({"status": status, **fields})


def test_a_refusal_shows_the_nearest_passages_as_such() -> None:
    text = render(_answer(Status.NOT_IN_DOCUMENTS, nearest=[_cited("near", page=3)]), 80)
    assert text.startswith("These documents do not say.")
    assert "they do not answer it" in text
    assert "[1] Title, page 3" in text


@pytest.mark.parametrize(
    ("locator", "shown"),
    [
        ({"page": 5, "page_label": "iii", "paragraph": "12"}, "page iii, paragraph 12"),
        ({"page": 4, "slide": 4}, "slide 4"),
        ({"heading": ["One", "Two"]}, "under “Two”"),
        ({}, "Title\n"),
    ],
)
def test_a_source_says_where_to_look(locator: dict[str, object], shown: str) -> None:
    assert shown in render(_answer(Status.ANSWERED, citations=[_cited("x", **locator)]), 80)


def test_text_is_wrapped_and_cannot_steer_the_terminal() -> None:
    answer = _answer(
        Status.ANSWERED,
        answer="\x1b[2J\x9b31mlong words " * 20 + "\n- item one\n- item two",
        citations=[_cited("quote\x07 " * 40)],
        notices=[Notice(kind="proposal", text="Only a proposal.")],
        interpreted_question="what was asked",
    )
    text = render(answer, 60)
    assert max(map(len, text.splitlines())) <= 60
    assert not {"\x1b", "\x9b", "\x07"} & set(text)
    assert "\n- item one\n- item two" in text
    assert "Note: Only a proposal." in text
    assert text.startswith("Searched for: what was asked")
