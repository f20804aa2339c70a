"""Gates: what is read, when one fails, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from evals.baseline import of_run
from evals.gates import PACKAGED, Gates, judge, load_gates
from evals.measuring import measure
from evals.runfile import ScoredResult
from ingest.errors import FixSettings
from tests.evals.results import answer, refusal, scored


def gates(**gate: object) -> Gates:
    return Gates.model_validate({"gate": [gate]})


def results(right: int, wrong: int, **question: Any) -> list[ScoredResult]:
    said = [answer()] * right + [refusal()] * wrong
    return [scored(told, id=f"q{n}", **question) for n, told in enumerate(said)]


def outcome(given: Gates, now: list[ScoredResult], before: list[ScoredResult]) -> tuple[str, str]:
    baseline = of_run(measure(before, [], "here", "build", 1.0)) if before else None
    (told,) = judge(given, now, baseline)
    return told.outcome, told.text


def test_the_packaged_gates_can_be_read_and_hold_the_promises() -> None:
    packaged = load_gates(PACKAGED)
    promised = {gate.metric: gate.floor for gate in packaged.gate if gate.set is None}
    assert promised["verbatim"] == promised["figures"] == 1.0


def test_a_floor_passes_at_its_value_and_fails_below_it_by_how_much() -> None:
    at = gates(metric="right", floor=0.8)
    assert outcome(at, results(8, 2), []) == ("passed", "0.800 of 10")
    assert outcome(at, results(7, 3), []) == (
        "failed",
        "0.700 of 10; below its floor 0.8 by 0.100; because of q7, q8, q9",
    )


def test_a_ceiling_fails_above_it() -> None:
    at = gates(metric="over_refusal", ceiling=0.2)
    assert outcome(at, results(8, 2), [])[0] == "passed"
    assert "above its ceiling 0.2 by 0.100" in outcome(at, results(7, 3), [])[1]


def test_a_drop_that_is_tolerated_passes() -> None:
    at = gates(metric="right", drop=0.1)
    assert outcome(at, results(36, 4), results(40, 0))[0] == "passed"


def test_a_greater_drop_fails_and_names_the_questions_that_changed() -> None:
    at = gates(metric="right", drop=0.1)
    told, text = outcome(at, results(32, 8), results(40, 0))
    assert told == "failed"
    assert "worse than the baseline's 1.000 by 0.200 (tolerated 0.1, p " in text
    assert text.endswith("changed: q32, q33, q34, q35, q36, q37, q38, q39")


def test_a_greater_drop_that_may_be_chance_passes_and_says_so() -> None:
    told, text = outcome(gates(metric="right", drop=0.01), results(8, 2), results(10, 0))
    assert told == "passed"
    assert "may be chance" in text


def test_lower_is_better_for_some() -> None:
    at = gates(metric="over_refusal", drop=0.1)
    assert outcome(at, results(32, 8), results(40, 0))[0] == "failed"
    assert outcome(at, results(40, 0), results(32, 8))[0] == "passed"


def test_an_edited_question_is_not_held_against_its_old_answer() -> None:
    at = gates(metric="right", drop=0.0)
    edited = results(0, 10, question="How much now?")
    assert outcome(at, edited, results(10, 0)) == ("passed", "0.000 of 10; not in the baseline")


@pytest.mark.parametrize("where", [{"set": "other"}, {"kind": "list"}, {"tag": "money"}])
def test_a_slice_that_was_not_asked_is_not_measured(where: dict[str, str]) -> None:
    told, _ = outcome(gates(metric="right", floor=1.0, **where), results(0, 2), [])
    assert told == "not measured"


def test_a_gate_looks_at_its_slice_alone() -> None:
    now = results(2, 0, kind="list", tags=["money"]) + results(0, 2, kind="fact")
    assert outcome(gates(metric="right", floor=1.0, kind="list"), now, [])[0] == "passed"
    assert outcome(gates(metric="right", floor=1.0, tag="money"), now, [])[0] == "passed"
    assert outcome(gates(metric="right", floor=1.0, set="set"), now, [])[0] == "failed"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[[gate]]\nmetric = "rihgt"\nfloor = 1', "gate number 1 metric: there is no metric"),
        ('[[gate]]\nmetric = "right"\nflor = 1', "gate number 1 flor: Extra inputs"),
        ('[[gate]]\nmetric = "right"', "gate number 1: give it a floor"),
        ('[[gate]]\nmetric = "right"\ndrop = -1', "gate number 1 drop: "),
        ("significance = 2\ngate = []", "significance: "),
        ("[[gate]", "is not TOML"),
        ("", "gate: Field required"),
    ],
)
def test_a_wrong_file_of_gates_is_an_error_that_names_the_field(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "gates.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(FixSettings) as error:
        load_gates(path)
    assert message in str(error.value)
    assert str(path) in str(error.value)


def test_a_missing_file_of_gates_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FixSettings, match=r"gone\.toml could not be read"):
        load_gates(tmp_path / "gone.toml")
