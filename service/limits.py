"""How many requests a key, and an end user behind it, may make: a bucket of tokens each.

A bucket holds `burst` tokens and is filled again evenly, `a_minute` of them a minute. Buckets live
in this process: copies of the service count apart, so divide the limits by their number.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_BUCKETS = 10_000  # beyond this, full ones are forgotten: they are as good as new ones


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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tightest bucket says. `retry_after` is in seconds, 0 where the request may go on."""

    rate: Rate
    remaining: int
    reset: int
    retry_after: int = 0

    def headers(self) -> dict[str, str]:
        """`RateLimit-*` as in the IETF's draft: `Reset` is when the bucket will be full again."""
        headers = {
            "RateLimit-Limit": str(self.rate.burst),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.rate.a_minute};w=60;burst={self.rate.burst}",
        }
        return {**headers, "Retry-After": str(self.retry_after)} if self.retry_after else headers


class Limits:
    """Used by one event loop, so it takes no lock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._full_at: dict[str, float] = {}

    def take(self, buckets: Sequence[tuple[str, Rate]]) -> Verdict:
        """Take a token from each bucket, or from none if one of them is empty."""
        now = self._clock()
        self._forget(now)
        seen = [self._look(name, rate, now) for name, rate in buckets]
        refused = [verdict for verdict in seen if verdict.retry_after]
        if refused:
            return max(refused, key=lambda verdict: verdict.retry_after)
        for name, rate in buckets:
            self._full_at[name] = max(self._full_at.get(name, now), now) + rate.seconds_a_token
        return min(seen, key=lambda verdict: verdict.remaining)

    def _look(self, name: str, rate: Rate, now: float) -> Verdict:
        """As if one token had been taken."""
        wanted = max(self._full_at.get(name, now) - now, 0.0) + rate.seconds_a_token
        room = rate.burst * rate.seconds_a_token - wanted
        if room < -1e-9:
            refill = math.ceil(wanted - rate.seconds_a_token)
            return Verdict(rate, 0, refill, retry_after=max(1, math.ceil(-room)))
        left = math.floor(room / rate.seconds_a_token + 1e-9)
        return Verdict(rate, left, math.ceil(wanted))

    def _forget(self, now: float) -> None:
        if len(self._full_at) > MOST_BUCKETS:
            self._full_at = {name: at for name, at in self._full_at.items() if at > now}
