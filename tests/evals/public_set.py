"""A small public set, laid down as it was published."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

QUESTION = {"id": "c1", "question": "How much?", "answerable": True, "doc_ids": ["rates#2"]}
DOCUMENT = {"doc_id": "rates#2", "title": "Rates & <pay>", "text": "You get £18 a week."}


def lay(folder: Path, questions: list[Any], documents: list[Any]) -> Path:
    """A public set as it was published."""
    folder.mkdir(exist_ok=True)
    for name, lines in (("questions", questions), ("documents", documents)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return folder
