"""The address and the key of a service, and one clear error for what is no service."""

from __future__ import annotations

import threading

import httpx
import pytest
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from evals.targets.connection import KEY_VARIABLE
from evals.targets.remote import Remote
from ingest.errors import FixSettings
from tests.evals.targets.conftest import Serve
from tests.evals.targets.serving import Front, Server, about, problem

KEY = "s3cret-k3y"
SECRETIVE = "it may not be told"


@pytest.mark.parametrize("key", [KEY, f" {KEY}\n"])
def test_the_key_is_sent_as_a_bearer(key: str, server: Server, front: Front) -> None:
    Remote(server.url, key).close()
    assert front.headers[-1]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize("key", [None, "", "  "])
def test_without_a_key_none_is_sent(key: str | None, server: Server, front: Front) -> None:
    Remote(server.url, key).close()
    assert "authorization" not in front.headers[-1]


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize(("key", "told"), [(KEY, "refuses the key"), (None, "wants a key")])
def test_a_missing_or_refused_key_is_named_but_never_shown(
    status: int, key: str | None, told: str, serve: Serve
) -> None:
    server = serve(problem(status, "The key is not valid"))
    with pytest.raises(FixSettings, match=f"{told}.*{KEY_VARIABLE}") as error:
        Remote(server.url, key)
    assert KEY not in str(error.value)


@pytest.mark.parametrize("key", [f"{KEY}\nX-Other: 1", f"{KEY} more", f"{KEY}é", f"{KEY}\x00"])
def test_a_key_that_no_header_can_hold_is_refused_unseen(key: str) -> None:
    with pytest.raises(FixSettings, match=KEY_VARIABLE) as error:
        Remote("http://127.0.0.1:9", key)
    assert KEY not in str(error.value)


@pytest.mark.parametrize(
    "url",
    [
        *("", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://["),
        *("http://a:99999", "http://xn--", "http://a b"),
        *(f"http://user:{SECRETIVE}@127.0.0.1", f"http://127.0.0.1/?key={SECRETIVE}"),
    ],
)
def test_what_is_no_address_alone_is_refused(url: str) -> None:
    with pytest.raises(FixSettings, match="--url") as error:
        Remote(url)
    assert SECRETIVE not in str(error.value)


def test_a_slash_at_the_end_of_the_address_makes_no_difference(server: Server) -> None:
    remote = Remote(f"{server.url}/")
    assert remote.name == server.url
    assert remote.answer(about()).citations
    remote.close()


@pytest.mark.parametrize(
    ("response", "told"),
    [
        (HTMLResponse("<h1>It works!</h1>"), "text/html"),
        (HTMLResponse("<h1>Not found</h1>", 404), "404 Not Found"),
        (JSONResponse({"models": []}), "application/json"),
        (Response('{"index": "b1", "docum', media_type="application/json"), "application/json"),
        (Response(b"\xff\xfe\x00"), "without a type"),
    ],
)
def test_what_is_no_reform_qa_service_is_said_to_be_none(
    response: Response, told: str, serve: Serve
) -> None:
    server = serve(response)
    with pytest.raises(FixSettings, match="no Reform QA service") as error:
        Remote(server.url)
    assert told in str(error.value)
    assert server.url in str(error.value)


def test_a_redirect_is_not_followed_but_told(serve: Serve) -> None:
    elsewhere = f"https://elsewhere.example/login?token={SECRETIVE}"
    server = serve(RedirectResponse(elsewhere))
    with pytest.raises(
        FixSettings, match=r"redirects to https://elsewhere.example/login:"
    ) as error:
        Remote(server.url, KEY)
    assert SECRETIVE not in str(error.value)


def test_proxies_of_the_environment_are_not_used_for_this_machine(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for url in (server.url, server.url.replace("127.0.0.1", "localhost")):
        Remote(url).close()


def test_proxies_of_the_environment_are_used_for_other_machines(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = Front(problem(401, "The proxy was asked"))
    proxy = serve(front)
    monkeypatch.setenv("http_proxy", proxy.url)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    with pytest.raises(FixSettings, match="The proxy was asked"):
        Remote("http://service.example")
    assert front.headers[0]["host"] == "service.example"


def test_the_sockets_are_closed_when_there_is_no_service(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = threading.Event()
    monkeypatch.setattr(httpx.Client, "close", lambda _: closed.set())
    with pytest.raises(FixSettings):
        Remote(serve(HTMLResponse("")).url)
    assert closed.is_set()
