"""`reform-ui`: starts the chat page in this process, on the loopback address."""

from __future__ import annotations

import argparse
import gc
import os
import socket
import sys
import tomllib
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from ui.settings import FixSettings, Settings, as_environment, load_settings
from ui.theme import THEME

ADDRESS = "127.0.0.1"
OWN_NAMES = (ADDRESS, "localhost", "::1")
PAGE = Path(__file__).with_name("page.py")

NEEDED = ("PIL.PngImagePlugin", "streamlit.web.server", "ui.chat", "ui.library", "ui.trust")

SERVER = {
    "server.address": ADDRESS,
    "server.headless": "true",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "logger.hideWelcomeMessage": "true",
    "logger.level": "warning",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Serve the page until Ctrl-C. 1: it cannot start; 2: the arguments or settings are wrong."""
    arguments = _parser().parse_args(argv)
    try:
        settings = load_settings(port=arguments.port, service_url=arguments.service_url)
    except FixSettings as error:
        return _fail(str(error), 2)
    if not _is_free(settings.port):
        return _fail(
            f"port {settings.port} is already in use: stop what uses it, or choose another"
            " with --port",
            1,
        )
    return _serve(settings)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reform-ui", description="The chat page of Reform QA, on this computer only."
    )
    parser.add_argument("--port", type=int, help="port of the page (default 8501)")
    parser.add_argument(
        "--service-url", metavar="URL", help="the service (default http://127.0.0.1:8000)"
    )
    return parser


def _is_free(port: int) -> bool:
    """Ask before Streamlit does: it would answer with a stack of log lines, seconds later."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def _serve(settings: Settings) -> int:
    # Slow to import, so only once all is well.
    from streamlit import net_util
    from streamlit.web import cli as streamlit

    net_util.get_external_ip = lambda: None  # it would ask a server on the web
    _warm_up()
    os.environ.update(as_environment(settings))
    print(f"Reform QA: http://{ADDRESS}:{settings.port} (Ctrl-C ends it)", flush=True)
    options = {**SERVER, **THEME, "server.port": str(settings.port)}
    flags = [f"--{name}={value}" for name, value in options.items()]
    if not _readers_sign_in():  # then another name of this computer is a rebound one
        flags += [f"--server.allowedHosts={name}" for name in OWN_NAMES]
    streamlit.main(["run", str(PAGE), *flags], standalone_mode=False)
    return 0


def _warm_up() -> None:
    """Load what a page needs before the first reader comes. Streamlit collects garbage after each
    run of the script, before the browser has all of it: what never goes is left out of that."""
    for module in NEEDED:
        import_module(module)
    gc.collect()
    gc.freeze()


def _readers_sign_in() -> bool:
    """Whether `[auth]` is set up, or may be in secrets that cannot be read. Streamlit itself can
    only be asked once it runs."""
    for folder in (Path.home(), Path.cwd()):
        file = folder / ".streamlit" / "secrets.toml"
        try:
            if file.is_file() and "auth" in tomllib.loads(file.read_text("utf-8")):
                return True
        except (OSError, ValueError):
            return True
    return False


def _fail(message: str, code: int) -> int:
    print(f"reform-ui: {message}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
