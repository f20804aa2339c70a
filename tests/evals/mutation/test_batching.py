"""Batches: in one build no question meets the change made for another."""

from __future__ import annotations

from itertools import combinations

from evals.mutation.batching import batches, by_documents, together
from evals.mutation.edits import Edit
from evals.mutation.planning import Removal, Swap
from tests.evals.results import result


def swap(number: int, *touches: str) -> Swap:
    edits = {"strategy": (Edit(10 * number, 10 * number + 3, "new"),)}
    return Swap(
        result(id=f"q{number}"), "figure", ("old",), "old", ("new",), edits, frozenset(touches)
    )


SWAPS = [swap(1, "a", "b"), swap(2, "b"), swap(3, "c"), swap(4, "b", "c"), swap(5, "d")]


def test_swaps_of_a_batch_touch_different_passages_and_none_is_lost() -> None:
    found = batches(SWAPS)
    for batch in found:
        for one, other in combinations(batch, 2):
            assert one.touches.isdisjoint(other.touches)
    assert sorted(s.control.question.id for batch in found for s in batch) == [
        "q1",
        "q2",
        "q3",
        "q4",
        "q5",
    ]


def test_few_batches_are_made() -> None:
    assert [[s.control.question.id for s in batch] for batch in batches(SWAPS)] == [
        ["q1", "q3", "q5"],
        ["q2"],
        ["q4"],
    ]


def test_the_edits_of_a_batch_are_put_together_by_document() -> None:
    edits = together([SWAPS[2], SWAPS[0]])
    assert edits == {"strategy": (Edit(10, 13, "new"), Edit(30, 33, "new"))}


def test_removals_of_the_same_documents_share_a_build() -> None:
    one, two = frozenset({"a"}), frozenset({"a", "b"})
    removals = [Removal(result(id=f"q{n}"), d) for n, d in enumerate([one, two, one])]
    assert [[r.control.question.id for r in g] for g in by_documents(removals)] == [
        ["q0", "q2"],
        ["q1"],
    ]
