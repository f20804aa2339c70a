"""What the routes share: the state, the check of the body's type, the documented problems."""

from __future__ import annotations

import email.message
from typing import Annotated, Any

from fastapi import Depends, Request

from ingest.records import DocumentRecord
from service.opened import OpenBuild
from service.problem_kinds import KINDS
from service.problems import Problem, ProblemError
from service.state import ServiceState


async def get_state(request: Request) -> ServiceState:
    """The state that `build_app` was given."""
    state: ServiceState = request.app.state.service
    return state


# OpenAPI's media type of what is no text.
BINARY = {"schema": {"type": "string", "format": "binary"}}
State = Annotated[ServiceState, Depends(get_state)]


async def json_only(request: Request) -> None:
    """Refuse a body of another type; this also keeps web pages elsewhere from posting here."""
    given = request.headers.get("content-type", "")
    message = email.message.Message()
    message["content-type"] = given or "application/octet-stream"
    kind, subtype = message.get_content_maintype(), message.get_content_subtype()
    if kind != "application" or not (subtype == "json" or subtype.endswith("+json")):
        raise ProblemError("not-json", f"the body is {given or 'of no type'}: send JSON")


def documented(*names: str) -> dict[int | str, dict[str, Any]]:
    """OpenAPI's `responses` for kinds of problems; `service.description` finishes them."""
    found: dict[int | str, dict[str, Any]] = {}
    for name in names:
        kind = KINDS[name]
        known = found.setdefault(kind.status, {"model": Problem, "x-problems": []})
        known["x-problems"].append(name)
        known["description"] = ". ".join(KINDS[each].title for each in known["x-problems"])
    return found


def find_document(build: OpenBuild, document_id: str) -> DocumentRecord:
    """A document of the live build; ids are looked up, never made into paths."""
    record = build.documents.get(document_id)
    if record is None:
        raise ProblemError(
            "unknown-document", "the index that is served now has no document of this id"
        )
    return record
