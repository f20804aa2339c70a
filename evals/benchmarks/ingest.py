"""How fast an ingest is and how much memory it takes, beside the popular LangChain tutorial's.

    python -m evals.benchmarks.ingest [--sample N] [--repeats N] [--json FILE] FOLDER [FOLDER ...]

The peer reads with pypdf, cuts at 1,000 characters, embeds and stores in Chroma: once with
all-MiniLM-L6-v2 in sentence-transformers, as its tutorial does, and once with our own model in our
own runtime (`same`), which leaves reading, cutting and storing to differ. All parts are given the
same PDFs, or a sample evenly drawn by size. Each part is a process of its own, so that its memory
is its own; processor seconds are those of the process and of its workers. Ratios are within a
repeat, with their median and quartiles over the repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from evals.benchmarks.spread import spread, write_json

RAW_PASSAGES = 256
Figures = dict[str, float]


def read_ours(files: Sequence[Path]) -> Figures:
    """Our loaders alone: words with their places, structure, tables."""
    from ingest.loaders import load

    return {"characters": sum(len(load(file).text) for file in files)}


def read_peer(files: Sequence[Path]) -> Figures:
    """pypdf alone: the words."""
    return {"characters": sum(len(_pypdf(file)) for file in files)}


def embed_raw(files: Sequence[Path]) -> Figures:
    """Our embedder over some passages, without anything around it."""
    from ingest.embedding import open_embedder
    from ingest.loaders import load
    from ingest.passages import cut_passages
    from ingest.settings import load_settings

    passages = [p for file in files for p in cut_passages(load(file), file.stem, file.stem)]
    texts = [p.search_text for p in passages[:: max(1, len(passages) // RAW_PASSAGES)]]
    embedder = open_embedder(load_settings())
    begun, used = time.monotonic(), time.process_time()
    embedder.embed_passages(texts)
    return {
        "passages": len(texts),
        "embedding_seconds": time.monotonic() - begun,
        "embedding_processor": time.process_time() - used,
    }


def all_ours(files: Sequence[Path]) -> Figures:
    """`reform-ingest` from nothing, then again with nothing changed."""
    from ingest.build import update_index
    from ingest.embedding import open_embedder
    from ingest.layout import IndexFolder
    from ingest.settings import load_settings
    from ingest.textstore import TextStore

    settings = load_settings()
    with tempfile.TemporaryDirectory() as scratch:
        folder = IndexFolder(Path(scratch))

        def ingest() -> Any:
            return update_index(folder, files, lambda: open_embedder(settings), settings.embedder)

        report = ingest()
        characters = sum(TextStore(folder.live_build()[0]).text_lengths().values())
        again = ingest()
    return {
        "characters": characters,
        "passages": report.embedded,
        "inner_seconds": report.seconds,
        "unchanged_seconds": again.seconds,
    }


def all_peer(files: Sequence[Path]) -> Figures:
    """The tutorial from nothing, model included as it is in ours."""
    return _tutorial(files, "all-MiniLM-L6-v2")


def all_peer_same(files: Sequence[Path]) -> Figures:
    """The tutorial with our model in our runtime."""
    return _tutorial(files, None)


def _tutorial(files: Sequence[Path], embedder_name: str | None) -> Figures:
    import chromadb
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    from evals.benchmarks.tutorial import CHUNK, OVERLAP
    from ingest.embedding import open_embedder
    from ingest.settings import load_settings

    begun = time.monotonic()
    texts = [_pypdf(file) for file in files]
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    chunks = [chunk for text in texts for chunk in splitter.split_text(text)]
    embedder = open_embedder(load_settings(embedder=embedder_name))
    with tempfile.TemporaryDirectory() as scratch:
        collection = chromadb.PersistentClient(scratch).create_collection("tutorial")
        for start in range(0, len(chunks), 1000):
            part = chunks[start : start + 1000]
            ids = [str(start + number) for number in range(len(part))]
            vectors: Any = embedder.embed_passages(part)
            collection.add(ids=ids, documents=part, embeddings=vectors)
    characters = sum(map(len, texts))
    seconds = time.monotonic() - begun
    return {"characters": characters, "passages": len(chunks), "inner_seconds": seconds}


PARTS: dict[str, Callable[[Sequence[Path]], Figures]] = {
    part.__name__: part
    for part in (read_ours, read_peer, embed_raw, all_ours, all_peer, all_peer_same)
}


def main() -> int:
    """Print the figures of each part, then what matters as ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    parser.add_argument("--sample", type=int, metavar="N", help="so many of the PDFs")
    parser.add_argument("--repeats", type=int, default=1, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--part", choices=PARTS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part:
        print(json.dumps(PARTS[options.part](options.folders)))
        return 0
    files = sorted(
        (file for folder in options.folders for file in folder.rglob("*.pdf")),
        key=lambda file: file.stat().st_size,
    )
    step = max(1, len(files) // (options.sample or len(files)))
    sample = files[step // 2 :: step]
    print(f"{len(sample)} of {len(files)} PDFs")
    repeats = []
    for _ in range(options.repeats):
        repeats.append({part: _measure(part, sample) for part in PARTS})
        for part, found in repeats[-1].items():
            print(part, ", ".join(f"{name} {value:,.1f}" for name, value in found.items()))
    ratios = {name: spread([told[name] for told in map(_ratios, repeats)]) for name in RATIOS}
    for name, told in RATIOS.items():
        print(f"{told}: {ratios[name]}")
    if options.json:
        write_json(options.json, {"ingest": ratios, "repeats": repeats})
    return 0


def _measure(part: str, files: Sequence[Path]) -> Figures:
    command = [sys.executable, "-m", "evals.benchmarks.ingest", "--part", part, *map(str, files)]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=output)  # noqa: S603 - our own command
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.monotonic() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise SystemExit(f"{part} failed")
        output.seek(0)
        figures: Figures = json.loads(output.readlines()[-1])
    return {
        **figures,
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1024,
    }


RATIOS = {
    "reading": "reading, characters a processor second, to pypdf's",
    "to_tutorial": "end to end, characters a second, to the tutorial's",
    "to_tutorial_same_model": "end to end, characters a second, to the tutorial with our model",
    "to_tutorial_processor": "end to end, characters a processor second, to the tutorial's",
    "to_raw_encode": "end to end, passages a second, to the embedder alone",
    "memory": "most memory of one process, to the tutorial's",
    "unchanged_seconds": "nothing changed, s",
}


def _ratios(figures: dict[str, Figures]) -> Figures:
    def rate(part: str, what: str, per: str) -> float:
        return figures[part][what] / figures[part][per]

    def ours_to(part: str, per: str) -> float:
        return rate("all_ours", "characters", per) / rate(part, "characters", per)

    reading = (rate(part, "characters", "processor") for part in ("read_ours", "read_peer"))
    raw = rate("embed_raw", "passages", "embedding_seconds")
    return {
        "reading": next(reading) / next(reading),
        "to_tutorial": ours_to("all_peer", "inner_seconds"),
        "to_tutorial_same_model": ours_to("all_peer_same", "inner_seconds"),
        "to_tutorial_processor": ours_to("all_peer", "processor"),
        "to_raw_encode": rate("all_ours", "passages", "inner_seconds") / raw,
        "memory": figures["all_ours"]["megabytes"] / figures["all_peer"]["megabytes"],
        "unchanged_seconds": figures["all_ours"]["unchanged_seconds"],
    }


def _pypdf(file: Path) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


if __name__ == "__main__":
    sys.exit(main())
