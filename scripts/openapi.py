"""`make openapi`: writes `docs/openapi.json`, unless something that others rely on would go.

Clients are made from the description, so within a version it is only added to: an address, a field,
a kind of answer. What else a change of ours does to it is listed, and nothing is written.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingest.embedding import EmbedderIdentity
from ingest.settings import Settings
from service.app import build_app
from service.state import open_state

FILE = Path("docs/openapi.json")
# Words for people, which may change.
WORDS = frozenset({"title", "description", "example", "examples", "default"})

Json = dict[str, Any]


class _NoEngine:
    """No question is asked here."""

    identity = EmbedderIdentity("none", "", 0)


def described() -> Json:
    """The description of the API as the code is now."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(index=Path(folder) / "index", answers=Path(folder) / "answers.sqlite")
        return build_app(open_state(settings, _NoEngine())).openapi()  # type: ignore[arg-type]


def taken_away(old: Json, new: Json) -> list[str]:
    """What clients of the old description could miss in the new one."""
    return [*_in_paths(old["paths"], new["paths"]), *_in_schemas(old, new)]


def _in_paths(old: Json, new: Json) -> Iterator[str]:
    for path, operations in old.items():
        for method, operation in operations.items():
            name = f"{method.upper()} {path}"
            now = new.get(path, {}).get(method)
            if now is None:
                yield f"{name} is gone"
                continue
            for status in operation["responses"].keys() - now["responses"].keys():
                yield f"{name} no longer gives {status}"
            yield from _in_parameters(name, operation, now)


def _in_parameters(name: str, old: Json, new: Json) -> Iterator[str]:
    before, after = (
        {(each["in"], each["name"]): each for each in operation.get("parameters", ())}
        for operation in (old, new)
    )
    for key in before.keys() - after.keys():
        yield f"{name} no longer takes the parameter {key[1]}"
    for key, parameter in after.items():
        known = before.get(key, {})
        if parameter.get("required") and not known.get("required"):
            yield f"{name} now needs the parameter {key[1]}"
        if known and not _fits(known["schema"], parameter["schema"]):
            yield f"{name} takes another kind of {key[1]}"


def _in_schemas(old: Json, new: Json) -> Iterator[str]:
    sent = _sent(new)
    schemas = new["components"]["schemas"]
    for name, schema in old["components"]["schemas"].items():
        now = schemas.get(name)
        if now is None:
            yield f"the shape {name} is gone"
            continue
        yield from _in_properties(name, schema, now, is_sent=name in sent)
        for value in sorted(set(schema.get("enum", ())) - set(now.get("enum", ()))):
            yield f"{name} no longer has {value}"


def _in_properties(name: str, old: Json, new: Json, *, is_sent: bool) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    for field in before.keys() - after.keys():
        yield f"{name}.{field} is gone"
    for field in before.keys() & after.keys():
        if not _fits(before[field], after[field]):
            yield f"{name}.{field} is of another kind"
    needed, needs = set(old.get("required", ())), set(new.get("required", ()))
    for field in needs - needed if is_sent else ():
        yield f"{name}.{field} must now be sent"
    for field in needed - needs if not is_sent else ():
        yield f"{name}.{field} may now be missing"


def _fits(old: Any, new: Any) -> bool:
    """Whether a schema is the same but for its words and for choices that were added."""
    if isinstance(old, dict) and isinstance(new, dict):
        names = (old.keys() | new.keys()) - WORDS
        return all(_kept(name, old.get(name), new.get(name)) for name in names)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_fits, old, new))
    return bool(old == new)


def _kept(name: str, old: Any, new: Any) -> bool:
    if name == "enum" and old and new:
        return set(old) <= set(new)
    return _fits(old, new)


def _sent(schema: Json) -> set[str]:
    """The shapes that clients send."""
    found: set[str] = set()
    waiting = [
        operation["requestBody"]
        for operations in schema["paths"].values()
        for operation in operations.values()
        if "requestBody" in operation
    ]
    while waiting:
        for name in _named(waiting.pop()) - found:
            found.add(name)
            waiting.append(schema["components"]["schemas"][name])
    return found


def _named(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].rpartition("/")[2]} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_named, part.values()))
    return set().union(*map(_named, part)) if isinstance(part, list) else set()


def text_of(schema: Json) -> str:
    """As it stands in the file."""
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """0: written; 1: something would have gone."""
    new = described()
    gone = taken_away(json.loads(FILE.read_text("utf-8")), new) if FILE.exists() else []
    for line in gone:
        print(f"make openapi: {line}: others rely on it, so add instead", file=sys.stderr)
    if gone:
        return 1
    FILE.write_text(text_of(new), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
