"""What is made is stored as soon as the database is back, if somebody still waits for it."""

from __future__ import annotations

import threading

import psycopg
import pytest

from ingest.errors import FixSettings
from service import patience
from service.database import DatabaseAway, _is_away
from service.patience import patiently
from service.stopping import Stopped, check, stoppable


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BETWEEN_SECONDS", 0.001)


class Keep:
    """Raises these, one a time, then nothing."""

    def __init__(self, *errors: Exception) -> None:
        self._errors = list(errors)
        self.tries = 0

    def __call__(self) -> None:
        self.tries += 1
        if self._errors:
            raise self._errors.pop(0)


def test_what_fails_while_the_database_is_away_is_tried_again() -> None:
    keep = Keep(DatabaseAway("away"), DatabaseAway("away"))
    patiently(keep)
    assert keep.tries == 3


def test_what_waiting_does_not_mend_is_raised_at_once() -> None:
    keep = Keep(FixSettings("the disk is full"))
    with pytest.raises(FixSettings, match="full"):
        patiently(keep)
    assert keep.tries == 1


def test_a_database_that_stays_away_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "AWAY_SECONDS", 0.05)
    with pytest.raises(DatabaseAway):
        patiently(Keep(*[DatabaseAway("away")] * 1000))


def test_nobody_who_waits_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "BETWEEN_SECONDS", 60.0)
    given_up = threading.Event()

    def keep() -> None:
        check()
        given_up.set()
        raise DatabaseAway("away")

    with pytest.raises(Stopped):
        stoppable(given_up, lambda: patiently(keep))


@pytest.mark.parametrize(
    ("error", "away"),
    [
        (psycopg.OperationalError("connection refused"), True),
        (psycopg.errors.AdminShutdown("terminating"), True),
        (psycopg.errors.CannotConnectNow("starting up"), True),
        (psycopg.errors.TooManyConnections("sorry"), True),
        (psycopg.errors.LockNotAvailable("lock timeout"), False),
        (psycopg.errors.DiskFull("no space"), False),
        (psycopg.errors.UndefinedTable("no table"), False),
        (ValueError("something else"), False),
    ],
)
def test_only_a_server_that_may_be_back_soon_is_away(error: Exception, away: bool) -> None:
    assert _is_away(error) == away
