"""Whether replacing the index under readers ever fails or mixes an answer.

    python -m evals.benchmarks.swaps [--swaps 200] [--readers 4] FOLDER SET [SET ...]

Makes two builds of the text files of a folder, the second with a line above each text, so that
every quote stands elsewhere; starts a service and lets CURRENT name one and the other in turn,
while readers ask without a pause. An answer is mixed when a quote of it does not stand at its
offsets in the build that the answer names.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import httpx

from evals.benchmarks.processes import service
from evals.questions import questions_of
from ingest.build import update_index
from ingest.embedding import open_embedder
from ingest.layout import IndexFolder, replace_file
from ingest.settings import load_settings
from ingest.textstore import TextStore

ABOVE = "This line stands in the second build alone.\n\n"
TEXTS = frozenset({".md", ".txt"})
BETWEEN = 1.2  # seconds: the service looks at CURRENT once a second
Update = Callable[[IndexFolder, list[Path]], object]


@dataclass(slots=True)
class Outcome:
    """How many answers came from each build, and what was wrong with others."""

    builds: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    @property
    def line(self) -> str:
        each = ", ".join(f"{count} of {build}" for build, count in sorted(self.builds.items()))
        return f"{self.builds.total()} answers ({each}), {len(self.wrong)} failed or mixed"


def two_builds(files: Sequence[Path], folder: Path, update: Update) -> tuple[str, str]:
    """An index in `folder` with two builds whose quotes stand at other offsets; their names."""
    index, copies = IndexFolder(folder), folder / "copies"
    copies.mkdir(parents=True)
    names = []
    for above in ("", ABOVE):
        for file in files:
            (copies / file.name).write_text(above + file.read_text("utf-8"), "utf-8")
        update(index, [copies])
        names.append(str(index.live_id()))
    return names[0], names[1]


def swap(
    root: Path, names: tuple[str, str], url: str, questions: Sequence[str], options: Pace
) -> Outcome:
    """Readers ask until CURRENT has been changed so many times."""
    stop, outcome = threading.Event(), Outcome()
    check = Check(root, names)

    def read(first: int) -> None:
        with httpx.Client(base_url=url, timeout=120, trust_env=False) as client:
            for question in islice(cycle(questions), first, None):
                if stop.is_set():
                    return
                check.note(client.post("/v1/answers", json={"question": question}), outcome)

    with ThreadPoolExecutor(options.readers) as pool:
        readers = [pool.submit(read, number) for number in range(options.readers)]
        try:
            for name in islice(cycle(names), options.swaps):
                replace_file(root / "CURRENT", f"{name}\n")
                time.sleep(options.between)
        finally:
            stop.set()
        for reader in readers:
            reader.result()
    return outcome


@dataclass(frozen=True, slots=True)
class Pace:
    """How many swaps, so many seconds apart, under how many readers."""

    swaps: int
    readers: int
    between: float = BETWEEN


class Check:
    """Holds answers to the texts of the builds that they name."""

    def __init__(self, root: Path, names: Iterable[str]) -> None:
        self._texts: dict[str, dict[str, str]] = {}
        for name in names:
            store = TextStore(IndexFolder(root).builds / name)
            self._texts[name] = {d.id: store.text(d.id) or "" for d in store.documents()}

    def note(self, response: httpx.Response, outcome: Outcome) -> None:
        """Count an answer, or say what is wrong with it."""
        if response.status_code != 200:
            outcome.wrong.append(f"status {response.status_code}")
            return
        answer = response.json()
        outcome.builds[answer["index"]] += 1
        if not all(self._stands(answer["index"], each) for each in answer["citations"]):
            outcome.wrong.append(f"{answer['id']} is mixed")

    def _stands(self, build: str, citation: dict[str, Any]) -> bool:
        text = self._texts.get(build, {}).get(citation["document"]["id"], "")
        return text[citation["start"] : citation["end"]] == str(citation["quote"])


def main() -> int:
    """Prints the figures; 1 where an answer failed or was mixed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("sets", nargs="+", type=Path, metavar="SET")
    parser.add_argument("--swaps", type=int, default=200)
    parser.add_argument("--readers", type=int, default=4)
    options = parser.parse_args()
    files = [file for file in sorted(options.folder.iterdir()) if file.suffix in TEXTS]
    questions = [each.question for each in questions_of(options.sets)]
    settings = load_settings()
    embedder = open_embedder(settings)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        names = two_builds(
            files,
            folder / "index",
            lambda index, paths: update_index(index, paths, lambda: embedder, settings.embedder),
        )
        with service(folder / "index", folder) as (url, _):
            pace = Pace(options.swaps, options.readers)
            outcome = swap(folder / "index", names, url, questions, pace)
        shutil.rmtree(folder / "index")
    print(outcome.line)
    for each in outcome.wrong[:20]:
        print(each)
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
