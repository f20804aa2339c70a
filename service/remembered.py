"""Keeps the values that were asked for last, and makes each once, however many ask at a time."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from concurrent.futures import Future
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """At most `most` values. Safe to share by threads: who asks for what another thread is making
    waits for that, and fails as it fails; what has failed is made anew for the next."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[K, V] = OrderedDict()
        self._coming: dict[K, Future[V]] = {}
        self._lock = threading.Lock()

    def get(self, keys: Sequence[K], make: Callable[[list[K]], Iterable[V]]) -> list[V]:
        """The value of each key; `make` gives those of the keys that nobody has or makes."""
        found, awaited, missing = self._claim(keys)
        if missing:
            found |= self._make(missing, make)
        return [found[key] if key in found else awaited[key].result() for key in keys]

    def _claim(self, keys: Sequence[K]) -> tuple[dict[K, V], dict[K, Future[V]], list[K]]:
        """What is there, what others make, and what this thread now has to make."""
        found: dict[K, V] = {}
        awaited: dict[K, Future[V]] = {}
        missing: list[K] = []
        with self._lock:
            for key in dict.fromkeys(keys):
                if key in self._values:
                    self._values.move_to_end(key)
                    found[key] = self._values[key]
                elif key in self._coming:
                    awaited[key] = self._coming[key]
                else:
                    self._coming[key] = Future()
                    missing.append(key)
        return found, awaited, missing

    def _make(self, keys: list[K], make: Callable[[list[K]], Iterable[V]]) -> dict[K, V]:
        """All that is claimed is kept or given up, so that nobody waits for ever."""
        try:
            made = dict(zip(keys, make(keys), strict=True))
        except BaseException as error:
            with self._lock:
                for key in keys:
                    self._coming.pop(key).set_exception(error)
            raise
        with self._lock:
            for key, value in made.items():
                self._values[key] = value
                self._coming.pop(key).set_result(value)
            while len(self._values) > self._most:
                self._values.popitem(last=False)
        return made
