"""Puts mutations together that do not meet, so that few builds serve many questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from evals.mutation.edits import Edit, in_order
from evals.mutation.planning import Edits, Removal, Swap


def batches(swaps: Sequence[Swap]) -> list[list[Swap]]:
    """Each swap with the first others whose passages it does not touch."""
    found: list[list[Swap]] = []
    taken: list[set[str]] = []
    for swap in swaps:
        for batch, passages in zip(found, taken, strict=True):
            if passages.isdisjoint(swap.touches):
                batch.append(swap)
                passages |= swap.touches
                break
        else:
            found.append([swap])
            taken.append(set(swap.touches))
    return found


def together(swaps: Sequence[Swap]) -> Edits:
    """All edits of a batch by document."""
    merged: dict[str, list[Edit]] = defaultdict(list)
    for swap in swaps:
        for document, edits in swap.edits.items():
            merged[document] += edits
    return {document: tuple(in_order(edits)) for document, edits in merged.items()}


def by_documents(removals: Sequence[Removal]) -> list[list[Removal]]:
    """Removals of the same documents together."""
    groups: dict[frozenset[str], list[Removal]] = defaultdict(list)
    for removal in removals:
        groups[removal.documents].append(removal)
    return list(groups.values())
