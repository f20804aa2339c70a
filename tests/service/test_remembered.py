"""What is asked for again is not made again, however many ask at a time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from service.questions import QuestionEmbedder
from service.remembered import Remembered
from tests.fakes import BagOfWords

THREADS = 8


class Doubling:
    """Makes doubles, and notes what it was asked to make."""

    def __init__(self) -> None:
        self.made: list[int] = []

    def __call__(self, keys: list[int]) -> list[int]:
        self.made += keys
        return [key * 2 for key in keys]


def test_only_what_is_not_there_is_made_and_the_order_is_kept() -> None:
    remembered, double = Remembered[int, int](9), Doubling()
    assert remembered.get([3, 1], double) == [6, 2]
    assert remembered.get([1, 2, 2, 3], double) == [2, 4, 4, 6]
    assert double.made == [3, 1, 2]


def test_what_was_not_asked_for_longest_is_forgotten() -> None:
    remembered, double = Remembered[int, int](2), Doubling()
    for key in (1, 2, 1, 3, 1, 2):
        remembered.get([key], double)
    assert double.made == [1, 2, 3, 2]


def test_more_than_is_remembered_is_given_all_the_same() -> None:
    assert Remembered[int, int](2).get([1, 2, 3], Doubling()) == [2, 4, 6]


class Waiting(Doubling):
    """Makes nothing before it may; `begun` is set once somebody wants something made."""

    def __init__(self) -> None:
        super().__init__()
        self.begun, self.may = threading.Event(), threading.Event()

    def __call__(self, keys: list[int]) -> list[int]:
        self.begun.set()
        assert self.may.wait(30)
        return super().__call__(keys)


def test_what_many_ask_for_at_a_time_is_made_once() -> None:
    remembered, waiting = Remembered[int, int](9), Waiting()
    with ThreadPoolExecutor(THREADS) as pool:
        first = pool.submit(remembered.get, [1, 2], waiting)
        assert waiting.begun.wait(30)
        others = [pool.submit(remembered.get, [2, 1], waiting) for _ in range(THREADS - 1)]
        waiting.may.set()
        assert first.result(30) == [2, 4]
        assert all(other.result(30) == [4, 2] for other in others)
    assert waiting.made == [1, 2]


def test_two_that_need_what_the_other_makes_both_get_it() -> None:
    remembered, meeting = Remembered[int, int](9), threading.Barrier(2, timeout=30)

    def together(keys: list[int]) -> list[int]:
        meeting.wait()
        return [key * 2 for key in keys]

    with ThreadPoolExecutor(2) as pool:
        one = pool.submit(remembered.get, [1], together)
        other = pool.submit(remembered.get, [2], together)
        assert (one.result(30), other.result(30)) == ([2], [4])


def test_a_failure_is_told_to_all_who_wait_and_not_remembered() -> None:
    remembered, waiting = Remembered[int, int](9), Waiting()

    def fail(keys: Sequence[int]) -> list[int]:
        waiting(list(keys))
        raise OSError("no room")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(remembered.get, [1], fail)
        assert waiting.begun.wait(30)
        second = pool.submit(remembered.get, [1], fail)
        waiting.may.set()
        for each in (first, second):
            with pytest.raises(OSError, match="no room"):
                each.result(30)
    assert remembered.get([1], Doubling()) == [2]


def test_a_question_is_embedded_once_and_passages_always() -> None:
    within = BagOfWords()
    asked: list[str] = []
    original = within.embed_question
    within.embed_question = lambda text: (asked.append(text), original(text))[1]  # type: ignore
    embedder = QuestionEmbedder(within)
    vectors = [embedder.embed_question(text) for text in ("Who pays?", "Who?", "Who pays?")]
    assert asked == ["Who pays?", "Who?"]
    assert np.array_equal(vectors[0], vectors[2]) and not np.array_equal(vectors[0], vectors[1])
    assert embedder.identity == within.identity
    assert embedder.embed_passages(["a", "b"]).shape == within.embed_passages(["a", "b"]).shape
