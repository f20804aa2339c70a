"""What is taken out of text, what stays, and when a hyphen is a printer's."""

from __future__ import annotations

import pytest

from ingest.loaders.cleaning import clean, is_broken_word, is_debris


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("two\u00a0words \t here\n", "two words here"),
        ("o\ufb03ce \ufb01nd", "office find"),
        ("child\u00adren", "children"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("left\u202eright\u2066", "leftright"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("\uf0b7 item", "• item"),
        ("cafe\u0301", "café"),
        ("“quoted” – ‘so’ — it’s", "“quoted” – ‘so’ — it’s"),
        ("£2,000…", "£2,000…"),
    ],
)
def test_only_what_nobody_sees_goes(raw: str, seen: str) -> None:
    assert clean(raw) == seen


@pytest.mark.parametrize(
    ("before", "after", "broken"),
    [
        ("multi-", "agency", False),  # seen with its hyphen
        ("infor-", "mation", True),  # seen without
        ("under-", "way", True),  # "way" is no word of this document
        ("re-", "establish", False),  # "establish" is
        ("Labinjo-", "Hughes", False),  # a name
        ("gov.uk/a-", "b", False),  # an address
    ],
)
def test_the_documents_own_words_decide_about_hyphens(
    before: str, after: str, broken: bool
) -> None:
    words = {"multi-agency", "information", "establish", "agency"}
    assert is_broken_word(before, after, words) is broken


@pytest.mark.parametrize("text", ["8", "°7-`", "~~", "12"])
def test_debris_of_ocr(text: str) -> None:
    assert is_debris(text)


@pytest.mark.parametrize("text", ["75%", "£45", "2023/24", "1,043", "a"])
def test_figures_are_not_debris(text: str) -> None:
    assert not is_debris(text)
