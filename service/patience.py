"""An answer that is made is not thrown away because its database is being restarted."""

from __future__ import annotations

from collections.abc import Callable

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_fixed
from tenacity.nap import sleep_using_event

from service import stopping
from service.database import DatabaseAway

AWAY_SECONDS = 20.0  # a restart or the change to a standby is over by then
BETWEEN_SECONDS = 0.5


def patiently(keep: Callable[[], None]) -> None:
    """Do it, again and again while the database is away, unless nobody waits for it any more.

    `keep` must do no harm when it is done twice, since a connection may break after the end.
    Raises what it raised last.
    """
    trying = Retrying(
        retry=retry_if_exception_type(DatabaseAway),
        stop=stop_after_delay(AWAY_SECONDS),
        wait=wait_fixed(BETWEEN_SECONDS),
        sleep=sleep_using_event(stopping.given_up()),
        reraise=True,
    )
    trying(keep)
