"""The build that CURRENT names, kept open; a newer one is swapped in while questions go on.

No thread watches: whoever asks looks at CURRENT, at most once a second. One caller opens the new
build while the others go on with the old one, which is closed when its last user has ended. A new
build that cannot be used leaves the old one serving, and `problem` says why.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, FixSettings
from ingest.layout import IndexFolder
from ingest.vectorstores import IN_FOLDER, Stores
from service.opened import OpenBuild
from service.verified import live_name, open_verified

CHECK_EVERY = 1.0
RETRY_EVERY = 30.0
NO_SERVER = "the server that has the vectors of the index cannot be used: the log says why"

log = logging.getLogger(__name__)


@dataclass(slots=True, eq=False)
class _Held:
    """An open build, the name that CURRENT had for it, and who is using it."""

    build: OpenBuild
    name: str
    users: int = 0
    retired: bool = False


class LiveIndex:
    """Safe to share by threads. `retry_every` is how long a build that failed is left alone."""

    def __init__(
        self,
        folder: IndexFolder,
        embedder: EmbedderIdentity,
        check_every: float = CHECK_EVERY,
        retry_every: float = RETRY_EVERY,
        stores: Stores = IN_FOLDER,
    ) -> None:
        self.folder = folder
        self._embedder = embedder
        self.stores = stores
        self._check_every = check_every
        self._retry_every = retry_every
        self._held: _Held | None = None
        self._problem: str | None = None
        self._failed: tuple[str | None, float] = (None, 0.0)
        self._next_check = 0.0
        self._counting = threading.Lock()
        self._opening = threading.Lock()

    @property
    def problem(self) -> str | None:
        """Why what CURRENT names is not what is served; None when all is well."""
        return self._problem

    @contextmanager
    def use(self) -> Iterator[OpenBuild]:
        """The live build, which stays open until the block ends. Raises `BuildIndex`."""
        self.check()
        held = self._take()
        try:
            yield held.build
        finally:
            self._give_back(held)

    def check(self) -> None:
        """Follow CURRENT if it is time to look. Only a caller with nothing to use waits for it."""
        if time.monotonic() < self._next_check:
            return
        if not self._opening.acquire(blocking=self._held is None):
            return
        try:
            if time.monotonic() >= self._next_check:
                self._follow()
                self._next_check = time.monotonic() + self._check_every
        finally:
            self._opening.release()

    def close(self) -> None:
        """Stop serving; what is in use is closed when its last user ends."""
        with self._opening:
            self._swap(None)
            self._problem = "the service is stopping"
            self._next_check = float("inf")

    def _take(self) -> _Held:
        with self._counting:
            if self._held is None:
                raise BuildIndex(self._problem or "there is no index: run `reform-ingest`")
            self._held.users += 1
            return self._held

    def _give_back(self, held: _Held) -> None:
        with self._counting:
            held.users -= 1
            unused = held.retired and held.users == 0
        if unused:
            _close(held)

    def _follow(self) -> None:
        wanted: str | None = None
        try:
            wanted = live_name(self.folder)
            if self._is_served(wanted):
                self._problem = None
            elif not self._failed_lately(wanted):
                self._open(wanted)
        except BuildIndex as error:
            self._fail(wanted, str(error))
        except FixSettings as error:  # names hosts and users, to whoever may see our readiness
            log.warning("%s", error)
            self._fail(wanted, NO_SERVER)

    def _is_served(self, wanted: str) -> bool:
        return self._held is not None and self._held.name == wanted

    def _failed_lately(self, wanted: str) -> bool:
        name, until = self._failed
        return name == wanted and time.monotonic() < until

    def _open(self, wanted: str) -> None:
        build = open_verified(self.folder.builds / wanted, self._embedder, self.stores)
        self._swap(_Held(build, wanted))
        self._problem = None
        self._failed = (None, 0.0)
        log.info("index %s is served: %d documents", wanted, len(build.documents))

    def _swap(self, new: _Held | None) -> None:
        with self._counting:
            old, self._held = self._held, new
            if old is None:
                return
            old.retired = True
            unused = old.users == 0
        if unused:
            _close(old)

    def _fail(self, wanted: str | None, reason: str) -> None:
        if reason != self._problem:
            still = f"; {self._held.name} goes on serving" if self._held else ""
            log.warning("%s%s", reason, still)
        self._problem = reason
        self._failed = (wanted, time.monotonic() + self._retry_every)


def _close(held: _Held) -> None:
    """A build that cannot be closed cleanly must not fail the request that happened to be last."""
    try:
        held.build.close()
    except Exception as error:
        log.warning("index %s was not closed cleanly (%s)", held.name, type(error).__name__)
