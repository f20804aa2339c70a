"""One loader per format. `load(path)` picks by suffix; a loader only reads, it never writes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Final

from ingest.document import LoadedDocument
from ingest.errors import TryAgain, Unreadable

# Imported on first use: a folder of text files should not pay for python-pptx.
LOADERS: Final[dict[str, str]] = {
    ".pdf": "ingest.loaders.pdf",
    ".docx": "ingest.loaders.docx",
    ".pptx": "ingest.loaders.pptx",
    ".html": "ingest.loaders.html",
    ".htm": "ingest.loaders.html",
    ".md": "ingest.loaders.markdown",
    ".txt": "ingest.loaders.plain",
}


def load(path: Path) -> LoadedDocument:
    """Read one file. Raises `Unreadable` with a reason a person understands, whatever is wrong."""
    module_name = LOADERS.get(path.suffix.lower())
    if module_name is None:
        raise Unreadable(f"format {path.suffix or '(none)'} is not supported")
    document = _load(module_name, path)
    if not document.blocks:
        raise Unreadable("no text found in it")
    return document


def _load(module_name: str, path: Path) -> LoadedDocument:
    """Run the format's loader. Parsers meet damaged files with every kind of exception."""
    loader = import_module(module_name)
    try:
        document: LoadedDocument = loader.load(path)
    except (Unreadable, MemoryError):  # how much memory there is, the caller knows
        raise
    except OSError as error:
        raise TryAgain(
            f"it could not be opened ({error.strerror or type(error).__name__})"
        ) from error
    except Exception as error:
        raise Unreadable(f"it could not be read ({type(error).__name__})") from error
    return document
