"""How far a question names the section that a passage stands in."""

from __future__ import annotations

import pytest

from service.opened import OpenBuild
from service.sections import names_section
from service.wants import wanted
from tests.service.steps.small import build_of, context_for, passages_of

REPORT = """# Update on reform

## Climate Considerations

No specific implications at this time.

## Legal Matters

The legal matters would be carefully considered.

### Fees for court work

Nothing is due yet.
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("sections"), {"update-on-reform.md": REPORT})


def named(build: OpenBuild, question: str) -> dict[str, float]:
    """By the heading right above a passage."""
    context = context_for(build, question)
    return {
        passage.heading[-1]: names_section(context, wanted(question), question, passage)
        for passage in passages_of(build)
    }


def test_the_section_that_is_named_is_told_from_others(build: OpenBuild) -> None:
    found = named(build, "any climate impact")
    assert found["Climate Considerations"] > 0
    assert found["Legal Matters"] == found["Fees for court work"] == 0


def test_all_words_of_both_are_the_most(build: OpenBuild) -> None:
    assert named(build, "Legal matters?")["Legal Matters"] == 1


def test_the_heading_above_the_last_counts_too(build: OpenBuild) -> None:
    assert named(build, "Legal matters?")["Fees for court work"] == 1


def test_the_name_of_the_document_names_no_section(build: OpenBuild) -> None:
    question = "What is the update on reform?"
    assert set(named(build, question).values()) == {0.0}
    assert named(build, "In the update: legal matters?")["Legal Matters"] == 1


def test_no_section_tells_that_a_sum_stands_in_it(build: OpenBuild) -> None:
    assert named(build, "How much are fees for court work?")["Fees for court work"] == 0
    assert named(build, "What about fees for court work?")["Fees for court work"] == 1
