"""The evidence pack names what there is: tests, files, settings, commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ingest.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
PACK = ROOT / "docs" / "assurance"
DOCUMENTS = sorted(PACK.glob("*.md"))
OWASP = [f"LLM{number:02}" for number in range(1, 11)]


def _rows() -> list[str]:
    text = (PACK / "threats.md").read_text("utf-8")
    return [line for line in text.splitlines() if line.startswith("| ")][1:]


def test_every_threat_of_the_list_has_a_row_with_tests() -> None:
    rows = _rows()
    assert [row[2:7] for row in rows[:10]] == OWASP
    for row in rows:
        assert "::test_" in row, row[:60]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_is_named_exists(document: Path) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`", document.read_text("utf-8"))
    for file, test in named:
        assert (ROOT / file).is_file(), file
        assert f"def {test}(" in (ROOT / file).read_text("utf-8") if test else True, test


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_setting_that_is_named_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\(([\w.-]+)\)", text):
        assert (PACK / link).is_file(), link
    for file in re.findall(r"`((?:docs|evals|ingest|service|ui)/[\w./-]*|[A-Z]+\.md)`", text):
        assert (ROOT / file).exists(), file
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"{PREFIX}[A-Z_]+", text)) <= known
