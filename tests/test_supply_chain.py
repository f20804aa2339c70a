"""What is said of the packages and models that we build on."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.models import known_models
from scripts.audit import judge
from scripts.sbom import component

FINE = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "CVE-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("packages", "last", "failed"),
    [
        ([FINE], "1 packages were looked up: no known vulnerability", False),
        ([FINE, BAD], "2 packages were looked up: known vulnerabilities", True),
        ([FINE, UNKNOWN], "1 packages were looked up: no known vulnerability", False),
        ([FINE, BAD, UNKNOWN], "2 packages were looked up: known vulnerabilities", True),
        ([UNKNOWN], "SKIPPED: no package could be looked up (is there a network?)", False),
        ([], "SKIPPED: no package could be looked up (is there a network?)", False),
    ],
)
def test_an_audit_fails_for_vulnerabilities_alone(
    packages: list[dict[str, Any]], last: str, failed: bool
) -> None:
    lines, verdict = judge(packages)
    assert (lines[-1], verdict) == (last, failed)
    assert ("b 2: CVE-1, mended in 2.1" in lines) == failed


def test_every_model_is_in_the_bill_of_materials_with_its_digests() -> None:
    for source in known_models().values():
        entry = component(source)
        assert entry["licenses"] == [{"license": {"id": source.licence}}]
        assert entry["components"][0]["hashes"][0]["content"] == source.digest
