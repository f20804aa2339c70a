"""How far a question names the section that a passage stands in, and what is read for it."""

from __future__ import annotations

import pytest

from service.opened import OpenBuild
from service.retrieval import Candidate
from service.scope import scopes_of
from service.sections import MOST, in_named_sections, names_section
from service.wants import Want, wanted
from tests.service.steps.reports import library
from tests.service.steps.small import build_of, context_for, passages_of

REPORT = """# Update on reform

## Climate Considerations

No specific implications at this time.

## Legal Matters

The legal matters would be carefully considered.

### Fees for court work

Nothing is due yet.

## Next steps

Models are worked out.

## What needs to improve?

- Interviews after a child has gone missing.

## Leadership: requires improvement to be good

Leaders improve the climate.
"""
CLIMATE = "Climate Considerations"
LEGAL = "Legal Matters"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("sections"), {"update-on-reform.md": REPORT})


def named(build: OpenBuild, question: str) -> dict[str, float]:
    """By the heading right above a passage; those that are named at all."""
    context = context_for(build, question)
    found = {
        passage.heading[-1]: names_section(context, wanted(question), question, passage)
        for passage in passages_of(build)
    }
    return {heading: share for heading, share in found.items() if share}


def test_the_section_that_is_named_is_told_from_others(build: OpenBuild) -> None:
    assert list(named(build, "any climate impact")) == [CLIMATE]


def test_all_words_of_both_are_the_most(build: OpenBuild) -> None:
    assert named(build, "Legal matters?") == {LEGAL: 1}


def test_the_name_of_the_document_names_no_section_beside_a_matter(build: OpenBuild) -> None:
    assert named(build, "In the update on reform: legal matters?") == {LEGAL: 1}


def test_no_section_tells_that_a_sum_stands_in_it(build: OpenBuild) -> None:
    assert named(build, "How much are fees for court work?") == {}
    assert named(build, "What about fees for court work?")["Fees for court work"] == 1


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("What happens next?", "Next steps"),
        ("What has to be put right?", "What needs to improve?"),
        ("Name the three things that still need work.", "What needs to improve?"),
        ("areas for development", "What needs to improve?"),
    ],
)
def test_what_people_say_stands_for_the_words_of_headings(
    build: OpenBuild, question: str, heading: str
) -> None:
    assert named(build, question) == {heading: 1}


def test_a_grade_in_a_heading_is_not_what_the_section_is_about(build: OpenBuild) -> None:
    assert "Leadership: requires improvement to be good" not in named(build, "What to improve?")


def test_which_report_is_meant_is_no_part_of_the_matter(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    build = library(tmp_path_factory.mktemp("which"))
    question = "What about leadership in the latest Swindon report?"
    context = context_for(build, question)
    context.scopes = scopes_of(question, build.about)
    shares = {
        names_section(context, Want.OTHER, question, passage)
        for passage in passages_of(build)
        if passage.heading[-1:] == ("Leadership",)
    }
    assert shares == {1}


def sections_read(
    build: OpenBuild, question: str, *found: str, documents: list[str] | None = None
) -> list[str]:
    context = context_for(build, question)
    candidates = [
        Candidate(passage, 0.03, 0.9, 5.0)
        for passage in passages_of(build)
        if passage.heading[-1] in found
    ]
    read = in_named_sections(context, wanted(question), question, documents, candidates)
    return [candidate.passage.heading[-1] for candidate in read]


def test_a_named_section_is_read_though_search_found_others(build: OpenBuild) -> None:
    assert sections_read(build, "legal matters?", CLIMATE) == [LEGAL]
    assert sections_read(build, "legal matters?", LEGAL) == [], "it was found"
    assert sections_read(build, "kinship care?", CLIMATE) == []
    assert sections_read(build, "legal matters?", documents=["another"]) == []
    assert sections_read(build, "How much are legal matters?", CLIMATE) == []


def test_no_more_are_read_than_there_is_time_for(tmp_path_factory: pytest.TempPathFactory) -> None:
    files = {f"paper-{n}.md": f"{REPORT}\nPaper{n}.\n" for n in range(MOST + 2)}
    build = build_of(tmp_path_factory.mktemp("many"), files)
    assert sections_read(build, "legal matters?") == [LEGAL] * MOST
