"""`make sbom`: adds the models to the bill of materials that CycloneDX makes of the packages.

python -m scripts.sbom FILE
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ingest.models import ModelSource, known_models


def main() -> int:
    """Rewrites the file."""
    path = Path(sys.argv[1])
    bill: dict[str, Any] = json.loads(path.read_text("utf-8"))
    bill["components"] += [component(source) for source in known_models().values()]
    path.write_text(json.dumps(bill, indent=1) + "\n", "utf-8")
    print(f"{path}: {len(bill['components'])} components")
    return 0


def component(source: ModelSource) -> dict[str, Any]:
    """A model as CycloneDX describes one; its files with their digests."""
    name, _, version = source.wheel.partition("==")
    return {
        "type": "machine-learning-model",
        "bom-ref": f"model:{source.name}",
        "name": source.name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [{"license": {"id": source.licence}}],
        "components": [
            {"type": "file", "name": file, "hashes": [{"alg": "SHA-256", "content": digest}]}
            for file, digest in source.files.items()
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
