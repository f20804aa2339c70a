"""The real command over the small index: `python -m tests.copies.small_copy FOLDER serve ...`.

Only the engine is another one, without models: it takes a moment for each answer, and a question
that tells it to wait is answered once the file `go` is in FOLDER. A file there named after the port
says that it has begun to wait.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from types import ModuleType

from ingest.settings import Settings
from service import cli
from service.routes import stream
from service.schemas import Question
from tests.service.api.fakes import FakeEngine

MOMENT = 0.15
LONGEST = 60.0
WAIT = "wait"
PING_SECONDS = 0.3


def begun(folder: Path, port: int) -> Path:
    """The file that says that a copy has begun to wait."""
    return folder / f"begun-{port}"


def go(folder: Path) -> Path:
    """The file that lets go on who waits."""
    return folder / "go"


class Engine(FakeEngine):
    """In the place of `service.engine.Engine`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(self._take_a_moment)
        self._port = settings.port

    def _take_a_moment(self, question: Question) -> None:
        time.sleep(MOMENT)
        if WAIT not in question.question:
            return
        begun(FOLDER, self._port).touch()
        end = time.monotonic() + LONGEST
        while not go(FOLDER).exists() and time.monotonic() < end:
            time.sleep(0.01)


if __name__ == "__main__":
    FOLDER = Path(sys.argv[1])
    module = ModuleType("service.engine")
    module.Engine = Engine  # type: ignore[attr-defined]
    sys.modules["service.engine"] = module  # the real one would load the libraries of the models
    stream.PING_SECONDS = PING_SECONDS
    sys.exit(cli.main(sys.argv[2:]))
