"""`make audit`: known vulnerabilities of the pinned packages, from PyPI's advisories.

    python -m scripts.audit PIP_AUDIT

Without a network nothing can be looked up: that is said, and is neither a failure nor a clean bill.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

PINS = "constraints.txt"
SECONDS = 300


def main() -> int:
    """1 where a package has a known vulnerability."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [sys.argv[1], "--disable-pip", "--no-deps", "--requirement", PINS]
        options = ["--progress-spinner", "off", "--format", "json", "--output", str(report)]
        with suppress(subprocess.TimeoutExpired):  # then there is no report
            subprocess.run(  # noqa: S603 - the auditor that make has installed
                [*command, *options], check=False, capture_output=True, timeout=SECONDS
            )
        found = json.loads(report.read_text("utf-8")) if report.is_file() else {}
    lines, failed = judge(found.get("dependencies", []))
    for line in lines:
        print(line)
    return int(failed)


def judge(packages: list[dict[str, Any]]) -> tuple[list[str], bool]:
    """What to say of pip-audit's report, and whether it is a failure."""
    looked_up = [each for each in packages if "vulns" in each]
    lines = [
        f"{each['name']} {each['version']}: {vulnerability['id']}, mended in "
        + (", ".join(vulnerability["fix_versions"]) or "no version yet")
        for each in looked_up
        for vulnerability in each["vulns"]
    ]
    missing = len(packages) - len(looked_up)
    if not looked_up:
        return ["SKIPPED: no package could be looked up (is there a network?)"], False
    if missing:
        lines.append(f"SKIPPED: {missing} packages could not be looked up")
    count = len(looked_up)
    found = "known vulnerabilities" if len(lines) > bool(missing) else "no known vulnerability"
    return [*lines, f"{count} packages were looked up: {found}"], len(lines) > bool(missing)


if __name__ == "__main__":
    sys.exit(main())
