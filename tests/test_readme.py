"""The README is checked against the code: a setting that is not listed helps nobody."""

from __future__ import annotations

import re
from pathlib import Path

from ingest.settings import PREFIX, Settings
from ui.settings import PREFIX as UI_PREFIX
from ui.settings import Settings as UISettings

README = Path(__file__).parents[1] / "README.md"


def _listed() -> dict[str, str]:
    rows = re.findall(r"^\| `(REFORM_QA_\w+)` \| (.+?) \|", README.read_text("utf-8"), re.M)
    return dict(rows)


def test_every_setting_is_listed_and_no_other() -> None:
    names = {PREFIX + name.upper() for name in Settings.model_fields}
    names |= {UI_PREFIX + name.upper() for name in UISettings.model_fields}
    assert set(_listed()) == names


def test_the_defaults_are_true() -> None:
    defaults = {
        PREFIX + name.upper(): field.default for name, field in Settings.model_fields.items()
    }
    defaults |= {
        UI_PREFIX + name.upper(): field.default for name, field in UISettings.model_fields.items()
    }
    for name, said in _listed().items():
        default = defaults[name]
        shown = (
            "none" if default is None else f"{default:g}" if name.endswith("TIMEOUT") else default
        )
        assert said.strip("`") == str(shown), name
