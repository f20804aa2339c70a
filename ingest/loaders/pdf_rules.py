"""The straight lines drawn on a PDF page: what tables are ruled with."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.loaders.pdf_words import Frame

_THICKEST: Final = 3.0  # points; a filled box thinner than this is a line
_SHORTEST: Final = 4.0
_MAX_OBJECTS: Final = 20_000
_MAX_SEGMENTS: Final = 200  # of one path; what has more is a picture
_MAX_DEPTH: Final = 3


class Rule(NamedTuple):
    """A line: at `at` on its own axis, from `start` to `end` on the other."""

    vertical: bool
    at: float
    start: float
    end: float


def rules_of(page: pdfium.PdfPage, frame: Frame) -> list[Rule]:
    """Every line of the page, in points from the page's top left."""
    return [rule for path in _paths(page) for rule in _rules_of_path(path, frame)]


def _paths(page: pdfium.PdfPage) -> Iterator[Any]:
    count = min(raw.FPDFPage_CountObjects(page.raw), _MAX_OBJECTS)
    for index in range(count):
        yield from _paths_in(raw.FPDFPage_GetObject(page.raw, index), _MAX_DEPTH)


def _paths_in(item: Any, depth: int) -> Iterator[Any]:
    kind = raw.FPDFPageObj_GetType(item)
    if kind == raw.FPDF_PAGEOBJ_PATH:
        yield item
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
        for index in range(min(max(raw.FPDFFormObj_CountObjects(item), 0), _MAX_OBJECTS)):
            yield from _paths_in(raw.FPDFFormObj_GetObject(item, index), depth - 1)


def _rules_of_path(path: Any, frame: Frame) -> Iterator[Rule]:
    count = raw.FPDFPath_CountSegments(path)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    for points in _outlines(path, count, frame):
        thin = _as_line(points)
        if thin is not None:
            yield thin
        elif stroke.value:
            yield from _sides(points)


def _outlines(path: Any, count: int, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The points of each piece of the path, placed on the page; pieces with curves are left out."""
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    raw.FPDFPageObj_GetMatrix(path, matrix)
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        points.append(
            frame.place(
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
        )
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if points:
        yield points


def _as_line(points: list[tuple[float, float]]) -> Rule | None:
    """The piece as one line, where it is as thin as one."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THICKEST and width >= _SHORTEST:
        return Rule(False, (min(ys) + max(ys)) / 2, min(xs), max(xs))
    if width <= _THICKEST and height >= _SHORTEST:
        return Rule(True, (min(xs) + max(xs)) / 2, min(ys), max(ys))
    return None


def _sides(points: list[tuple[float, float]]) -> Iterator[Rule]:
    for one, other in itertools.pairwise(points):
        side = _as_line([one, other])
        if side is not None:
            yield side
