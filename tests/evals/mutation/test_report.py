"""The shares, and what a person is shown."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from evals.mutation.report import Mutated, Report, shares
from evals.mutation.terminal import render
from evals.mutation.verdicts import Outcome
from ingest.errors import FixSettings
from tests.evals.results import answer, refusal

MutationKind = Literal["figure", "date", "name", "removal"]


def mutated(id_: str, kind: MutationKind, outcome: Outcome, *misquoted: str) -> Mutated:
    told = refusal() if outcome == "nothing stated" else answer()
    return Mutated(
        set="set",
        id=id_,
        question="How much?",
        kind=kind,
        documents=["strategy"],
        old="" if kind == "removal" else "£9 million",
        new="" if kind == "removal" else "£3 million",
        outcome=outcome,
        misquoted=list(misquoted),
        control=answer(),
        answer=told,
    )


MUTATIONS = [
    mutated("q1", "figure", "new value"),
    mutated("q1", "removal", "nothing stated"),
    mutated("q2", "figure", "outside"),
    mutated("q2", "removal", "another answer"),
    mutated("q3", "removal", "elsewhere"),
]


def report(mutations: list[Mutated]) -> Report:
    return Report(
        created="2026-01-01T00:00:00+00:00",
        seconds=1,
        index="build",
        questions=5,
        control=4,
        right=3,
        left_out={"not answered rightly to begin with": ["q4"]},
        rebuilds=2,
        shares=shares(mutations),
        mutations=mutations,
    )


def test_the_shares_are_of_mutations_and_the_intervals_of_questions() -> None:
    found = shares(MUTATIONS)
    assert list(found) == ["figure", "removal", "all"]
    assert found["figure"].follows_documents.value == found["figure"].from_outside.value == 0.5
    assert found["removal"].outcomes == {
        "nothing stated": 1,
        "another answer": 1,
        "elsewhere": 1,
    }
    every = found["all"]
    assert (every.mutations, every.follows_documents.n) == (5, 3)
    assert (every.follows_documents.value, every.from_outside.value) == (0.6, 0.2)
    low, high = every.follows_documents.low, every.follows_documents.high
    assert low is not None
    assert high is not None
    assert low < 0.6 < high


def test_grounded_means_nothing_from_outside_and_every_quote_verbatim() -> None:
    assert report([MUTATIONS[0], MUTATIONS[4]]).grounded
    assert not report([MUTATIONS[0], MUTATIONS[2]]).grounded
    assert not report([mutated("q1", "figure", "new value", "[1]")]).grounded


def test_what_was_not_followed_is_listed_with_old_value_new_value_and_answer() -> None:
    shown = render(report(MUTATIONS))
    outside, elsewhere = shown.split("FROM OUTSIDE THE DOCUMENTS:")[1].split("another place:")
    assert "set q2: How much?" in outside
    assert "“£9 million” → “£3 million” in strategy" in outside
    assert "Kinship carers receive £9 million." in outside
    assert "set q3" in elsewhere
    assert "without strategy" in elsewhere
    assert "q1" not in outside + elsewhere
    assert "left out: 1 not answered rightly to begin with" in shown


def test_a_report_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    written = report(MUTATIONS)
    written.write(tmp_path / "report.json")
    assert Report.model_validate_json((tmp_path / "report.json").read_bytes()) == written
    with pytest.raises(FixSettings, match="can not be written"):
        written.write(tmp_path / "none" / "report.json")
