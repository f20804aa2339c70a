"""Connections to a PostgreSQL server that may be away, hang or vanish without a word."""

from __future__ import annotations

from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from ingest.errors import FixSettings

DRIVER = "postgresql+psycopg"
KNOWN_DRIVERS = frozenset({"postgresql", "postgres", DRIVER})
CONNECT_SECONDS = 5
WAIT_SECONDS = 10
NO_ADDRESS = (
    "setting {setting}: this is no address of a PostgreSQL database: "
    "write postgresql://USER:PASSWORD@HOST/DATABASE"
)


def open_engine(address: str, setting: str) -> Engine:
    """Connections for whoever needs one; none is made yet. Raises `FixSettings` that names the
    setting where it is no address."""
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # which may tell part of the password
        raise FixSettings(NO_ADDRESS.format(setting=setting)) from None
    if url.drivername not in KNOWN_DRIVERS:
        raise FixSettings(NO_ADDRESS.format(setting=setting))
    return create_engine(
        url.set(drivername=DRIVER),
        connect_args=waits(url),
        pool_pre_ping=True,
        hide_parameters=True,
    )


def waits(url: URL) -> dict[str, str | int]:
    """How long a server is waited for, where the address does not say: to answer, to take in what
    was sent (it may be gone without a word), to let go of a lock."""
    limits: dict[str, str | int] = {
        "connect_timeout": CONNECT_SECONDS,
        "tcp_user_timeout": WAIT_SECONDS * 1000,
        "keepalives_idle": WAIT_SECONDS,
        "keepalives_interval": CONNECT_SECONDS,
        "keepalives_count": 3,
        "options": f"-c lock_timeout={WAIT_SECONDS}s",
    }
    return {name: value for name, value in limits.items() if name not in url.query}
