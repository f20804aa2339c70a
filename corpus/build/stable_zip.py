"""Give Office files the same bytes on every day.

A DOCX or PPTX file is a zip file, and each member carries the time at which it was written.
"""

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)


def with_fixed_times(data: bytes) -> bytes:
    """Copy a zip file with its members in the same order and one fixed time."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, date_time=_EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, old.read(name))
    return buffer.getvalue()
