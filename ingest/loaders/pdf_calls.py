"""The few calls into pdfium that are made for every word, as cheap as ctypes lets them be.

The generated bindings check and convert each argument and let other threads in around each call,
which takes several times what pdfium itself does in it. These are the same functions without that:
handles and buffers are passed as they are, and what is filled in is unpacked all at once.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from typing import Any, Final

import pypdfium2.raw as raw

Call = Callable[..., Any]

# Unpacking a buffer takes a fraction of reading its fields one by one.
read_rect: Final = struct.Struct("4f").unpack_from  # FS_RECTF: left, top, right, bottom
read_matrix: Final = struct.Struct("6f").unpack_from  # FS_MATRIX: a to f


class Handle(ctypes.c_void_p):
    """A pointer that comes out of one call and goes into the next without becoming a number."""


def _quick(function: Any, result: Any) -> Call:
    """The same function, called as it stands. Its arguments must be ints, handles and buffers."""
    quick: Call = ctypes.PYFUNCTYPE(result)(ctypes.cast(function, ctypes.c_void_p).value or 0)
    return quick


text_object: Final = _quick(raw.FPDFText_GetTextObject, ctypes.c_void_p)
loose_char_box: Final = _quick(raw.FPDFText_GetLooseCharBox, ctypes.c_int)
char_origin: Final = _quick(raw.FPDFText_GetCharOrigin, ctypes.c_int)
font_size: Final = _quick(raw.FPDFText_GetFontSize, ctypes.c_double)
char_matrix: Final = _quick(raw.FPDFText_GetMatrix, ctypes.c_int)
font_of_object: Final = _quick(raw.FPDFTextObj_GetFont, ctypes.c_void_p)
char_index: Final = _quick(raw.FPDFText_GetCharIndexFromTextIndex, ctypes.c_int)

page_object: Final = _quick(raw.FPDFPage_GetObject, Handle)
object_type: Final = _quick(raw.FPDFPageObj_GetType, ctypes.c_int)
object_matrix: Final = _quick(raw.FPDFPageObj_GetMatrix, ctypes.c_int)
form_count: Final = _quick(raw.FPDFFormObj_CountObjects, ctypes.c_int)
form_object: Final = _quick(raw.FPDFFormObj_GetObject, Handle)
path_count: Final = _quick(raw.FPDFPath_CountSegments, ctypes.c_int)
draw_mode: Final = _quick(raw.FPDFPath_GetDrawMode, ctypes.c_int)
path_segment: Final = _quick(raw.FPDFPath_GetPathSegment, Handle)
segment_type: Final = _quick(raw.FPDFPathSegment_GetType, ctypes.c_int)
segment_point: Final = _quick(raw.FPDFPathSegment_GetPoint, ctypes.c_int)
segment_closes: Final = _quick(raw.FPDFPathSegment_GetClose, ctypes.c_int)


def handle(pointer: Any) -> ctypes.c_void_p:
    """A handle of the bindings as the quick calls take it; the bindings must keep it open."""
    return ctypes.cast(pointer, ctypes.c_void_p)


class Point:
    """A buffer for a point: the slots go into the call, the values come out of it."""

    __slots__ = ("x", "x_slot", "y", "y_slot")

    def __init__(self) -> None:
        self.x, self.y = ctypes.c_double(), ctypes.c_double()
        self.x_slot, self.y_slot = ctypes.byref(self.x), ctypes.byref(self.y)
