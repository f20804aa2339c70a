"""A value that is read again in time, by one at a time, and is never older than said."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from anyio import to_thread

from service.fresh import Fresh


def test_it_is_read_once_for_many() -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        time.sleep(0.05)
        return len(reads)

    fresh = Fresh(read, seconds=60)
    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(lambda _: fresh.get_now(), range(8))) == {1}
    fresh.forget()
    assert fresh.get_now() == 2


def test_it_grows_old() -> None:
    values = iter([1, 2])
    fresh = Fresh(lambda: next(values), seconds=0.05)
    assert [fresh.get_now(), fresh.get_now()] == [1, 1]
    time.sleep(0.06)
    assert fresh.get_now() == 2


def test_an_old_value_does_not_stand_in_for_an_error() -> None:
    def read() -> int:
        raise OSError

    fresh = Fresh(read, seconds=0)
    for _ in range(2):
        with pytest.raises(OSError):
            fresh.get_now()


def test_an_error_is_waited_for_once_by_many() -> None:
    reads: list[int] = []

    def read() -> int:
        reads.append(1)
        time.sleep(0.05)
        raise OSError

    fresh = Fresh(read, seconds=60)

    def fails(_: int) -> bool:
        with pytest.raises(OSError):
            fresh.get_now()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(fails, range(8)))
    with pytest.raises(OSError):
        asyncio.run(fresh.get())
    assert len(reads) == 1


def test_many_who_wait_take_one_thread() -> None:
    go_on = threading.Event()
    fresh = Fresh(lambda: go_on.wait(30), seconds=60)

    async def run() -> None:
        waiting = [asyncio.create_task(fresh.get()) for _ in range(100)]
        await asyncio.sleep(0)
        waiting.pop().cancel()  # who gives up takes nobody else along
        await asyncio.sleep(0.05)
        assert to_thread.current_default_thread_limiter().borrowed_tokens == 1
        go_on.set()
        assert all(await asyncio.gather(*waiting))

    asyncio.run(run())
