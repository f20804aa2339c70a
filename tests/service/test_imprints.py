"""What a publication says of itself, told from what it says."""

from __future__ import annotations

import pytest

from service.imprints import addresses_share, is_imprint
from service.scoring import MOST_OF_IT


@pytest.mark.parametrize(
    ("text", "mostly"),
    [
        ("Follow us: https://example.org/council/news", True),
        ("W: www.example.org", True),
        ("The register is kept at www.example.org and every council must send its figures.", False),
        ("Every council must send its figures.", False),
    ],
)
def test_a_line_of_addresses_is_told_from_a_sentence_that_has_one(text: str, mostly: bool) -> None:
    assert (addresses_share(text) > MOST_OF_IT) is mostly


@pytest.mark.parametrize(
    ("text", "imprint"),
    [
        ("© Crown copyright 2024", True),
        ("If you would like a copy of this document in large print, telephone us.", True),
        ("You may use the fund for training.", False),
        ("This guidance is for councils.", False),
    ],
)
def test_an_imprint_is_told_by_how_it_begins(text: str, imprint: bool) -> None:
    assert is_imprint(text) is imprint
