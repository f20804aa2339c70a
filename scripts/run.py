"""`make run`: models, index, then service and chat page together until Ctrl-C."""

from __future__ import annotations

import os
import socket
import sys
import time
from dataclasses import dataclass

import httpx

from ingest.errors import ReformQAError
from ingest.settings import Settings, load_settings
from scripts.children import Children, Failed, Stopped
from service import ports
from ui import settings as page_settings
from ui.cli import ADDRESS

READY_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Part:
    """One of the two that `make run` starts."""

    name: str
    module: str
    arguments: tuple[str, ...]
    host: str
    port: int
    setting: str
    health: str

    @property
    def address(self) -> str:
        return ports.url(self.host, self.port)


def main() -> int:
    """0: ended as asked; 1: it could not start or go on, said in one line."""
    try:
        with Children() as children:
            settings = load_settings()
            if settings.log == "auto":  # a person reads this, wherever it is sent
                os.environ["REFORM_QA_LOG"] = "text"
            parts = _parts(settings, page_settings.load_settings())
            _check_ports(parts)
            _prepare(children, settings)
            _serve(children, parts)
    except Stopped:
        return 0
    except (Failed, ReformQAError, page_settings.FixSettings) as error:
        print(f"make run: {error}", file=sys.stderr)
        return 1
    return 0


def _parts(service: Settings, page: page_settings.Settings) -> tuple[Part, Part]:
    url = ports.url(service.host, service.port)
    return (
        Part(
            name="service",
            module="service.cli",
            arguments=("serve",),
            host=service.host,
            port=service.port,
            setting="REFORM_QA_PORT",
            health="/readyz",
        ),
        Part(
            name="chat page",
            module="ui.cli",
            arguments=("--service-url", url),
            host=ADDRESS,
            port=page.port,
            setting="REFORM_QA_UI_PORT",
            health="/_stcore/health",
        ),
    )


def _check_ports(parts: tuple[Part, Part]) -> None:
    """Ask before anything slow is done; each part asks again when it starts."""
    if parts[0].port == parts[1].port:
        raise Failed(
            f"port {parts[0].port} is given to both the service and the chat page: "
            f"set {parts[0].setting} or {parts[1].setting} to another"
        )
    for part in parts:
        reason = _why_unusable(part.host, part.port)
        if reason:
            raise Failed(
                f"the {part.name} cannot have port {part.port} ({reason}): stop what uses it, or "
                f"choose another with `{part.setting}=NUMBER make run`"
            )


def _why_unusable(host: str, port: int) -> str | None:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        return error.strerror
    return None


def _prepare(children: Children, settings: Settings) -> None:
    _say("Checking the models (downloaded the first time) and the index ...")
    if not children.finish("ingest.models"):
        raise Failed("the models are not there, so nothing can be answered")
    if not children.finish("ingest.cli"):
        from ingest.layout import IndexFolder  # slow to import, and rarely needed

        if IndexFolder(settings.index).live_id() is None:
            raise Failed("there is no index, so nothing can be answered")
        _say("make run: the index could not be updated; the one of before goes on serving")


def _serve(children: Children, parts: tuple[Part, Part]) -> None:
    _say("Starting ...")
    for part in parts:
        children.start(part.name, part.module, *part.arguments, quiet=True)
    _wait_until_ready(children, parts)
    _say("Reform QA is running. Ctrl-C ends it.")
    for part in reversed(parts):
        _say(f"  {part.name:<11}{part.address}")
    while True:
        children.check()
        children.pause()


def _wait_until_ready(children: Children, parts: tuple[Part, Part]) -> None:
    end = time.monotonic() + READY_SECONDS
    while not all(_answers(part) for part in parts):
        if time.monotonic() > end:
            raise Failed(f"service and chat page did not both answer in {READY_SECONDS} seconds")
        children.check()
        children.pause()


def _answers(part: Part) -> bool:
    """Raises `Failed` where the service says itself why it cannot serve."""
    try:
        response = httpx.get(part.address + part.health, timeout=2, trust_env=False)
    except httpx.TransportError:
        return False
    if "problem+json" in response.headers.get("content-type", ""):
        raise Failed(f"the {part.name} is not ready: {response.json()['detail']}")
    return response.is_success


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
