"""A run as JUnit XML, for the test report of a build server.

The gates decide whether a change may go live, so they are the test cases that can fail; one that
was not measured is skipped. A question with a wrong answer is no failure: some are always wrong,
and a report that is always red is not read. Its test case passes and says in `system-out` why the
answer is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.reports.why import reasons
from evals.runfile import GateOutcome, Run, ScoredResult

_SUITE = "reform-evals"
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SECOND = 1_000


def render_junit(run: Run) -> str:
    """One test suite for the gates and one for each question set."""
    root = Element("testsuites", name=_SUITE)
    _add_suite(root, f"{_SUITE}.gates", [_gate_case(gate) for gate in run.gates], run)
    for name in dict.fromkeys(result.set for result in run.results):
        cases = [_question_case(result) for result in run.results if result.set == name]
        _add_suite(root, f"{_SUITE}.{name}", cases, run)
    root.attrib.update(_counts(root.iter("testcase"), run.seconds))
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, "unicode") + "\n"


def _add_suite(root: Element, name: str, cases: Sequence[Element], run: Run) -> None:
    seconds = sum(float(case.attrib["time"]) for case in cases)
    suite = SubElement(root, "testsuite", name=_legal(name), timestamp=_legal(run.created))
    suite.attrib.update(_counts(cases, seconds))
    for case in cases:
        case.set("classname", suite.attrib["name"])
    suite.extend(cases)


def _counts(cases: Iterable[Element], seconds: float) -> dict[str, str]:
    found = list(cases)
    return {
        "tests": str(len(found)),
        "failures": str(sum(case.find("failure") is not None for case in found)),
        "errors": "0",
        "skipped": str(sum(case.find("skipped") is not None for case in found)),
        "time": f"{seconds:.3f}",
    }


def _gate_case(gate: GateOutcome) -> Element:
    case = Element("testcase", name=_legal(gate.name), time="0.000")
    text = _legal(gate.text)
    if gate.outcome == "failed":
        SubElement(case, "failure", message=text, type="gate").text = text
    elif gate.outcome == "not measured":
        SubElement(case, "skipped", message=text)
    else:
        SubElement(case, "system-out").text = text
    return case


def _question_case(result: ScoredResult) -> Element:
    question = result.question
    seconds = result.answer.timings_ms.get("total", 0) / _SECOND
    case = Element(
        "testcase", name=_legal(f"{question.id}: {question.question}"), time=f"{seconds:.3f}"
    )
    if result.right is False:
        SubElement(case, "system-out").text = _legal(f"wrong: {'; '.join(reasons(result))}")
    return case


def _legal(text: str) -> str:
    """XML 1.0 has no way to write most control characters."""
    return _FORBIDDEN.sub("\ufffd", text)
