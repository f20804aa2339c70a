"""Checks of the installation itself: the interpreter and the packages."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module, metadata
from typing import Literal

DISTRIBUTION = "reform-qa"
OLDEST_PYTHON = (3, 11)
# Compiled packages: installed is not yet usable.
COMPILED = ("chromadb", "onnxruntime", "pypdfium2", "tantivy", "tokenizers", "torch")
_REQUIREMENT = re.compile(r"^([\w.-]+)(?:\[[^]]*\])?\s*(?:==\s*([^\s,;]+))?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    severity: Literal["ok", "warning", "error"]
    message: str
    remedy: str = ""

    def line(self) -> str:
        """The finding for a terminal."""
        remedy = f": {self.remedy}" if self.remedy else ""
        return f"{self.severity:<8} {self.message}{remedy}"


def check_python() -> Finding:
    """The interpreter is one that we support."""
    name = f"python {sys.version.split()[0]}"
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("error", f"{name} is too old", "install Python 3.11 or later")
    return Finding("ok", name)


def check_packages() -> Iterator[Finding]:
    """Every package that we need is installed in the pinned version, and the compiled ones load."""
    wrong = [problem for line in _requirements() if (problem := _package_problem(line))]
    for name in COMPILED:
        try:
            import_module(name)
        except Exception as error:
            wrong.append(f"{name} cannot be loaded ({type(error).__name__})")
    for problem in wrong:
        yield Finding("error", problem, "run `make` again to install the packages")
    if not wrong:
        yield Finding("ok", f"{len(_requirements())} packages are installed")


def _requirements() -> list[str]:
    try:
        lines = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return [DISTRIBUTION]
    return [line for line in lines if "extra ==" not in line]


def _package_problem(requirement: str) -> str | None:
    match = _REQUIREMENT.match(requirement)
    name, wanted = match.groups() if match else (requirement, None)
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"package {name} is not installed"
    return f"package {name} is {found}, not {wanted}" if wanted and found != wanted else None
