"""Step 3: sections that a question names, and two questions that are asked in one."""

from __future__ import annotations

import pytest

from service.opened import OpenBuild
from service.schemas import Filters, Question, Turn
from service.wants import Want
from tests.service.steps.small import build_of, sought

CARERS = """Kinship carers receive help and peer support.

Kinship carers receive £9 million in all.

Advocates visit a child within five days.
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"carers.txt": CARERS, "other.txt": "Kinship carers meet weekly.\n"}
    return build_of(tmp_path_factory.mktemp("named"), files)


def test_what_stands_in_the_section_that_is_named_comes_first(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = """# Report

## Areas to improve

Return interviews are late.

## Leaders

Leaders know which areas they must improve.
"""
    build = build_of(tmp_path_factory.mktemp("named"), {"report.md": report})
    assert sought(build, "areas to improve?").evidence[0].unit.text == "Return interviews are late."


def test_the_section_is_read_though_more_is_said_elsewhere(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Its items have no word of the question, so no list of the most promising units has them."""
    items = "\n".join(f"- Item number{n} alone." for n in range(3))
    rest = "\n\n".join(f"Leaders improve work{n} and improve areas{n}." for n in range(40))
    report = f"# Report\n\n## Areas to improve\n\n{items}\n\n## Leaders\n\n{rest}\n"
    build = build_of(tmp_path_factory.mktemp("said"), {"report.md": report})
    assert sought(build, "areas to improve?").evidence[0].unit.text.startswith("Item number0")


def test_a_part_of_a_number_comes_after_the_number(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    report = """# Report

- There are 168 children in care here. Of this number:
    - 48 children live outside of here
    - 14 children live in homes here
"""
    build = build_of(tmp_path_factory.mktemp("number"), {"report.md": report})
    first = sought(build, "How many children live in care here?").evidence[0].unit
    assert "168 children" in first.text


def test_two_questions_in_one_are_each_looked_for(build: OpenBuild) -> None:
    question = "How much do kinship carers receive, and when do advocates visit a child?"
    context = sought(build, question)
    assert not context.comparing
    assert [context.want_of(number) for number in (0, 1)] == [Want.MONEY, Want.OCCASION]
    best = {item.scope: item.unit.text for item in reversed(context.evidence)}
    assert best[0] == "Kinship carers receive £9 million in all."
    assert best[1] == "Advocates visit a child within five days."


def test_two_questions_are_one_where_they_compare_or_go_on_with_a_conversation(
    build: OpenBuild,
) -> None:
    question = "How much do kinship carers receive, and when do advocates visit a child?"
    turns = [Turn(question="What do carers receive?", answer="Help.")]
    assert sought(build, Question(question=question, history=turns)).scopes == []
    compared = sought(
        build, "How do carers differ from advocates, and who decides on each of them?"
    )
    assert compared.comparing
    assert not any(scope.want for scope in compared.scopes)


def test_both_questions_are_looked_for_in_the_documents_that_are_allowed(build: OpenBuild) -> None:
    question = "How much do kinship carers receive, and when do kinship carers meet?"
    context = sought(build, Question(question=question, filters=Filters(documents=["other"])))
    assert {item.unit.passage.document_id for item in context.evidence} == {"other"}
