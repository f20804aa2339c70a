"""`reform-ui` as a process: it says where it is, and Ctrl-C leaves nothing."""

from __future__ import annotations

import signal
import socket

from tests.ui.conftest import free_port, reform_ui


def test_it_says_where_it_is_and_ctrl_c_ends_it() -> None:
    port = free_port()
    with reform_ui("http://127.0.0.1:9", port) as process:
        assert _opens_stream(port, "127.0.0.1", "127.0.0.1")
        assert not _opens_stream(port, "rebound.example", "rebound.example")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"Reform QA: http://127.0.0.1:{port}" in output
    assert "Traceback" not in output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def _opens_stream(port: int, host: str, origin: str) -> bool:
    """Whether a page from `origin` that reaches this computer as `host` may use the chat page."""
    lines = [
        "GET /_stcore/stream HTTP/1.1",
        f"Host: {host}:{port}",
        f"Origin: http://{origin}:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        return connection.recv(100).startswith(b"HTTP/1.1 101")
