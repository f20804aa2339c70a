"""A text's fingerprint, small enough to keep, from which two texts' similarity can be told.

MinHash by its k smallest values: of the hashes of all runs of five words the 512 smallest, which
are a fair sample of the union of two texts' runs. The error of the share is about two in a hundred;
for a text of fewer than 512 runs there is none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

RUN: Final = 5
SIZE: Final = 512
_WORD: Final = re.compile(r"[^\W_]+")
_BASE: Final = 0x9E3779B97F4A7C15  # odd, so that multiplying by it loses nothing

Sketch = NDArray[np.uint64]


def sketch_of(text: str) -> Sketch:
    """The smallest hashes of the text's runs of words, in order, each once."""
    words = np.array([_hash(word) for word in _WORD.findall(text.casefold())], np.uint64)
    runs = max(len(words) - RUN + 1, min(len(words), 1))
    total = np.zeros(runs, np.uint64)
    for place in range(min(RUN, len(words))):
        total = total * np.uint64(_BASE) + words[place : place + runs]
    mixed = (total ^ (total >> np.uint64(31))) * np.uint64(_BASE)
    return np.unique(mixed)[:SIZE]


def similarity(one: Sketch, other: Sketch) -> float:
    """The share of all runs of either text that stand in both (Jaccard)."""
    both = np.sort(np.concatenate([one, other]))
    if not len(both):
        return 0.0
    again = np.concatenate([[False], both[1:] == both[:-1]])
    sample = both[~again][:SIZE]
    return float(np.count_nonzero(again & (both <= sample[-1])) / len(sample))


@lru_cache(maxsize=50_000)
def _hash(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")
