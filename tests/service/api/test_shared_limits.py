"""Limits in the database: exact under many at once, tidied up, and without anybody's name."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from service.database import Database
from service.database_tables import buckets as table
from service.limits import Rate
from service.shared_limits import SharedLimits
from tests.service.api.first_version import SCHEMA
from tests.service.postgres import Server

pytestmark = pytest.mark.postgres

ROOM = 20
KEY, USER = Rate(a_minute=1, burst=ROOM), Rate(a_minute=1, burst=3)


@pytest.fixture
def copies(postgres: Server) -> list[SharedLimits]:
    url = postgres.database()
    return [SharedLimits(Database(url)) for _ in range(3)]


def _seconds(limits: SharedLimits, buckets: Sequence[tuple[str, Rate]]) -> bool:
    """Whether a request is let in, asked from a thread as the event loop does."""
    seconds = limits._seconds(buckets)
    return all(each <= rate.room for each, (_, rate) in zip(seconds, buckets, strict=True))


def test_copies_that_ask_at_once_let_in_just_as_many_as_one(copies: list[SharedLimits]) -> None:
    users = [f"user {number % 10}" for number in range(120)]

    def ask(number: int) -> bool:
        return _seconds(copies[number % 3], [("key", KEY), (users[number], USER)])

    with ThreadPoolExecutor(12) as pool:
        let_in = list(pool.map(ask, range(len(users))))
    assert sum(let_in) == ROOM
    for user in set(users):
        asked = [let for let, each in zip(let_in, users, strict=True) if each == user]
        assert sum(asked) <= USER.burst


def test_buckets_in_either_order_never_wait_for_each_other(copies: list[SharedLimits]) -> None:
    wide = Rate(a_minute=100_000, burst=10_000)
    names = [("a", wide), ("b", wide), ("c", wide)]

    def ask(number: int) -> bool:
        turned = names[number % 3 :] + names[: number % 3]
        return _seconds(copies[number % 3], turned if number % 2 else turned[::-1])

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(ask, range(300)))


def test_buckets_that_were_full_for_an_hour_go(copies: list[SharedLimits]) -> None:
    one = copies[0]
    for number in range(5):
        _seconds(one, [("key", KEY), (f"user {number}", USER)])
    with one._database.each_by_itself() as connection:
        connection.execute(update(table).values(full_at=table.c.full_at - 7200))
    _seconds(one, [("key", KEY), ("another", USER)])
    with one._database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 2


def test_nobody_is_named_and_any_name_will_do(copies: list[SharedLimits]) -> None:
    for name in ("Zoë \x00 Ode", "\udcff", "x" * 5000):
        assert _seconds(copies[0], [(name, USER)])
    with copies[0]._database.reading() as connection:
        names = list(connection.scalars(select(table.c.name)))
    assert len(names) == 3
    assert all(len(name) == 64 and name.isalnum() for name in names)


def test_the_table_waits_for_no_disk(copies: list[SharedLimits]) -> None:
    with copies[0]._database.reading() as connection:
        kind = "SELECT relpersistence FROM pg_class WHERE relname = 'buckets'"
        assert connection.exec_driver_sql(kind).scalar() == "u"


def test_a_server_of_the_first_version_gets_it_too(postgres: Server) -> None:
    url = postgres.database()
    with Database(url, migrate=False).writing() as connection:
        for statement in SCHEMA.split(";")[:-2]:
            connection.exec_driver_sql(statement)
    assert _seconds(SharedLimits(Database(url)), [("key", KEY)])


def test_a_file_of_the_first_version_gets_it_too(tmp_path: Path) -> None:
    from tests.service.api import first_version

    database = Database(first_version.write(tmp_path / "answers.sqlite"))
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 0
