"""Step 3: the passages allowed, reranked, and their units best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from service import scoring
from service.context import Context, Evidence, Models
from service.opened import OpenBuild
from service.schemas import Filters, Question, Status, Turn
from service.scoring import in_context
from service.steps import find as step
from service.steps.find import find
from service.steps.followup import resolve_followup
from service.wants import Want
from tests.service.steps.small import (
    MODELS,
    SharedWords,
    all_units,
    build_of,
    context_for,
    evidence,
    quoted,
    sought,
)

CARERS = """Kinship carers receive help and peer support.

Kinship carers receive £9 million in all.

Advocates visit a child within five days.
"""
COLUMNS = 60
WIDE = (
    "# Areas\n\n| " + " | ".join(f"Area{n}" for n in range(COLUMNS)) + " |\n"
    "|" + "---|" * COLUMNS + "\n"
    "| " + " | ".join(f"value{n} of area" for n in range(COLUMNS)) + " |\n"
)


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"carers.txt": CARERS, "wide.md": WIDE, "other.txt": "Kinship carers meet weekly.\n"}
    return build_of(tmp_path_factory.mktemp("find"), files)


def test_evidence_and_passages_come_best_first(build: OpenBuild) -> None:
    context = sought(build, "When do kinship carers meet?")
    scores = [item.score for item in context.evidence]
    assert scores == sorted(scores, reverse=True)
    assert context.passages[0].candidate.passage.document_id == "other"
    assert context.status is None


def test_every_piece_of_evidence_belongs_to_a_passage_that_was_found(build: OpenBuild) -> None:
    context = sought(build, "What do kinship carers receive?")
    found = {ranked.candidate.passage.id for ranked in context.passages}
    for item in context.evidence:
        assert item.unit.passage.id == item.ranked.candidate.passage.id
        assert item.unit.passage.id in found


def test_a_text_with_the_kind_of_answer_asked_for_comes_first(build: OpenBuild) -> None:
    best = sought(build, "How much do kinship carers receive?").evidence[0]
    assert best.offers
    assert "£9 million" in best.unit.text


def test_a_filter_keeps_evidence_from_other_documents_out(build: OpenBuild) -> None:
    only = Question(question="What do kinship carers do?", filters=Filters(documents=["other"]))
    context = sought(build, only)
    assert {item.unit.passage.document_id for item in context.evidence} == {"other"}


def test_filters_that_leave_no_document_end_the_path(build: OpenBuild) -> None:
    none = Question(question="What do kinship carers do?", filters=Filters(kinds=["inspection"]))
    context = sought(build, none)
    assert context.status is Status.NOT_IN_DOCUMENTS
    assert (context.passages, context.evidence) == ([], [])


class Counting(SharedWords):
    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        self.calls.append(list(texts))
        return super().score(question, texts)


def test_a_wide_table_is_scored_in_part_and_its_best_cell_is_kept(build: OpenBuild) -> None:
    counting = Counting()
    question = Question(question="value37", filters=Filters(documents=["wide"]))
    context = Context(question, build, Models(MODELS.embedder, counting), asked="value37")
    find(context)
    assert len(context.evidence) == step.MOST_UNITS
    assert sum(map(len, counting.calls)) <= step.RERANKED + 2 * step.MOST_UNITS
    assert "value37 of area" in {item.unit.text for item in context.evidence}


def test_a_cell_is_scored_with_its_row_and_column(build: OpenBuild) -> None:
    cell = next(
        u for u in all_units(build) if u.kind == "cell" and quoted(u, build)[:7] == "value37"
    )
    assert in_context(cell) == "Areas. value0 of area, Area37: value37 of area"


def reports(folder: Path) -> OpenBuild:
    """Four reports that are alike but for one word of their titles."""
    teams = {"fostering": "North", "adoption": "South", "kinship": "East", "advocacy": "West"}
    files = {f"{name}.txt": f"The {team} team was judged good.\n" for name, team in teams.items()}
    entry = '[[document]]\nfile = "{0}.txt"\nid = "r-{0}"\ntitle = "Inspection of {0}"\n'
    return build_of(folder, files, "\n".join(entry.format(name) for name in teams))


def test_a_unit_is_read_under_its_title_where_the_question_names_it(tmp_path: Path) -> None:
    seen: list[str] = []

    class Listening(SharedWords):
        def score(self, question: str, texts: Sequence[str]) -> list[float]:
            seen.extend(texts)
            return super().score(question, texts)

    context = context_for(reports(tmp_path), "How was the team of kinship judged?")
    context.models = Models(MODELS.embedder, Listening())
    find(context)
    assert "Inspection of kinship: The East team was judged good." in seen
    assert "The South team was judged good." in seen
    assert context.evidence[0].unit.text == "The East team was judged good."


def duties(first: int, last: int) -> str:
    said = "for everybody who works for the council " * 2
    return "\n".join(
        f"- duty {n} of advisers is kept {said}at all times" for n in range(first, last)
    )


DUTIES = f"# Duties\n\nAdvisers have these duties:\n\n{duties(0, 10)}\n\nAdvisers earn £9 a day.\n"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    return build_of(tmp_path_factory.mktemp("lists"), {"duties.md": DUTIES})


def test_a_list_that_fills_two_passages_is_found_whole_and_once(lists: OpenBuild) -> None:
    context = sought(lists, "What are the duties of advisers?")
    assert len({item.unit.passage.id for item in context.evidence}) > 1
    spans = [(item.unit.kind, item.unit.start, item.unit.end) for item in context.evidence]
    assert len(set(spans)) == len(spans)
    assert len([kind for kind, *_ in spans if kind == "list"]) == 1


def test_a_list_comes_before_the_items_that_are_the_best_of_it(lists: OpenBuild) -> None:
    context = sought(lists, "Is every duty of advisers kept at all times?")
    assert context.want is Want.OTHER
    assert [item.unit.kind for item in context.evidence[:2]] == ["list", "item"]


def test_a_sum_is_not_hidden_in_a_list(lists: OpenBuild) -> None:
    context = sought(lists, "How much do advisers earn a day?")
    assert context.evidence[0].unit.text == "Advisers earn £9 a day."


def listed(lists: OpenBuild, items: int, whole: float) -> list[Evidence]:
    """So many items of the list at 5.0, and the list itself."""
    parts = [unit for unit in all_units(lists) if unit.kind == "item"][:items]
    quotes = [quoted(unit, lists) for unit in parts]
    (text,) = {quoted(unit, lists) for unit in all_units(lists) if unit.kind == "list"}
    return [*(evidence(lists, quote, 5.0) for quote in quotes), evidence(lists, text, whole)]


@pytest.mark.parametrize(
    ("want", "items", "first"),
    [
        (Want.LIST, 1, "list"),
        (Want.OTHER, scoring.FEWEST_ITEMS, "list"),
        (Want.OTHER, scoring.FEWEST_ITEMS - 1, "item"),
        (Want.DATE, scoring.FEWEST_ITEMS, "item"),
    ],
)
def test_several_items_among_the_best_put_their_list_first(
    lists: OpenBuild, want: Want, items: int, first: str
) -> None:
    found = scoring._whole_lists_first(listed(lists, items, whole=1.0), want)
    assert len(found) == items + 1
    assert found[0].unit.kind == first
    assert found[0].score == 5.0


PROGRAMME = """# Fostering

Nine councils share it. Carers stay longer. The programme has:

- a hub
- a campaign

## Costs

- nine pounds
- ten pounds
"""


def test_a_list_is_the_answer_where_the_sentence_before_it_is_the_best(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    build = build_of(tmp_path_factory.mktemp("programme"), {"programme.md": PROGRAMME})
    lead = "The programme has:\n• a hub\n• a campaign"
    under = "nine pounds\n• ten pounds"
    best = evidence(build, "Carers stay longer.", 5.0)
    found = scoring._whole_lists_first([best, evidence(build, lead, 1.0)], Want.LIST)
    assert [item.unit.text for item in found] == [lead, best.unit.text]
    other = evidence(build, under, 1.0)
    assert scoring._whole_lists_first([best, other], Want.LIST) == [best, other]
    both = [best, evidence(build, lead, 1.0)]
    assert scoring._whole_lists_first(list(both), Want.OTHER) == both


def test_a_passage_as_good_as_the_best_is_taken_apart_wherever_it_was_found(
    lists: OpenBuild,
) -> None:
    first = evidence(lists, "Advisers earn £9 a day.").ranked
    passages = [replace(first, relevance=value) for value in (4.0, 1.0, 3.9, 2.0)]
    assert [each.relevance for each in step._best_of(passages, 2)] == [4.0, 1.0, 3.9]


HEADED = """# Report

## Climate impact

No effect is seen. Nothing else is said of it here.

## Staff

| Role | Vacancies |
|---|---|
| Nurse | 12 |
| Driver | 14 |
"""


def relevance_of(context: Context, quote: str) -> float:
    return next(item.relevance for item in context.evidence if quote in item.unit.text)


def test_a_sentence_is_read_under_its_heading_too(tmp_path: Path) -> None:
    build = build_of(tmp_path, {"report.md": HEADED})
    context = sought(build, "Any climate impact?")
    assert relevance_of(context, "No effect is seen.") > relevance_of(context, "Role: Nurse")


def test_only_the_best_sentences_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scoring, "READ_AGAIN", 0)
    build = build_of(tmp_path, {"report.md": HEADED})
    alone = relevance_of(sought(build, "Any climate impact?"), "No effect is seen.")
    monkeypatch.setattr(scoring, "READ_AGAIN", 1)
    assert relevance_of(sought(build, "Any climate impact?"), "No effect is seen.") > alone


def test_a_row_is_read_under_its_heading(tmp_path: Path) -> None:
    build = build_of(tmp_path, {"report.md": HEADED})
    context = sought(build, "How many staff vacancies for a driver?")
    assert "Role: Driver" in context.evidence[0].unit.text


def conversed(build: OpenBuild, question: str, before: str, answer: str) -> Context:
    history = [Turn(question=before, answer=answer)]
    context = context_for(build, Question(question=question, history=history))
    resolve_followup(context)
    find(context)
    return context


def test_in_a_conversation_the_reading_that_is_answered_best_is_shown(build: OpenBuild) -> None:
    context = conversed(
        build, "How many pounds altogether?", "What do kinship carers receive?", "Support."
    )
    assert "£9 million" in context.evidence[0].unit.text
    assert context.interpreted == "How many pounds altogether (What do kinship carers receive)?"


def test_what_was_just_answered_is_not_the_answer_again(build: OpenBuild) -> None:
    told = "Kinship carers receive help and peer support."
    first = sought(build, "What do kinship carers receive?").evidence[0].score
    context = conversed(build, "What else?", "What do kinship carers receive?", told)
    again = next(item for item in context.evidence if item.unit.text == told)
    assert again.score < first
    assert context.evidence[0].unit.text != told
