"""Who counts as signed in, and who as staff."""

from __future__ import annotations

from pathlib import Path

import pytest
import streamlit as st
from streamlit.runtime.secrets import Secrets

from ui import people


def having(monkeypatch: pytest.MonkeyPatch, folder: Path, text: str | None) -> None:
    """Secrets of this text, or none."""
    file = folder / "secrets.toml"
    if text is not None:
        file.write_text(text)
    secrets = Secrets()
    monkeypatch.setattr(secrets, "load_if_toml_exists", lambda: False)
    monkeypatch.setattr("streamlit.config.get_option", lambda _: [str(file)])
    monkeypatch.setattr(st, "secrets", secrets)


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
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str | None, needed: bool
) -> None:
    having(monkeypatch, tmp_path, text)
    assert people.is_needed() is needed
    assert people.is_staff(frozenset()) is not needed


@pytest.mark.parametrize(("verified", "name"), [({}, "a@x.org"), ({"email_verified": False}, "7")])
def test_an_address_that_is_not_verified_is_nobodys(
    monkeypatch: pytest.MonkeyPatch, verified: dict[str, bool], name: str
) -> None:
    monkeypatch.setattr(people, "is_needed", lambda: True)
    claims = {"is_logged_in": True, "sub": "7", "email": "a@x.org", **verified}
    monkeypatch.setattr(st, "user", claims)
    assert people.name() == name
