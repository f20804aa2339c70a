"""Cost against size, as an SVG: one panel a cost, both axes logarithmic, a line for each series."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT, LEFT, TOP, GAP = 300, 200, 64, 44, 96
COLOURS = ("#1f5fa8", "#b5492c", "#3f7d3a", "#7a4f9a")

Point = tuple[float, float]
Series = Mapping[str, Sequence[Point]]


@dataclass(frozen=True, slots=True)
class Panel:
    """A cost with its unit, and for each series its points (passages, cost)."""

    title: str
    series: Series


def svg(panels: Sequence[Panel]) -> str:
    """The picture, panels side by side."""
    width = LEFT + len(panels) * (WIDTH + GAP)
    height = TOP + HEIGHT + 100
    body = "".join(
        f'<g transform="translate({LEFT + place * (WIDTH + GAP)} {TOP})">{_panel(panel)}</g>'
        for place, panel in enumerate(panels)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="sans-serif" font-size="12" role="img">'
        f"<title>{escape(', '.join(panel.title for panel in panels))}, by passages</title>"
        f'<rect width="{width}" height="{height}" fill="#fff"/>{body}</svg>\n'
    )


def _panel(panel: Panel) -> str:
    points = [point for series in panel.series.values() for point in series]
    across, up = (_decades([point[axis] for point in points]) for axis in (0, 1))

    def place(point: Point) -> Point:
        x = (math.log10(point[0]) - across[0]) / (across[1] - across[0])
        y = (math.log10(point[1]) - up[0]) / (up[1] - up[0])
        return x * WIDTH, HEIGHT - y * HEIGHT

    parts = [f'<text y="-18" font-weight="bold">{escape(panel.title)}</text>']
    for decade in range(across[0], across[1] + 1):
        x, _ = place((10**decade, 10 ** up[0]))
        parts.append(f'<path d="M{x:.1f} 0V{HEIGHT}" stroke="#ddd"/>')
        label = f"{10**decade:,}"
        parts.append(f'<text x="{x:.1f}" y="{HEIGHT + 18}" text-anchor="middle">{label}</text>')
    for decade in range(up[0], up[1] + 1):
        _, y = place((10 ** across[0], 10**decade))
        parts.append(f'<path d="M0 {y:.1f}H{WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="-8" y="{y + 4:.1f}" text-anchor="end">{10.0**decade:,g}</text>')
    parts.extend(_lines(panel.series, place))
    return "".join(parts)


def _lines(series: Series, place: Callable[[Point], Point]) -> Iterator[str]:
    for number, (name, points) in enumerate(series.items()):
        colour, row = COLOURS[number % len(COLOURS)], HEIGHT + 40 + 16 * number
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(place, points))
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>'
        for x, y in map(place, points):
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>'
        yield f'<rect y="{row - 9}" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="16" y="{row}">{escape(name)}</text>'


def _decades(values: Sequence[float]) -> tuple[int, int]:
    """The powers of ten around the values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return low, max(high, low + 1)
