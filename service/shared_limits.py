"""The buckets of `service.limits` in PostgreSQL, so that limits hold across copies of the service.

One statement looks at all buckets of a request and takes from all or none. It locks their rows in
the order of their names, so that no two requests wait for each other, and only for as long as it
runs: the table is not logged, so nothing is waited for on a disk. A server that crashes forgets the
buckets, which then are full. The server's clock counts, whatever those of the copies say.
"""

from __future__ import annotations

import hmac
from functools import cached_property

from anyio import CapacityLimiter, to_thread
from sqlalchemy import Connection, text

from service.audit import pseudonym_secret
from service.database import Database
from service.limits import Buckets, Verdict, tightest

AT_ONCE = 4  # connections of a copy; a request takes one for about a millisecond

_TAKE = text("""
    WITH asked AS (
        SELECT * FROM unnest(
            CAST(:names AS text[]), CAST(:tokens AS float8[]), CAST(:rooms AS float8[])
        ) AS asked (name, token, room)
    ), held AS MATERIALIZED (
        SELECT buckets.* FROM buckets JOIN asked USING (name) ORDER BY name FOR UPDATE OF buckets
    ), seen AS MATERIALIZED (
        SELECT name, token, room, greatest(
            full_at - CAST(extract(epoch FROM clock_timestamp()) AS float8), 0
        ) + token AS seconds
        FROM held JOIN asked USING (name)
    ), taken AS (
        UPDATE buckets
        SET full_at = greatest(full_at, extract(epoch FROM clock_timestamp())) + token
        FROM seen WHERE buckets.name = seen.name
        AND (SELECT bool_and(seconds <= room) AND count(*) = (SELECT count(*) FROM asked) FROM seen)
    )
    SELECT name, seconds FROM seen
""")

# Those that have been full for an hour go, as nobody else would tidy up; they are as good as new.
_MAKE = text("""
    WITH forgotten AS (
        DELETE FROM buckets WHERE name IN (
            SELECT name FROM buckets
            WHERE full_at < extract(epoch FROM now()) - 3600 AND name <> ALL(CAST(:names AS text[]))
            FOR UPDATE SKIP LOCKED
        )
    )
    INSERT INTO buckets (name, full_at)
    SELECT name, extract(epoch FROM now()) FROM unnest(CAST(:names AS text[])) AS made (name)
    ORDER BY name ON CONFLICT DO NOTHING
""")


class SharedLimits:
    """Raises `FixSettings` where the database cannot be used."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turns = CapacityLimiter(AT_ONCE)

    async def take(self, buckets: Buckets) -> Verdict:
        """See `service.limits.Counting`."""
        seconds = await to_thread.run_sync(self._seconds, buckets, limiter=self._turns)
        return tightest(
            [Verdict.on(rate, each) for (_, rate), each in zip(buckets, seconds, strict=True)]
        )

    def _seconds(self, buckets: Buckets) -> list[float]:
        """In how many each would be full again with one token less, which is taken if all allow."""
        names = [self._hidden(name) for name, _ in buckets]
        asked: dict[str, list[str] | list[float]] = {
            "names": names,
            "tokens": [rate.seconds_a_token for _, rate in buckets],
            "rooms": [rate.room for _, rate in buckets],
        }
        with self._database.each_by_itself() as connection:
            while len(seen := _take(connection, asked)) < len(names):
                connection.execute(_MAKE, {"names": names})
        return [seen[name] for name in names]

    def _hidden(self, name: str) -> str:
        """A bucket's name may hold an end user's, which nobody must read out of the database."""
        return hmac.new(self._secret, name.encode("utf-8", "surrogatepass"), "sha256").hexdigest()

    @cached_property
    def _secret(self) -> bytes:
        with self._database.reading() as connection:
            return pseudonym_secret(connection)


def _take(connection: Connection, asked: dict[str, list[str] | list[float]]) -> dict[str, float]:
    return {row.name: row.seconds for row in connection.execute(_TAKE, asked)}
