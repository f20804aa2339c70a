"""Who counts as signed in, and who as staff."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import streamlit as st

from ui import people

ROOT = Path(__file__).parents[2]


ASKS = """
from ui import people
print(people.is_needed(), people.is_staff(frozenset()))
"""


@pytest.mark.parametrize(
    ("text", "needed"),
    [
        (None, False),
        ("other = 1", False),
        ('[auth]\nclient_id = "x"', True),
        ('[auth]\nclient_id = "x', True),
    ],
)
def test_secrets_that_cannot_be_read_let_nobody_in(
    tmp_path: Path, text: str | None, needed: bool
) -> None:
    """In a process of its own: Streamlit reads its secrets once, from where it was started."""
    if text is not None:
        (tmp_path / ".streamlit").mkdir()
        (tmp_path / ".streamlit" / "secrets.toml").write_text(text)
    asked = subprocess.run(  # noqa: S603 - this interpreter, with our own text
        [sys.executable, "-c", ASKS],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert asked.stdout.split() == [str(needed), str(not needed)]


@pytest.mark.parametrize(("verified", "name"), [({}, "a@x.org"), ({"email_verified": False}, "7")])
def test_an_address_that_is_not_verified_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, verified: dict[str, bool], name: str
) -> None:
    monkeypatch.setattr(people, "is_needed", lambda: True)
    claims = {"is_logged_in": True, "sub": "7", "email": "a@x.org", **verified}
    monkeypatch.setattr(st, "user", claims)
    assert people.name() == name
