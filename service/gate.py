"""The gate behind the edge: with keys made, nobody gets to a route without a valid one.

What each route asks of a key is said at the route (`service.routes.access`); what is not among
`OPEN` needs a key even where there is no route.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ingest.errors import ReformQAError
from service.hosts import is_known
from service.keys import Key, KeyRing
from service.problems import RETRY_SECONDS, Problem, make_problem, problem_of, respond

OPEN = frozenset({"/healthz", "/readyz", "/openapi.json"})
OPEN_FOLDER = "/problems/"
END_USER = "Reform-End-User"
LONGEST_USER = 200
PLAIN = "/plain"
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Reform QA"'}
PLAIN_CHALLENGE = {"WWW-Authenticate": 'Basic realm="Reform QA", charset="UTF-8"'}


@dataclass(slots=True)
class Caller:
    """Who asks, for one request. `key` is None where no keys are needed; `headers` go with any
    response, whatever becomes of the request."""

    key: Key | None
    end_user: str | None
    headers: dict[str, str]


class Gate:
    """ASGI middleware; puts the `Caller` into the scope's state."""

    def __init__(self, app: ASGIApp, ring: KeyRing, hosts: str | None) -> None:
        """`hosts`: names under which we may be asked without a key, beside this computer's own."""
        self._app = app
        self._ring = ring
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or _is_open(scope["path"]):
            await self._app(scope, receive, send)
            return
        plain = _is_plain(scope["path"])
        caller = await self._admit(Headers(scope=scope), plain)
        if isinstance(caller, Problem):
            await respond(caller, scope, _headers(caller.status, plain))(scope, receive, send)
            return
        scope.setdefault("state", {})["caller"] = caller

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(caller.headers)
            await send(message)

        await self._app(scope, receive, sending)

    async def _admit(self, headers: Headers, plain: bool) -> Caller | Problem:
        try:
            await self._ring.refresh()
        except ReformQAError as error:
            return problem_of(error)
        if self._ring.is_open:
            if not is_known(headers.get("host", ""), self._hosts):
                return make_problem("unknown-host")
            return Caller(None, None, {})
        key = self._ring.find(_secret(headers, plain))
        if key is None:
            return make_problem("no-key")
        return _for_end_user(key, headers.get(END_USER))


def _headers(status: int, plain: bool) -> dict[str, str]:
    if status == 401:
        return PLAIN_CHALLENGE if plain else CHALLENGE
    return {"Retry-After": RETRY_SECONDS} if status == 503 else {}


def _for_end_user(key: Key, end_user: str | None) -> Caller | Problem:
    if end_user is None:
        return Caller(key, None, {})
    if not key.trusted:
        return make_problem("not-trusted")
    if not end_user.strip() or len(end_user) > LONGEST_USER:
        return make_problem("bad-end-user")
    return Caller(key, end_user.strip(), {})


def _secret(headers: Headers, plain: bool) -> str:
    scheme, _, secret = headers.get("authorization", "").partition(" ")
    if plain and scheme.lower() == "basic":
        return _password(secret)
    return secret.strip() if scheme.lower() == "bearer" else ""


def _password(credentials: str) -> str:
    """Without scripts a browser can send a key only as a password; the name is ignored."""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _is_plain(path: str) -> bool:
    return path == PLAIN or path.startswith(f"{PLAIN}/")


def _is_open(path: str) -> bool:
    return path in OPEN or path.startswith(OPEN_FOLDER)
