"""How many requests a key, and an end user behind it, may make: a bucket of tokens each.

A bucket holds `burst` tokens and is filled again evenly, `a_minute` of them a minute. What is kept
of it is the moment at which it will be full (the generic cell rate algorithm). `Limits` keeps that
in this process; `service.shared_limits` in a database, for several copies of the service.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

MOST_BUCKETS = 10_000  # beyond this, full ones are forgotten: they are as good as new ones
ROUNDING = 1e-6  # seconds: clocks that count from 1970 are no finer in 64 bits


@dataclass(frozen=True, slots=True)
class Rate:
    """`a_minute` requests in the long run, `burst` at once."""

    a_minute: int
    burst: int

    def times(self, factor: int) -> Rate:
        return Rate(self.a_minute * factor, self.burst * factor)

    @property
    def seconds_a_token(self) -> float:
        return 60.0 / self.a_minute

    @property
    def room(self) -> float:
        """Seconds in which an empty bucket fills: no request may leave it further from full."""
        return self.burst * self.seconds_a_token + ROUNDING


Buckets = Sequence[tuple[str, Rate]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tightest bucket says. `retry_after` is in seconds, 0 where the request may go on."""

    rate: Rate
    remaining: int
    reset: int
    retry_after: int = 0

    @classmethod
    def on(cls, rate: Rate, seconds: float) -> Verdict:
        """On a bucket that would be full again in so many seconds, had a token been taken."""
        left = rate.room - seconds
        if left < 0:
            refill = math.ceil(seconds - rate.seconds_a_token)
            return cls(rate, 0, refill, retry_after=max(1, math.ceil(-left)))
        return cls(rate, math.floor(left / rate.seconds_a_token), math.ceil(seconds))

    def headers(self) -> dict[str, str]:
        """`RateLimit-*` as in the IETF's draft: `Reset` is when the bucket will be full again."""
        headers = {
            "RateLimit-Limit": str(self.rate.burst),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.rate.a_minute};w=60;burst={self.rate.burst}",
        }
        return {**headers, "Retry-After": str(self.retry_after)} if self.retry_after else headers


def tightest(verdicts: Sequence[Verdict]) -> Verdict:
    """The refusal that lasts longest, or the bucket with the fewest tokens left."""
    refused = [verdict for verdict in verdicts if verdict.retry_after]
    if refused:
        return max(refused, key=lambda verdict: verdict.retry_after)
    return min(verdicts, key=lambda verdict: verdict.remaining)


class Counting(Protocol):
    """Wherever the buckets are kept."""

    async def take(self, buckets: Buckets) -> Verdict:
        """Take a token from each bucket, or from none if one of them is empty."""


class Limits:
    """In this process. Used by one event loop, so it takes no lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at: dict[str, float] = {}

    async def take(self, buckets: Buckets) -> Verdict:
        """See `Counting`."""
        now = self._clock()
        self._forget(now)
        seconds = {
            name: max(self._full_at.get(name, now) - now, 0.0) + rate.seconds_a_token
            for name, rate in buckets
        }
        verdict = tightest([Verdict.on(rate, seconds[name]) for name, rate in buckets])
        if not verdict.retry_after:
            self._full_at |= {name: now + each for name, each in seconds.items()}
        return verdict

    def _forget(self, now: float) -> None:
        if len(self._full_at) > MOST_BUCKETS:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}
