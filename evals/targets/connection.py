"""The way to a service over HTTP: with a key, within the service's limits, and patient.

A failed connection, 502, 503, 504 and a 500 that no service has worded may pass: the request is
sent again after growing waits.
After 429 it is sent again when the service's `Retry-After` says so. Nothing is waited for for ever.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from pydantic import BaseModel, ValidationError
from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    retry_if_not_exception_type,
    sleep_using_event,
)

from ingest.errors import FixSettings, TryLater
from ingest.report import visible

KEY_VARIABLE = "REFORM_EVALS_KEY"  # not REFORM_QA_…, which are the settings of the service
CONNECT_SECONDS = 10.0
FIRST_WAIT = 0.5  # seconds; each further wait is twice as long
LONGEST_WAIT = 120.0
# (attempts, seconds) after which no further attempt is made
AT_THE_START, WHEN_GONE, WHEN_LIMITED = (3, 30.0), (7, 90.0), (12, 900.0)
PASSING = frozenset({502, 503, 504})
MOST_SAID = 300  # characters of what a service says of an error


class Passing(Exception):
    """May be over soon; not before `until` (monotonic), if the service said so."""

    def __init__(self, reason: str, until: float = 0.0) -> None:
        super().__init__(reason)
        self.until = until


class Limited(Passing):
    """429: the service is there, but wants fewer requests."""


class Problem(BaseModel):
    """What of RFC 9457 is worth telling."""

    type: str = ""
    title: str = ""
    detail: str = ""


class Connection:
    """Safe to share by threads. `address` is as it may be shown: it holds no secret."""

    def __init__(self, url: str, key: str | None, timeout: float) -> None:
        """Raises `FixSettings` for what is no address or no key."""
        self.address = _address(url)
        self.has_key = bool(key and key.strip())
        self._http = _client(self.address, (key or "").strip(), timeout)
        self._stopping = threading.Event()
        self._turn = threading.RLock()
        self._reached = False

    def send(self, method: str, path: str, **content: Any) -> httpx.Response:
        """A response that is final, good or not. Raises `TryLater` when patience is at its end."""
        try:
            response = self._in_turn(lambda: self._once(method, path, content))
        except Limited as error:
            self.stop()  # or all who wait for their turn would wait as long again
            raise TryLater(
                f"the service at {self.address} allows too few requests ({error})"
            ) from error
        except Passing as error:
            self.stop()
            told = "stopped answering" if self._reached else "does not answer"
            raise TryLater(f"the service at {self.address} {told} ({error})") from error
        self._reached = True
        return response

    def stop(self) -> None:
        """Wait for nothing more: what is on its way may arrive, nothing is sent a second time."""
        self._stopping.set()

    def close(self) -> None:
        """Let go of the sockets."""
        self.stop()
        self._http.close()

    def _in_turn(self, once: Callable[[], httpx.Response]) -> httpx.Response:
        """Those whom the service limits come again one by one. All together they would take the
        few requests that it allows from each other until one of them has no attempt left."""
        with ExitStack() as turn:

            def persistent() -> httpx.Response:
                try:
                    return self._persist(once)
                except Limited:
                    turn.enter_context(self._turn)
                    raise

            return self._retrying(retry_if_exception_type(Limited), *WHEN_LIMITED)(persistent)

    def _persist(self, once: Callable[[], httpx.Response]) -> httpx.Response:
        limits = WHEN_GONE if self._reached else AT_THE_START
        gone = retry_if_exception_type(Passing) & retry_if_not_exception_type(Limited)
        return self._retrying(gone, *limits)(once)

    def _retrying(
        self, retry: Callable[[RetryCallState], bool], attempts: int, seconds: float
    ) -> Retrying:
        def spent(state: RetryCallState) -> bool:
            passed = state.seconds_since_start or 0.0
            out = state.attempt_number >= attempts or passed >= seconds
            return out or self._stopping.is_set()

        sleep = sleep_using_event(self._stopping)
        return Retrying(retry=retry, stop=spent, wait=_wait, sleep=sleep, reraise=True)

    def _once(self, method: str, path: str, content: dict[str, Any]) -> httpx.Response:
        try:
            response = self._http.request(method, path, **content)
        except httpx.RequestError as error:
            raise Passing(visible(str(error)) or type(error).__name__) from error
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            raise Limited(said(response), _until(response))
        if response.status_code in PASSING or _is_breaking_off(response):
            raise Passing(said(response), _until(response))
        return response


def problem_of(response: httpx.Response) -> Problem:
    """The problem that a response describes; an empty one where it describes none."""
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return Problem()


def said(response: httpx.Response) -> str:
    """What a response says of an error, in one line; a terminal must not obey it."""
    problem = problem_of(response)
    parts = filter(None, (problem.title or response.reason_phrase, problem.detail))
    words = f"{response.status_code} {': '.join(parts)}".split()
    return visible(" ".join(words))[:MOST_SAID]


def _address(url: str) -> str:
    try:
        parsed = httpx.URL(url.strip())
        host, port = parsed.host, parsed.port or 0
    except (httpx.InvalidURL, ValueError) as error:
        raise FixSettings("--url is not an address") from error
    fits = host and "%" not in host and port < 2**16
    if parsed.scheme not in ("http", "https") or not fits:
        raise FixSettings("--url must begin with http:// or https:// and name a host")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise FixSettings(f"--url must be an address alone: a key belongs in {KEY_VARIABLE}")
    return str(parsed).rstrip("/")


def _client(address: str, key: str, seconds: float) -> httpx.Client:
    """Proxies of the environment are for other machines: they could not even reach this one."""
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise FixSettings(f"{KEY_VARIABLE} holds what no key can: a space or an unusual character")
    try:
        return httpx.Client(
            base_url=address,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            trust_env=not _is_this_machine(httpx.URL(address).host),
        )
    except (ImportError, ValueError, httpx.InvalidURL) as error:
        raise FixSettings("the environment's settings of a proxy cannot be used") from error


def _is_this_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return address.is_loopback or address.is_unspecified


def _is_breaking_off(response: httpx.Response) -> bool:
    """A server that is shut down while it answers says 500, but not in the service's own words."""
    return (
        response.status_code == httpx.codes.INTERNAL_SERVER_ERROR and not problem_of(response).type
    )


def _until(response: httpx.Response) -> float:
    """The moment that `Retry-After` means, by our clock: it gives seconds or a date."""
    given = response.headers.get("retry-after", "")
    try:
        seconds = float(given) if given.isdecimal() else _seconds_to(given)
    except (ValueError, OverflowError):
        return 0.0
    return time.monotonic() + min(seconds, LONGEST_WAIT)


def _seconds_to(date: str) -> float:
    return parsedate_to_datetime(date).timestamp() - time.time()


def _wait(state: RetryCallState) -> float:
    """As long as the service asks, and longer every time."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.until - time.monotonic() if isinstance(error, Passing) else 0.0
    growing = FIRST_WAIT * 2.0 ** (state.attempt_number - 1)
    return min(max(asked, growing), LONGEST_WAIT)
