"""Where settings come from, and that a wrong one is never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import FixSettings
from ingest.settings import load_settings

pytestmark = pytest.mark.usefixtures("no_settings")


def refused(**overrides: object) -> str:
    with pytest.raises(FixSettings) as failure:
        load_settings(**overrides)
    assert "\n" not in str(failure.value)
    return str(failure.value)


def test_everything_has_a_default() -> None:
    settings = load_settings()
    assert (settings.index, settings.corpus) == (Path("var/index"), Path("corpus"))
    assert (settings.host, settings.embedder) == ("127.0.0.1", "bge-small-en-v1.5")


def test_each_source_is_read_and_the_nearer_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("reform-qa.toml").write_text('port = 1\nthreads = 3\nindex = "toml"\ncorpus = "toml"')
    assert load_settings().port == 1
    Path(".env").write_text("REFORM_QA_PORT=2\nREFORM_QA_INDEX=dotenv\nREFORM_QA_CORPUS=dotenv\n")
    assert load_settings().port == 2
    monkeypatch.setenv("REFORM_QA_PORT", "3")
    monkeypatch.setenv("REFORM_QA_INDEX", "environment")
    assert load_settings().port == 3
    settings = load_settings(port=4, index=None)
    assert (settings.port, settings.index) == (4, Path("environment"))
    assert (settings.corpus, settings.threads) == (Path("dotenv"), 3)


def test_an_unknown_name_in_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_INDXE", "x")
    assert refused() == "unknown setting REFORM_QA_INDXE: the README lists every setting"


def test_an_unknown_name_in_dotenv_is_refused() -> None:
    Path(".env").write_text("REFORM_QA_EMBEDER=x\nOTHER_PROGRAM=y\n")
    assert refused().startswith("unknown setting REFORM_QA_EMBEDER")


@pytest.mark.parametrize("text", ["indxe = 'x'", "[index]\npath = 'x'\n[other]\na = 1"])
def test_an_unknown_key_in_the_toml_file_is_refused(text: str) -> None:
    Path("reform-qa.toml").write_text(text)
    assert refused().startswith(("unknown setting 'indxe' in reform-qa.toml", "unknown setting"))


def test_the_settings_of_the_chat_page_are_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_UI_PORT", "8501")
    Path(".env").write_text("REFORM_QA_UI_ANYTHING=x\n")
    load_settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "many"),
        ("PORT", ""),
        ("THREADS", "0"),
        ("THREADS", "65"),
    ],
)
def test_a_value_out_of_bounds_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"REFORM_QA_{name}", value)
    assert refused().startswith(f"setting REFORM_QA_{name}: Input should be ")


@pytest.mark.parametrize("file", [".env", "reform-qa.toml"])
def test_a_file_that_is_not_text_is_one_line(file: str) -> None:
    Path(file).write_bytes(b"\xff\xfe=\x00")
    assert refused().startswith("the settings could not be read: ")


def test_a_file_that_is_not_toml_is_one_line() -> None:
    Path("reform-qa.toml").write_text("port =")
    assert refused().startswith("the settings could not be read: ")


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1
