"""The real models over some of the shipped documents: do the answers follow them?"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from evals import cli
from ingest import cli as ingest_cli
from tests.end_to_end.real import CORPUS, ROOT, need_models

pytestmark = pytest.mark.models

DOCUMENTS = ("guidance-care-leavers.pdf", "guidance-adoption.pdf", "guidance-local-offer.md")
SET = ROOT / "evals" / "sets" / "guidance.yaml"


def test_answers_follow_the_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REFORM_QA_MODELS", str(need_models()))
    (tmp_path / "corpus").mkdir()
    for name in DOCUMENTS:
        shutil.copy(CORPUS / name, tmp_path / "corpus")
    index, report = tmp_path / "index", tmp_path / "report.json"
    assert ingest_cli.main([str(tmp_path / "corpus"), "--index", str(index)]) == 0
    arguments = [SET, "--index", index, "--limit", 12, "--json", report]
    assert cli.main(["mutate", *map(str, arguments)]) == 0
    shares = json.loads(report.read_text("utf-8"))["shares"]
    assert shares["all"]["from_outside"]["value"] == 0
    assert shares["all"]["follows_documents"]["value"] >= 0.8
    assert shares["figure"]["outcomes"]["new value"] >= 2
