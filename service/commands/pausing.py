"""`reform-service pause | resume`: stop answering at once, and go on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ingest.errors import FixSettings
from ingest.settings import load_settings
from service.commands.existing import existing_place
from service.visible import is_blank

if TYPE_CHECKING:
    from service.database import Database

MESSAGE = "Answers are paused by whoever runs this service. Please try again later."
LONGEST_MESSAGE = 500


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    pause = commands.add_parser("pause", help="stop answering, in every copy of the service")
    pause.add_argument("--message", metavar="TEXT", default=MESSAGE, help="what readers are shown")
    pause.set_defaults(run=_pause)
    commands.add_parser("resume", help="answer again").set_defaults(run=_resume)


def _pause(options: argparse.Namespace) -> int:
    from service.pausing import pause_answers

    message = " ".join(options.message.split())
    if is_blank(message) or len(message) > LONGEST_MESSAGE:
        raise FixSettings(
            f"--message must be readable text of at most {LONGEST_MESSAGE} characters"
        )
    pause_answers(_database(), message)
    print("answers are paused; `reform-service resume` ends it")
    return 0


def _resume(_: argparse.Namespace) -> int:
    from service.pausing import resume_answers

    ended = resume_answers(_database())
    print("answers are given again" if ended else "answers were not paused")
    return 0


def _database() -> Database:
    """A pause in a file that no service reads would stop nobody."""
    from service.database import Database

    return Database(existing_place(load_settings(), "is no database"))
