"""A grown build is one that the service opens: whole, of the size asked for, with the originals."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import numpy as np

from evals.benchmarks.grown import Smoothed, grow
from ingest.layout import IndexFolder
from ingest.vectors import VectorStore
from service.verified import open_verified
from tests.fakes import BagOfWords
from tests.ingest.library import Library

SIZE = 40


def _library(folder: Path) -> Library:
    library = Library(folder)
    for number in range(4):
        subjects = ("visits", "contact", "school", "health")
        told = "\n\n".join(
            f"Section {part}\n\nA {subjects[number]} plan of {part + 7} weeks begins on day {part}."
            for part in range(3)
        )
        library.write(f"{subjects[number]}.txt", f"About {subjects[number]}\n\n{told}\n")
    library.ingest()
    return library


def test_it_is_whole_and_has_the_originals(tmp_path: Path) -> None:
    library = _library(tmp_path)

    made = grow(library.folder.root, tmp_path / "grown", SIZE)

    folder = IndexFolder(tmp_path / "grown")
    build = open_verified(folder.builds / str(folder.live_id()), BagOfWords().identity)
    with closing(build):
        assert made.passages == build.words.count() == len(build.vectors.ids()) == SIZE
        originals = [id_ for id_ in build.documents if "-copy-" not in id_]
        assert len(originals) == made.real_documents == 4
        assert made.documents == len(build.documents) > 4
        for document in build.documents:
            for passage in build.texts.passages(document):
                words = build.text(document)[passage.start : passage.end].split()
                assert " ".join(words[-3:]) in passage.search_text
        with closing(VectorStore(library.live)) as real:
            ids = real.ids()
            kept, stored = build.vectors.vectors(list(ids)), real.vectors(list(ids))
            assert all(np.allclose(kept[id_], stored[id_], atol=1e-6) for id_ in ids)


def test_what_is_there_already_is_used_again(tmp_path: Path) -> None:
    library = _library(tmp_path)
    first = grow(library.folder.root, tmp_path / "grown", SIZE)

    again = grow(library.folder.root, tmp_path / "grown", SIZE)

    assert again == first
    assert len(list((tmp_path / "grown" / "builds").iterdir())) == 1


def test_made_vectors_are_spread_as_the_real_ones() -> None:
    chance = np.random.default_rng(5)
    real = (chance.standard_normal((4_000, 8)) * np.arange(1, 9) / 40 + 0.35).astype(np.float32)
    real /= np.linalg.norm(real, axis=1, keepdims=True)

    made = Smoothed(real).copies(real, chance)

    assert np.allclose(np.linalg.norm(made, axis=1), 1, atol=1e-5)
    assert np.allclose(made.mean(axis=0), real.mean(axis=0), atol=0.02)
    assert np.allclose(made.std(axis=0), real.std(axis=0), atol=0.03)
    near, apart = (made * real).sum(axis=1).mean(), (made * np.roll(real, 1, axis=0)).sum(axis=1)
    assert apart.mean() < near < 0.999
