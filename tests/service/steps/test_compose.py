"""Step 5: few statements, short, none twice; a comparison may reach further."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from service.context import Evidence
from service.opened import OpenBuild
from service.schemas import Status
from service.scope import Scope
from service.steps.compose import (
    COMPARED_MARGIN,
    MARGIN,
    MOST_CHARACTERS,
    MOST_COMPARED,
    MOST_STATEMENTS,
    compose,
)
from service.wants import Want
from tests.service.steps.small import all_units, build_of, evidence, quoted, with_evidence

KINSHIP = "Kinship carers receive nine million pounds for training."
KINSHIP_AGAIN = "For training, kinship carers will receive nine million pounds."
FOSTER = "Foster hubs open across every region in spring."
ADVOCACY = "Advocates visit a child within five days."
ADVISERS = "Personal advisers stay until the twenty-fifth birthday."
SCHOOLS = "Virtual school heads report attendance monthly."
PARAGRAPH = "Panels decide adoption matches. Records are kept one hundred years."
LONG = [
    " ".join(f"{name}{n:02}" for n in range(MOST_CHARACTERS // 12)) + "."
    for name in ("Alpha", "Gamma", "Delta")
]

FIRST = "\n\n".join([KINSHIP, FOSTER, ADVOCACY, ADVISERS, SCHOOLS, PARAGRAPH]) + "\n"
SECOND = "\n\n".join([KINSHIP_AGAIN, *LONG]) + "\n"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {"first.txt": FIRST, "second.txt": SECOND}
    return build_of(tmp_path_factory.mktemp("compose"), files)


def chosen(build: OpenBuild, question: str, *items: Evidence) -> list[str]:
    context = with_evidence(build, question, *items)
    compose(context)
    assert context.status is Status.ANSWERED
    for one, other in combinations(context.chosen, 2):
        assert not one.unit.overlaps(other.unit)
    return [item.unit.text for item in context.chosen]


PLAIN = "What do carers receive?"
COMPARISON = "How do kinship care and foster care differ?"


def test_the_best_is_said_first(build: OpenBuild) -> None:
    items = evidence(build, FOSTER, 4.0), evidence(build, KINSHIP, 6.0)
    assert chosen(build, PLAIN, *items) == [KINSHIP, FOSTER]


def test_the_best_is_said_even_when_it_is_long(build: OpenBuild) -> None:
    assert chosen(build, PLAIN, evidence(build, LONG[0], 1.0)) == [LONG[0]]


def test_a_fact_is_not_said_twice(build: OpenBuild) -> None:
    items = evidence(build, KINSHIP, 6.0), evidence(build, KINSHIP_AGAIN, 5.9)
    assert chosen(build, PLAIN, *items) == [KINSHIP]


def test_a_sentence_and_its_paragraph_are_not_both_said(build: OpenBuild) -> None:
    sentence = "Panels decide adoption matches."
    for scores in ((6.0, 5.9), (5.9, 6.0), (6.0, 2.5)):
        items = evidence(build, sentence, scores[0]), evidence(build, PARAGRAPH, scores[1])
        assert len(chosen(build, PLAIN, *items)) == 1


def test_a_paragraph_far_below_its_sentence_leaves_it_alone(build: OpenBuild) -> None:
    sentence = "Panels decide adoption matches."
    items = evidence(build, sentence, 6.0), evidence(build, PARAGRAPH, 6.1 - MARGIN)
    assert chosen(build, PLAIN, *items) == [sentence]


def test_what_is_far_below_the_best_is_not_said(build: OpenBuild) -> None:
    items = evidence(build, KINSHIP, 6.0), evidence(build, FOSTER, 5.9 - MARGIN)
    assert chosen(build, PLAIN, *items) == [KINSHIP]


def test_an_answer_has_few_statements(build: OpenBuild) -> None:
    lines = (KINSHIP, FOSTER, ADVOCACY, ADVISERS, SCHOOLS)
    said = chosen(
        build, PLAIN, *(evidence(build, line, 6.0 - n / 10) for n, line in enumerate(lines))
    )
    assert said == list(lines[:MOST_STATEMENTS])


def test_several_statements_stay_within_the_length_limit(build: OpenBuild) -> None:
    items = [evidence(build, line, 6.0 - n / 10) for n, line in enumerate([*LONG, KINSHIP])]
    said = chosen(build, PLAIN, *items)
    assert sum(map(len, said)) <= MOST_CHARACTERS
    assert said == [LONG[0], KINSHIP]


def test_a_figure_is_told_once(build: OpenBuild) -> None:
    items = evidence(build, KINSHIP, 6.0), evidence(build, KINSHIP_AGAIN, 5.9)
    asked = "How much is there for kinship carers?"
    assert chosen(build, asked, *items) == [KINSHIP]


def test_a_comparison_takes_what_another_document_says_less_well(build: OpenBuild) -> None:
    below = 6.0 - (MARGIN + COMPARED_MARGIN) / 2
    items = evidence(build, FOSTER, 6.0), evidence(build, KINSHIP_AGAIN, below)
    assert chosen(build, COMPARISON, *items) == [FOSTER, KINSHIP_AGAIN]
    assert chosen(build, PLAIN, *items) == [FOSTER]


def test_a_comparison_may_have_more_statements(build: OpenBuild) -> None:
    lines = (KINSHIP, FOSTER, ADVOCACY, ADVISERS, SCHOOLS)
    items = [evidence(build, line, 6.0 - n / 10) for n, line in enumerate(lines)]
    assert chosen(build, COMPARISON, *items) == list(lines[:MOST_COMPARED])


def test_where_each_thing_compared_is_told_nothing_pads_the_answer(build: OpenBuild) -> None:
    best, other = evidence(build, KINSHIP, 6.0), replace(evidence(build, FOSTER, 1.0), scope=1)
    padding = evidence(build, ADVOCACY, 6.0 - MARGIN - 0.5)
    context = with_evidence(build, COMPARISON, best, other, padding)
    context.scopes = [Scope(frozenset(["a"]), True, ()), Scope(frozenset(["b"]), True, ())]
    compose(context)
    assert [item.unit.text for item in context.chosen] == [KINSHIP, FOSTER]


def test_things_compared_are_told_by_sentences_where_paragraphs_are_too_long(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """No more of them than must be: the first stays whole."""
    padding = " ".join(f"word{n:03}" for n in range(MOST_CHARACTERS // 15))
    one, two = f"Fostering grows fast. First {padding}.", f"Adoption is slow. Second {padding} too."
    build = build_of(tmp_path_factory.mktemp("sides"), {"sides.txt": f"{one}\n\n{two}\n"})
    items = [
        evidence(build, one, 6.0),
        replace(evidence(build, two, 5.0), scope=1),
        evidence(build, "Fostering grows fast.", 4.0),
        replace(evidence(build, "Adoption is slow.", 3.0), scope=1),
    ]
    context = with_evidence(build, COMPARISON, *items)
    context.scopes = [Scope(frozenset(["a"]), True, ()), Scope(frozenset(["b"]), True, ())]
    compose(context)
    assert [item.unit.text for item in context.chosen] == [one, "Adoption is slow."]


def test_of_two_questions_a_list_of_so_many_is_told_whole(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    items = "\n".join(f"- Pillar {n}: {'helping families stay together ' * 3}" for n in range(1, 7))
    leader = f"Ada Brown leads on fostering. {'She has done so for years. ' * 4}"
    text = f"The six pillars are:\n\n{items}\n\n{leader.strip()}\n"
    build = build_of(tmp_path_factory.mktemp("pillars"), {"pillars.md": text})
    units = all_units(build)
    whole = next(unit for unit in units if unit.kind == "list")
    pillar = next(unit for unit in units if unit.kind == "item")
    found = [
        evidence(build, quoted(whole, build), 6.0),
        evidence(build, quoted(pillar, build), 5.0),
        replace(evidence(build, leader.strip(), 5.5), scope=1),
    ]
    assert sum(len(item.unit.text) for item in (found[0], found[2])) > MOST_CHARACTERS
    context = with_evidence(build, PLAIN, *found)
    for asked, first in (("What are the six pillars?", whole), ("What is a pillar?", pillar)):
        context.scopes = [
            Scope(frozenset(["pillars"]), False, (), asked=asked, want=Want.LIST),
            Scope(frozenset(["pillars"]), False, (), asked="Who leads?", want=Want.PERSON),
        ]
        compose(context)
        assert context.chosen[0].unit.text == first.text


def test_what_tells_of_two_is_told_once_and_nothing_worse_beside_it(build: OpenBuild) -> None:
    both = evidence(build, KINSHIP, 6.0)
    worse = replace(evidence(build, FOSTER, 6.0 - MARGIN - 0.5), scope=1)
    near = replace(evidence(build, ADVOCACY, 6.0 - MARGIN / 2), scope=1)
    for others, told in (([worse], [KINSHIP]), ([worse, near], [KINSHIP, ADVOCACY])):
        context = with_evidence(build, PLAIN, both, replace(both, scope=1), *others)
        context.scopes = [Scope(frozenset(["a"]), True, ()), Scope(frozenset(["b"]), True, ())]
        compose(context)
        assert [item.unit.text for item in context.chosen] == told


HEADS = [f"Rule {n} binds all." for n in range(1, 13)]
REST = " ".join(["Nobody who works for the council may ever leave it out of account."] * 3)
NUMBERED = "The rules\n\n" + "\n\n".join(f"{n}. {head} {REST}" for n, head in enumerate(HEADS, 1))


def test_a_list_in_parts_is_told_by_quotes_that_name_their_own_places(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    rules = build_of(tmp_path_factory.mktemp("rules"), {"rules.md": f"# {NUMBERED}\n"})
    whole = next(unit for unit in all_units(rules) if unit.parts)
    context = with_evidence(rules, "What are the rules?", evidence(rules, quoted(whole, rules)))
    compose(context)
    text = rules.text("rules")
    assert [item.unit.text for item in context.chosen] == [text[a:b] for a, b in whole.parts]
    for item in context.chosen:
        unit = item.unit
        assert unit.parts == ()
        assert unit.passage.end > unit.start
        assert unit.text == text[unit.start : unit.end]
    assert len({item.unit.passage.id for item in context.chosen}) > 1
