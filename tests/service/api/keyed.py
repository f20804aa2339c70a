"""Keys for tests, and a client that sends one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient

from service.database import Database
from service.gate import END_USER
from service.keys import Key, KeyStore, Role


def a_key(name: str = "intranet", role: Role = Role.ASK, **more: Any) -> Key:
    return Key(name, role, created=datetime.now(UTC), **more)


def make(database: Database, key: Key | None = None) -> str:
    """The secret of a new key."""
    return KeyStore(database).create(key or a_key())


def bearing(secret: str, end_user: str | None = None) -> dict[str, str]:
    """The headers of a request with a key."""
    named = {END_USER: end_user} if end_user is not None else {}
    return {"Authorization": f"Bearer {secret}", **named}


def operations(client: TestClient) -> list[tuple[str, str, bool]]:
    """Every method and address of the description, and whether it needs a key."""
    paths = client.get("/openapi.json").json()["paths"]
    return [
        (method.upper(), _filled(path), "security" in operation)
        for path, methods in paths.items()
        for method, operation in methods.items()
    ]


def _filled(path: str) -> str:
    for name, value in {"{number}": "1", "{document_id}": "strategy", "{name}": "busy"}.items():
        path = path.replace(name, value)
    return path.replace("{answer_id}", "none")
