"""Rebuild the binary files of the corpus from their texts.

The texts are what people edit and review; the PDF, DOCX and PPTX files are committed as well, so
that the software can be tried on real formats without building anything first.
"""

import argparse
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from blocks import Block, Properties, title_of
from textparse import TextError, parse
from to_docx import render_docx
from to_pdf import render_pdf
from to_pptx import render_pptx

HERE = Path(__file__).resolve().parent

RENDERERS: dict[str, Callable[[list[Block], Properties], bytes]] = {
    "docx": render_docx,
    "pdf": render_pdf,
    "pptx": render_pptx,
}


@dataclass(frozen=True)
class Entry:
    """One line of the manifest: which text makes which file."""

    text: Path
    output: str
    format: str


@dataclass(frozen=True)
class Manifest:
    """The manifest; one date for all files keeps the output the same on every day."""

    published: str
    author: str
    entries: list[Entry]


def read_manifest(path: Path) -> Manifest:
    """Read the manifest; a missing key is a KeyError that names it."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    entries = [
        Entry(path.parent / row["text"], row["output"], row["format"]) for row in data["file"]
    ]
    return Manifest(data["published"].isoformat(), data["author"], entries)


def build_entry(entry: Entry, manifest: Manifest) -> bytes:
    """Render one file, with the name of the text in any error."""
    try:
        blocks = parse(entry.text.read_text(encoding="utf-8"))
        properties = Properties(title_of(blocks), manifest.author, manifest.published)
        return RENDERERS[entry.format](blocks, properties)
    except (TextError, ValueError) as error:
        raise SystemExit(f"{entry.text.name}: {error}") from error


def main() -> None:
    """Read the command line and write the files."""
    parser = argparse.ArgumentParser(description="Rebuild the binary files of the corpus.")
    parser.add_argument("names", nargs="*", help="outputs to build; all when none is named")
    parser.add_argument("--out", type=Path, default=HERE.parent, help="folder to write into")
    options = parser.parse_args()
    manifest = read_manifest(HERE / "manifest.toml")
    unknown = set(options.names) - {entry.output for entry in manifest.entries}
    if unknown:
        raise SystemExit(f"not in the manifest: {', '.join(sorted(unknown))}")
    options.out.mkdir(parents=True, exist_ok=True)
    for entry in manifest.entries:
        if not options.names or entry.output in options.names:
            (options.out / entry.output).write_bytes(build_entry(entry, manifest))
            print(options.out / entry.output)


if __name__ == "__main__":
    main()
