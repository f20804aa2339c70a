"""Opens a build only if it is whole: a half-copied one must never answer from half its passages.

What must be there is looked for first, so that the reason names the part and nothing is written.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from ingest import textstore, words
from ingest.embedding import EmbedderIdentity
from ingest.errors import BuildIndex, ReformQAError
from ingest.layout import IndexFolder, read_manifest
from ingest.vectorstores import IN_FOLDER, Stores
from service.opened import OpenBuild

PARTS = (
    textstore.FILE,
    f"{words.FOLDER}/meta.json",
)
PROBE_WORD = "children"


def live_name(index: IndexFolder) -> str:
    """What CURRENT names. Raises `BuildIndex` where it names nothing or cannot be read."""
    name = index.live_id()
    if name is None:
        raise BuildIndex(f"there is no index in {index.root}: run `reform-ingest`")
    return name


def open_verified(
    folder: Path, embedder: EmbedderIdentity, stores: Stores = IN_FOLDER
) -> OpenBuild:
    """Open a build and try each of its stores once. Raises `BuildIndex`, whatever is wrong, but
    `FixSettings` where that is not the build's fault."""
    manifest = read_manifest(folder)
    for part in PARTS:
        if not (folder / part).is_file():
            raise _damaged(folder, f"{part} is missing")
    try:
        build = OpenBuild(folder, manifest, embedder, stores)
        _try(build, folder)
    except ReformQAError:
        raise
    except BaseException as error:
        # A Rust store that meets damaged data panics, and a panic is not an `Exception`.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise _damaged(folder, type(error).__name__) from error
    return build


def _try(build: OpenBuild, folder: Path) -> None:
    """Compare with the manifest and search once; this also warms the stores up."""
    try:
        _check(build, folder)
    except BaseException:
        build.close()
        raise


def _check(build: OpenBuild, folder: Path) -> None:
    manifest = build.manifest
    if manifest.documents.keys() != build.documents.keys():
        raise _damaged(folder, "its documents are not those of its manifest")
    passages = sum(build.texts.passage_counts().values())
    if not passages == build.words.count() == manifest.passages:
        raise _damaged(folder, f"{passages} passages where {manifest.passages} should be")
    build.words.search(PROBE_WORD, 1)
    vector = np.full(manifest.embedder.dimensions, manifest.embedder.dimensions**-0.5, np.float32)
    if manifest.passages and not build.vectors.search(vector, 1):
        raise _damaged(folder, "it has no vectors")
    build.warm()


def _damaged(folder: Path, what: str) -> BuildIndex:
    return BuildIndex(f"the index {folder} is damaged ({what}): run `reform-ingest --rebuild`")
