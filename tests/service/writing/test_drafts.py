"""What is read out of a model's words, whole or in pieces."""

from __future__ import annotations

import pytest

from service.writing.drafts import Draft, cleaned, declines, drafts_in, refuses
from tests.service.writing.queued import said

ONE, TWO = "Help is offered in 2026.", "Advocates visit."


def test_a_statement_is_there_as_soon_as_its_object_is_closed() -> None:
    written = said((ONE, [1]), (TWO, [2, 3]))
    first = written.index("}") + 1
    assert drafts_in(written[: first - 1], whole=False) == []
    assert drafts_in(written[:first], whole=False) == [Draft(ONE, (1,))]
    assert drafts_in(written, whole=False) == [Draft(ONE, (1,)), Draft(TWO, (2, 3))]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (f"```json\n{said((ONE, [1]))}\n```", [Draft(ONE, (1,))]),
        (f"{ONE} [1] {TWO} [2, 3]", [Draft(ONE, (1,)), Draft(TWO, (2, 3))]),
        (f"- {ONE} [1]\n- {TWO} (source 2)", [Draft(ONE, (1,)), Draft(TWO, (2,))]),
        (said((f"{ONE} {TWO}", [1])), [Draft(ONE, (1,)), Draft(TWO, (1,))]),
        (said((f"{ONE} [4]", [])), [Draft(ONE, (4,))]),
        ('{"statements": [{"text": 5, "sources": "x"}]}', []),
        ('{"statements": "none"}', []),
        ("", []),
        ("NOT IN SOURCES", []),
    ],
)
def test_json_and_prose_are_both_read(written: str, found: list[Draft]) -> None:
    assert drafts_in(written, whole=True) == found


def test_of_prose_a_line_is_read_when_it_has_ended() -> None:
    assert drafts_in(f"{ONE} [1]\n{TWO}", whole=False) == [Draft(ONE, (1,))]


@pytest.mark.parametrize(
    "written", ['{"statements": []}', '{ "statements" : [ ] }', "NOT IN SOURCES", "Not in sources."]
)
def test_declining_is_told_from_writing(written: str) -> None:
    assert declines(written)
    assert not declines(said((ONE, [1])))


@pytest.mark.parametrize("written", ["I'm sorry, but no.", "I cannot help.", "As an AI, I do not."])
def test_a_refusal_is_told_from_an_answer(written: str) -> None:
    assert refuses(written)
    assert not refuses(ONE)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("See [the plan](https://evil.example) now", "See the plan now"),
        ("Go to https://evil.example/x?y or a@b.org", "Go to or"),
        ("Ask at hubs.gov.uk/carers today", "Ask at today"),
        ("<b>Bold</b> and **more** `code`", "Bold and more code"),
        ("In\u200bvisi\u202eble\U000e0041", "Invisible"),
        ("Two things [1][2, 3] here (source 4).", "Two things here."),
        ("They are: 1. Help, 2. Homes", "They are: Help, Homes"),
        ("x" * 601, ""),
        ("[1]", ""),
    ],
)
def test_a_statement_is_plain_text(text: str, left: str) -> None:
    assert cleaned(text) == left
