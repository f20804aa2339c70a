"""Spreads, the plot and the summary say what was measured."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

from evals.benchmarks.plot import HEIGHT, WIDTH, Panel, svg
from evals.benchmarks.spread import evenly, number, ratios, spread, write_json
from evals.benchmarks.summary import Target, lines, read


def test_a_spread_is_median_and_quartiles() -> None:
    assert str(spread([1.0, 2.0, 3.0, 4.0, 100.0])) == "3 (2 to 4)"
    assert str(spread([0.12345])) == "0.123"
    assert ratios([2.0, 9.0], [1.0, 3.0]).median == 2.5
    assert number(123456.7) == "123,457"
    assert evenly(range(101), 3) == [0, 50, 100]
    assert evenly([1, 2], 5) == [1, 2]


def test_the_plot_has_every_point_within_its_panel() -> None:
    drawn = svg([Panel("cost, <ms>", {"ours": [(1_000, 3.0), (100_000, 40.0)]})])

    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    circles = root.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == 2
    places = [(float(each.attrib["cx"]), float(each.attrib["cy"])) for each in circles]
    (left, low), (right, high) = places
    assert left == 0
    assert right == WIDTH
    assert 0 < high < low < HEIGHT
    assert re.search(r"cost, &lt;ms&gt;", drawn)


def test_a_target_is_met_missed_or_not_measured(tmp_path: Path) -> None:
    rows = [{"passages": 1_000, "retrieval": spread([29.0, 31.0])}]
    write_json(tmp_path / "sizes.json", {"sizes": rows})

    found = read(tmp_path)

    assert json.loads((tmp_path / "sizes.json").read_text("utf-8"))["about"]["processors"]
    for limit, told in ((31, "✓ met"), (30, "✗ MISSED")):
        (line,) = lines(found, [Target("p50", ("sizes", 1_000, "retrieval"), "<", limit)])
        assert line.startswith(told)
    (line,) = lines(found, [Target("p50", ("sizes", 2_000, "retrieval"), "<", 30)])
    assert line.startswith("- not measured")
