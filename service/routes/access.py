"""What a route asks of a key: its role, and tokens of the key's and the end user's limits."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request

from ingest.settings import Settings
from service import stopping
from service.audit import Who
from service.gate import Caller
from service.keys import Role
from service.limits import Rate, Verdict
from service.problems import ProblemError
from service.routes.common import documented
from service.state import ServiceState

READS_AN_ANSWER = 10  # how many other requests weigh as much as an answer

GUARDED: dict[int | str, dict[str, Any]] = documented(
    "no-key",
    "unknown-host",
    "not-allowed",
    "not-trusted",
    "bad-end-user",
    "too-many-requests",
    "not-ready",
    "internal-error",
)
# In place of the same statuses of `GUARDED`, where there is a body.
WITH_BODY: dict[int | str, dict[str, Any]] = documented(
    "bad-request", "bad-end-user", "invalid-request", "personal-data", "too-large", "not-json"
)


def caller_of(request: Request) -> Caller:
    """Whom the gate let in; it runs before every route that is not open to all."""
    caller: Caller = request.state.caller
    return caller


async def who_of(request: Request) -> Who:
    """Who asks, for the audit log."""
    caller = caller_of(request)
    return Who(caller.key.name, caller.end_user) if caller.key else Who()


@dataclass(frozen=True)
class Needs:
    """A dependency of every route that is not open to all. Raises `ProblemError`."""

    role: Role
    answers: bool = False

    async def __call__(self, request: Request) -> None:
        caller = caller_of(request)
        state: ServiceState = request.app.state.service
        if caller.key and caller.key.role < self.role:
            raise ProblemError("not-allowed")
        if self.answers:
            _refuse_if_paused(await state.paused.get())
        if caller.key:
            verdict = await take(caller, state, answers=self.answers)
            caller.headers.update(verdict.headers())
            if verdict.retry_after:
                state.metrics.limited("answers" if self.answers else "other")
                raise too_many(verdict)


def still_answering(state: ServiceState) -> None:
    """For work in its own thread: it ends where nobody waits for it any more, and a pause stops
    what had to wait, too. Raises `ProblemError`, `Stopped`."""
    stopping.check()
    _refuse_if_paused(state.paused.get_now())


async def room(request: Request) -> AsyncIterator[None]:
    """Refuses what would not find room, before anything is done for it. Raises `ProblemError`."""
    state: ServiceState = request.app.state.service
    with state.answering.admitted():
        yield


async def take(caller: Caller, state: ServiceState, *, answers: bool) -> Verdict:
    """Take from the buckets of the key and, where it is named, of the end user."""
    assert caller.key is not None  # noqa: S101 - who has no key has no buckets
    kind, factor = ("answers", 1) if answers else ("other", READS_AN_ANSWER)
    key, settings = caller.key, state.settings
    buckets = [(f"{kind}\n{key.name}", _of_key(key.answers_a_minute, key.burst, settings))]
    if caller.end_user is not None:
        user = Rate(settings.user_answers_a_minute, settings.user_burst)
        buckets.append((f"{kind}\n{key.name}\n{caller.end_user}", user))
    return await state.limits.take([(name, rate.times(factor)) for name, rate in buckets])


def too_many(verdict: Verdict) -> ProblemError:
    """The problem behind a 429."""
    seconds = verdict.retry_after
    wait = f"{seconds} second{'' if seconds == 1 else 's'}"
    return ProblemError("too-many-requests", f"there were too many requests: wait {wait}")


def _refuse_if_paused(message: str | None) -> None:
    if message is not None:
        raise ProblemError("paused", message, retry=True)


def _of_key(a_minute: int | None, burst: int | None, settings: Settings) -> Rate:
    return Rate(a_minute or settings.answers_a_minute, burst or settings.burst)


Asker = Annotated[Who, Depends(who_of)]
ANSWERS = Needs(Role.ASK, answers=True)
ASK = Depends(Needs(Role.ASK))
EVALUATE = Depends(Needs(Role.EVALUATE))
ANSWER = Depends(ANSWERS)
ROOM = Depends(room)
ADMIN = Depends(Needs(Role.ADMIN))
