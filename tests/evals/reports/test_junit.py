from __future__ import annotations

from xml.etree import ElementTree

from evals.reports.junit import render_junit
from tests.evals.reports.runs import FAILED, HOSTILE, hostile, run, sample
from tests.evals.results import answer, result

COUNTED = ("tests", "failures", "errors", "skipped")


def parsed(xml: str) -> ElementTree.Element:
    return ElementTree.fromstring(xml.encode())  # noqa: S314 - we have written it


def counts(element: ElementTree.Element) -> tuple[int, ...]:
    return tuple(int(element.attrib[name]) for name in COUNTED)


def test_a_suite_for_the_gates_and_one_for_each_set() -> None:
    root = parsed(render_junit(sample()))
    assert [(suite.attrib["name"], counts(suite)) for suite in root] == [
        ("reform-evals.gates", (3, 1, 0, 1)),
        ("reform-evals.set", (3, 0, 0, 0)),
        ("reform-evals.other", (3, 0, 0, 0)),
    ]
    assert (root.tag, counts(root)) == ("testsuites", (9, 1, 0, 1))


def test_the_counts_are_those_of_the_cases() -> None:
    for suite in parsed(render_junit(sample())):
        assert {case.attrib["classname"] for case in suite} == {suite.attrib["name"]}
        assert all({"name", "time", "classname"} == set(case.attrib) for case in suite)
        found = (
            len(suite),
            *(len(suite.findall(f"*/{n}")) for n in ("failure", "error", "skipped")),
        )
        assert found == counts(suite)
        total = sum(float(case.attrib["time"]) for case in suite)
        assert float(suite.attrib["time"]) == round(total, 3)


def test_a_failed_gate_fails_and_one_not_measured_is_skipped() -> None:
    failed, passed, skipped = parsed(render_junit(sample()))[0]
    failure, skip = failed.find("failure"), skipped.find("skipped")
    assert failed.attrib["name"] == FAILED.name
    assert failure is not None and failure.attrib["message"] == FAILED.text
    assert skip is not None and skip.attrib["message"] == "no such question"
    assert [child.tag for child in passed] == ["system-out"]


def test_a_wrong_answer_says_why_and_fails_nothing() -> None:
    right, wrong, silent = parsed(render_junit(sample()))[1]
    assert (right.attrib["name"], right.attrib["time"], list(right)) == (
        "a1: How much?",
        "0.100",
        [],
    )
    assert (wrong.findtext("system-out") or "").startswith(
        "wrong: the fact is missing: “£9 million”"
    )
    assert silent.findtext("system-out") == "wrong: says nothing, though the documents answer it"


def test_what_xml_forbids_is_replaced_and_what_it_means_is_kept() -> None:
    text = "\x00\x0b\x1b[31m\ufffe<&>\"' ]]>\t\U0001f600"
    made = run([result(answer("nothing"), id="a1", question=text)])
    case = parsed(render_junit(made))[1][0]
    assert case.attrib["name"] == "a1: \ufffd\ufffd\ufffd[31m\ufffd<&>\"' ]]>\t\U0001f600"


def test_markup_in_texts_stays_text() -> None:
    root = parsed(render_junit(hostile()))
    assert root[1].attrib["name"] == f"reform-evals.{HOSTILE}"


def test_a_run_without_gates_is_a_report_too() -> None:
    assert counts(parsed(render_junit(run([result()])))) == (1, 0, 0, 0)
