"""A fake service on a free port, and the page against it: in this process, or as `reform-ui`."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
import streamlit as st
import uvicorn
from streamlit.testing.v1 import AppTest

from tests.ui.fake_service import Fake

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "ui" / "page.py"


@pytest.fixture(autouse=True)
def no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer's own variables and `.env` must not change what the tests see."""
    for name in list(os.environ):
        if name.startswith("REFORM_QA_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(ready: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError("it did not start")
        time.sleep(0.05)


@contextmanager
def serving(fake: Fake) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(fake.app, host="127.0.0.1", port=port, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        yield f"http://127.0.0.1:{port}"
    finally:
        fake.release.set()
        fake.hold.set()
        server.should_exit = True
        thread.join()


@pytest.fixture
def fake() -> Fake:
    return Fake()


@pytest.fixture
def service_url(fake: Fake) -> Iterator[str]:
    with serving(fake) as url:
        yield url


@pytest.fixture
def page(service_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The page as AppTest runs it: without a browser."""
    monkeypatch.setenv("REFORM_QA_UI_SERVICE_URL", service_url)
    monkeypatch.setenv("REFORM_QA_UI_CONTACT", "Democratic Services <b>")
    _forget_caches()
    yield AppTest.from_file(str(PAGE), default_timeout=30)
    _forget_caches()


def _forget_caches() -> None:
    st.cache_data.clear()
    st.cache_resource.clear()


@contextmanager
def reform_ui(service_url: str, port: int, folder: Path = ROOT) -> Iterator[subprocess.Popen[str]]:
    """The real command, run in `folder`; ended with Ctrl-C, and killed if that does not end it."""
    arguments = ["--port", str(port), "--service-url", service_url]
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "ui.cli", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_for(lambda: _healthy(port))
        yield process
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def _healthy(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/_stcore/health").is_success
    except httpx.HTTPError:
        return False
