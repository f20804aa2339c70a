"""Keys: who may ask what. A key has 256 random bits, so its SHA-256 needs neither salt nor delay.

An installation in which no key was ever made is open. The first key closes it for good: when all
are revoked or have expired, nobody may ask.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection, Row, exists, insert, select, update

from ingest.errors import FixSettings
from service import audit
from service.database import Database
from service.database_tables import keys
from service.fresh import SECONDS, Fresh

PREFIX = "rqa_"  # so that scanners find keys that somebody has published
_NAME = re.compile(r"[\w.@-][\w .@-]{0,58}[\w.@-]|[\w.@-]")


class Role(IntEnum):
    """What a key may do; each role may do what those before it may."""

    ASK = 1
    EVALUATE = 2
    ADMIN = 3

    @classmethod
    def named(cls, name: str) -> Role:
        return cls[name.upper()]

    def __str__(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `trusted`: it may say for whom it asks. Limits None: the usual."""

    name: str
    role: Role
    created: datetime
    expires: datetime | None = None
    revoked: datetime | None = None
    trusted: bool = False
    answers_a_minute: int | None = None
    burst: int | None = None

    @property
    def state(self) -> str:
        """`valid`, `expired` or `revoked`, now."""
        if self.revoked:
            return "revoked"
        return "expired" if self.expires and self.expires <= datetime.now(UTC) else "valid"


class KeyStore:
    """The keys of a database. Raises `FixSettings` for what cannot be done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, key: Key) -> str:
        """Keep a new key and return its secret, which nobody can find out later."""
        who = audit.operator()
        if not _NAME.fullmatch(key.name):
            raise FixSettings(
                f"{key.name!r} is no name for a key: use up to 60 letters, digits, spaces, . - _ @"
            )
        if key.state == "expired":
            raise FixSettings("the key would have expired already: give a later --expires")
        secret = PREFIX + secrets.token_urlsafe(32)
        row = {
            "name": key.name,
            "role": str(key.role),
            "digest": _digest(secret),
            "created": key.created.isoformat(timespec="seconds"),
            "expires": key.expires.isoformat() if key.expires else None,
            "trusted": key.trusted,
            "answers_a_minute": key.answers_a_minute,
            "burst": key.burst,
        }
        with self._database.writing() as connection:
            if _find(connection, key.name):
                raise FixSettings(
                    f"there is a key {key.name!r} already: choose another name, or revoke it first"
                )
            connection.execute(insert(keys).values(row))
            audit.append(connection, "key_created", who, key=key.name, role=str(key.role))
        return secret

    def all(self) -> list[Key]:
        """Every key that was ever made, oldest first."""
        return [key for key, _ in self.digests()]

    def digests(self) -> list[tuple[Key, str]]:
        """Every key with its digest, oldest first."""
        with self._database.reading() as connection:
            rows = connection.execute(select(keys).order_by(keys.c.id)).all()
        return [(_key(row), row.digest) for row in rows]

    def revoke(self, name: str) -> None:
        """End a key; services that are running know within a second."""
        who = audit.operator()
        with self._database.writing() as connection:
            if not _find(connection, name):
                raise FixSettings(
                    f"there is no key {name!r} to revoke: see `reform-service keys list`"
                )
            now = datetime.now(UTC).isoformat(timespec="seconds")
            ended = update(keys).where(keys.c.name == name, keys.c.revoked.is_(None))
            connection.execute(ended.values(revoked=now))
            audit.append(connection, "key_revoked", who, key=name)


class KeyRing:
    """The keys as a running service knows them, at most a second old. Safe to share."""

    def __init__(self, store: KeyStore, *, needed: bool, seconds: float = SECONDS) -> None:
        """`needed`: closed although there is no key, because other computers can reach us."""
        self.fresh = Fresh(store.digests, seconds)
        self._needed = needed
        self._known: list[tuple[Key, str]] = []

    async def refresh(self) -> None:
        """Know the new and the revoked keys. Raises `FixSettings`."""
        self._note(await self.fresh.get())

    @property
    def is_open(self) -> bool:
        """Whether anybody may ask."""
        return not self._needed

    def find(self, secret: str) -> Key | None:
        """The valid key of this secret. Each is compared, so time tells nothing of any."""
        digest = _digest(secret)
        found = [key for key, known in self._known if hmac.compare_digest(known, digest)]
        return next((key for key in found if key.state == "valid"), None)

    def _note(self, known: list[tuple[Key, str]]) -> None:
        self._known = known
        self._needed = self._needed or bool(known)


def any_key(database: Database) -> bool:
    """Whether a key was ever made, so that the service may listen to other computers."""
    with database.reading() as connection:
        return bool(connection.scalar(select(exists().select_from(keys))))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def _find(connection: Connection, name: str) -> Row[Any] | None:
    named = select(keys).where(keys.c.name == name, keys.c.revoked.is_(None))
    return connection.execute(named).first()


def _key(row: Row[Any]) -> Key:
    return Key(
        name=row.name,
        role=Role.named(row.role),
        created=datetime.fromisoformat(row.created),
        expires=_moment(row.expires),
        revoked=_moment(row.revoked),
        trusted=row.trusted,
        answers_a_minute=row.answers_a_minute,
        burst=row.burst,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
