"""Step 6: every statement has a citation that says it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.context import Context
from service.opened import OpenBuild
from service.schemas import Status
from service.steps.ground import MOST_CITATIONS_EACH, ground, supports
from tests.service.steps.small import build_of, context_for, evidence, with_evidence

FACT = "Kinship carers receive £9 million for training."
SAME = "For training, kinship carers will receive £9 million in all."
OTHER_FIGURE = "For training, kinship carers will receive £19 million in all."
HOLDS_MORE = "In spring kinship carers receive £9 million for training, says the new strategy."
TABLE = """| Pillar | Sum in 2024 |
|---|---|
| Fostering | £27 million |
| Kinship | £9 million |
"""
FOOTNOTED = "Hubs open in spring [7] and cost (£1) a head [sic]."


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {
        "fact.txt": f"{FACT}\n\nTraining is free.\n",
        "footnoted.txt": f"{FOOTNOTED}\n",
        "same.txt": f"{SAME}\n",
        "other.txt": f"{OTHER_FIGURE}\n",
        "more.md": f"# News\n\n{HOLDS_MORE}\n",
        "table.md": TABLE,
        "more-again.md": f"# More\n\n{FACT} It is new.\n",
    }
    return build_of(tmp_path_factory.mktemp("ground"), files)


def grounded(build: OpenBuild, chosen: list[str], others: tuple[str, ...] = ()) -> Context:
    items = [evidence(build, quote, 9.0 - n) for n, quote in enumerate([*chosen, *others])]
    context = with_evidence(build, "What do kinship carers receive?", *items)
    context.status = Status.ANSWERED
    context.chosen = items[: len(chosen)]
    ground(context)
    return context


def test_a_statement_is_the_unit_and_cites_it(build: OpenBuild) -> None:
    context = grounded(build, [FACT])
    assert [(s.text, s.citations) for s in context.statements] == [(FACT, [1])]
    assert [(c.number, c.quote) for c in context.citations] == [(1, FACT)]
    assert context.status is Status.ANSWERED


def test_a_fact_that_two_documents_state_is_cited_from_both(build: OpenBuild) -> None:
    context = grounded(build, [FACT], (SAME,))
    assert context.statements[0].citations == [1, 2]
    assert {c.document.id for c in context.citations} >= {"same"}
    assert [c.quote for c in context.citations] == [FACT, SAME]


def test_an_original_is_cited_before_news_that_say_the_same(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    catalogue = """[[document]]
file = "news.txt"
kind = "news"
published = 2024-05-01

[[document]]
file = "old.txt"
kind = "guidance"
published = 2019-01-01

[[document]]
file = "new.txt"
kind = "guidance"
published = 2023-01-01
"""
    files = {"news.txt": f"{FACT}\n", "old.txt": f"{SAME}\n", "new.txt": f"{HOLDS_MORE}\n"}
    build = build_of(tmp_path_factory.mktemp("standing"), files, catalogue)
    context = grounded(build, [FACT], (SAME, HOLDS_MORE))
    numbers = context.statements[0].citations
    cited = [context.citations[number - 1].document.id for number in numbers]
    assert cited == ["new", "old", "news"]


def test_a_document_with_another_figure_is_not_cited(build: OpenBuild) -> None:
    context = grounded(build, [FACT], (OTHER_FIGURE,))
    assert [c.quote for c in context.citations] == [FACT]


def test_a_statement_is_cited_a_few_times_at_most(build: OpenBuild) -> None:
    context = grounded(build, [FACT], (SAME, HOLDS_MORE, f"{FACT} It is new."))
    assert len(context.citations) == MOST_CITATIONS_EACH
    assert len({c.document.id for c in context.citations}) == MOST_CITATIONS_EACH


def test_the_same_words_are_not_cited_under_two_numbers(build: OpenBuild) -> None:
    context = grounded(build, [FACT, HOLDS_MORE])
    spans = [(c.document.id, c.start, c.end) for c in context.citations]
    assert len(set(spans)) == len(spans) == 2
    assert [s.citations for s in context.statements] == [[1, 2], [2]]


def test_numbers_run_from_one_without_a_gap(build: OpenBuild) -> None:
    context = grounded(build, [FACT, "Training is free."], (SAME,))
    assert [c.number for c in context.citations] == [1, 2, 3]
    assert [s.citations for s in context.statements] == [[1, 2], [3]]


def test_a_footnote_mark_of_a_document_can_not_pass_for_a_citation(build: OpenBuild) -> None:
    context = grounded(build, [FOOTNOTED])
    assert context.statements[0].text == "Hubs open in spring (7) and cost (£1) a head [sic]."
    assert context.citations[0].quote == FOOTNOTED


def test_a_row_is_cited_with_the_header_that_names_its_columns(build: OpenBuild) -> None:
    context = grounded(build, ["Kinship\t£9 million", "Fostering\t£27 million"])
    assert [(s.text, s.citations) for s in context.statements] == [
        ("Pillar: Kinship; Sum in 2024: £9 million", [1, 2]),
        ("Pillar: Fostering; Sum in 2024: £27 million", [3, 2]),
    ]
    assert [c.quote for c in context.citations] == [
        "Kinship\t£9 million",
        "Pillar\tSum in 2024",
        "Fostering\t£27 million",
    ]


def test_a_unit_that_quotes_nothing_is_not_stated(build: OpenBuild) -> None:
    item = evidence(build, FACT)
    empty = replace(item, unit=replace(item.unit, end=item.unit.start))
    context = with_evidence(build, "What do kinship carers receive?", empty)
    context.chosen = [empty]
    ground(context)
    assert context.status is Status.NOT_IN_DOCUMENTS
    assert (context.statements, context.citations) == ([], [])


@pytest.mark.parametrize(
    ("quote", "statement", "held"),
    [
        (SAME, FACT, True),
        (FACT, FACT, True),
        (OTHER_FIGURE, FACT, False),
        ("Kinship carers receive money for training.", FACT, False),
        ("Kinship carers receive £9 million and £19 million for training.", FACT, True),
        ("There was £9 million.", FACT, False),
        ("It opens on 11 May 2023.", "It opens on 11 May 2024.", False),
        ("It opens on 11 May 2023.", "It opens on 12 May 2023.", False),
        ("Costs are £1,500 a year.", "Costs are £1,500,000 a year.", False),
        ("Anything.", "", False),
    ],
)
def test_a_quote_supports_what_it_holds_with_all_figures(
    build: OpenBuild, quote: str, statement: str, held: bool
) -> None:
    assert supports(context_for(build, "?"), quote, statement) is held
