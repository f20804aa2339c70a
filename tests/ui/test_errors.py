"""Every way in which the service refuses is told to the reader in words that fit it."""

from __future__ import annotations

import pytest

from ui.errors import from_response


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (503, "/problems/paused", "Checking the new documents."),
        (503, "/problems/busy", "Wait 7 seconds"),
        (503, "/problems/not-ready", "not ready yet"),
        (504, "/problems/too-slow", "took too long"),
        (500, "/problems/internal-error", "went wrong"),
        (429, "/problems/too-many-requests", "Wait 7 seconds"),
        (401, "/problems/no-key", "REFORM_QA_UI_API_KEY"),
        (422, "/problems/personal-data", "Checking the new documents."),
    ],
)
def test_a_refusal_is_told_in_words(status: int, kind: str, words: str) -> None:
    assert words in str(from_response(status, "Checking the new documents.", "7", kind))
