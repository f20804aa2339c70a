"""A live index, and ways to put another build in the place of the one that it serves."""

from __future__ import annotations

import shutil
from pathlib import Path

from ingest.layout import IndexFolder
from service.live import LiveIndex
from tests.fakes import BagOfWords


def live_index(root: Path, retry_every: float = 0.0) -> LiveIndex:
    identity = BagOfWords().identity
    return LiveIndex(IndexFolder(root), identity, check_every=0, retry_every=retry_every)


def point_at(root: Path, build: str) -> None:
    (root / "CURRENT").write_text(build + "\n")


def copy_build(root: Path, name: str) -> Path:
    """A second copy of the live build, published under a name."""
    folder = IndexFolder(root)
    copy = folder.builds / name
    shutil.copytree(folder.builds / str(folder.live_id()), copy)
    point_at(root, name)
    return copy
