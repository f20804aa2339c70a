"""The database, for commands that would say nothing true of one that they had made themselves."""

from __future__ import annotations

from pathlib import Path

from ingest.errors import FixSettings
from ingest.settings import Settings


def existing_place(settings: Settings, missing: str) -> Path | str:
    """Where answers are kept. Raises `FixSettings`, which says what is `missing`."""
    from service.database import place_of

    if not settings.database_url and not settings.answers.is_file():
        raise FixSettings(
            f"there {missing} in {settings.answers}: the service makes the file when it starts, "
            "or set REFORM_QA_ANSWERS"
        )
    return place_of(settings)
