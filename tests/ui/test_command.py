"""`reform-ui` as a process: it says where it is, and Ctrl-C leaves nothing."""

from __future__ import annotations

import signal
import socket

from tests.ui.conftest import free_port, reform_ui


def test_it_says_where_it_is_and_ctrl_c_ends_it() -> None:
    port = free_port()
    with reform_ui("http://127.0.0.1:9", port) as process:
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=20)
    assert process.returncode == 0
    assert f"Reform QA: http://127.0.0.1:{port}" in output
    assert "Traceback" not in output
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0
