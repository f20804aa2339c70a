"""The files for operation, as far as they can be checked without an engine that runs them."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from typing import Any

import pytest
import uvicorn
import yaml

from ingest.settings import PREFIX, Settings
from service.cli import SHUTDOWN_SECONDS
from service.edge import MAX_CHAT_BODY
from ui.settings import Settings as UISettings

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
KNOWN = {PREFIX + name.upper() for name in Settings.model_fields} | {
    f"{PREFIX}UI_{name.upper()}" for name in UISettings.model_fields
}


@pytest.fixture(scope="module", params=["compose.yaml", "compose.copies.yaml"])
def compose(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / request.param).read_text("utf-8"))
    return found


@pytest.mark.parametrize("name", sorted(each.name for each in DEPLOY.iterdir()))
def test_every_setting_that_is_named_exists(name: str) -> None:
    named = re.findall(rf"\b{PREFIX}[A-Z_]+", (DEPLOY / name).read_text("utf-8"))
    assert set(named) <= KNOWN


def test_no_container_can_do_more_than_it_must(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"], name
        assert int(service["user"].split(":")[0]) > 0, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["mem_limit"], name
        for port in service.get("ports", ()):
            assert name == "balancer" or port.startswith("127.0.0.1:"), name
    assert compose["services"]["ingest"]["network_mode"] == "none"


def test_the_image_runs_as_nobody_and_has_all_that_is_copied() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    last_user = re.findall(r"^USER (\S+)", text, re.M)[-1]
    assert int(last_user.split(":")[0]) > 0
    let_in = {
        line[1:]
        for line in (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").splitlines()
        if line.startswith("!")
    }
    copied = " ".join(re.findall(r"^COPY (?!--)(.+) \S+$", text, re.M)).split()
    assert set(copied) == let_in
    for name in copied:
        assert (ROOT / name).exists(), name


def test_the_balancer_knows_the_copies_and_waits_long_enough() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    compose = yaml.safe_load((DEPLOY / "compose.copies.yaml").read_text("utf-8"))
    copies = {name for name in compose["services"] if name.startswith("copy-")}
    assert set(re.findall(r"server (copy-\d):8000 ", text)) == copies
    waits = re.search(r"proxy_read_timeout (\d+)s;", text)
    idle = re.search(r"keepalive_timeout (\d+)s;", text)
    holds = re.search(r"client_body_buffer_size (\d)m;", text)
    assert waits and int(waits[1]) > Settings.model_fields["answer_seconds"].default
    assert idle and int(idle[1]) < uvicorn.Config("").timeout_keep_alive
    assert holds and int(holds[1]) * 1024 * 1024 > MAX_CHAT_BODY


def test_the_service_is_given_time_to_end(compose: dict[str, Any]) -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(DEPLOY / "reform-qa.service")
    ours = [each for each in compose["services"].values() if "serve" in each.get("command", ())]
    assert ours
    for service in ours:
        assert int(service["stop_grace_period"].removesuffix("s")) > SHUTDOWN_SECONDS
    assert int(unit["Service"]["TimeoutStopSec"]) > SHUTDOWN_SECONDS
    assert unit["Service"]["User"] != "root"
    assert unit["Service"]["ProtectSystem"] == "strict"
    assert unit["Service"]["NoNewPrivileges"] == "yes"
