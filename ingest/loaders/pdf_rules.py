"""The straight lines drawn on a PDF page: what tables are ruled with."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from ingest.loaders import pdf_calls as calls
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
    handle = calls.handle(page.raw)
    for index in range(count):
        item = calls.page_object(handle, index)
        kind = calls.object_type(item)
        if kind != raw.FPDF_PAGEOBJ_TEXT:  # most are
            yield from _paths_in(item, kind, _MAX_DEPTH)


def _paths_in(item: Any, kind: int, depth: int) -> Iterator[Any]:
    if kind == raw.FPDF_PAGEOBJ_PATH:
        yield item
    elif kind == raw.FPDF_PAGEOBJ_FORM and depth:
        for index in range(min(max(calls.form_count(item), 0), _MAX_OBJECTS)):
            inner = calls.form_object(item, index)
            yield from _paths_in(inner, calls.object_type(inner), depth - 1)


def _rules_of_path(path: Any, frame: Frame) -> Iterator[Rule]:
    count = calls.path_count(path)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    calls.draw_mode(path, ctypes.byref(fill), ctypes.byref(stroke))
    for points in _outlines(path, count, frame):
        thin = _as_line(points)
        if thin is not None:
            yield thin
        elif stroke.value:
            yield from _sides(points)


def _outlines(path: Any, count: int, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The points of each piece of the path, placed on the page; pieces with curves are left out."""
    matrix, x, y = raw.FS_MATRIX(), ctypes.c_float(), ctypes.c_float()
    calls.object_matrix(path, ctypes.byref(matrix))
    x_slot, y_slot = ctypes.byref(x), ctypes.byref(y)
    a, b, c, d, e, f = calls.read_matrix(matrix)
    points: list[tuple[float, float]] = []
    for index in range(count):
        segment = calls.path_segment(path, index)
        kind = calls.segment_type(segment)
        if kind == raw.FPDF_SEGMENT_BEZIERTO:
            return
        if kind == raw.FPDF_SEGMENT_MOVETO and points:
            yield points
            points = []
        calls.segment_point(segment, x_slot, y_slot)
        points.append(frame.place(a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if calls.segment_closes(segment):
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
