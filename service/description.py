"""The description of the API: what the framework cannot be told, and an example of everything.

`docs/openapi.json` is a copy for those who build on us; `make openapi` writes it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

from service import problems
from service.problem_kinds import KINDS

KEY_SCHEME = {"type": "http", "scheme": "bearer", "description": "`reform-service keys create`"}
RETRY_AFTER = {"description": "Seconds to wait", "schema": {"type": "integer"}}
EXAMPLES = "#/components/examples/"
WAITING = frozenset({"429", "503", "504"})


def complete(app: FastAPI) -> None:
    """Finish the description that the framework makes of the routes."""
    schema = app.openapi()
    schema["components"]["securitySchemes"] = {"key": KEY_SCHEME}
    schema["components"]["examples"] = {name: {"value": _problem(name)} for name in KINDS}
    for path in schema["paths"].values():
        for operation in path.values():
            if "401" in operation["responses"]:  # `{}`: where no key was made, none is needed
                operation["security"] = [{"key": []}, {}]
            _describe_problems(operation["responses"])
            _give_examples(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(unused, None)


def _describe_problems(responses: dict[str, Any]) -> None:
    """Failures have their own media type. The framework's own 422 goes: where it stands no
    parameter can fail, else we document it."""
    for status in [status for status in responses if status >= "400"]:
        response = responses[status]
        (content,) = response["content"].values()  # of the type that the route has when all is well
        schema = content["schema"]
        if schema["$ref"].endswith("/HTTPValidationError"):
            del responses[status]
            continue
        examples = {name: {"$ref": f"{EXAMPLES}{name}"} for name in response.pop("x-problems", ())}
        response["content"] = {problems.MEDIA_TYPE: {"schema": schema, "examples": examples}}
        if status in WAITING:
            response["headers"] = {"Retry-After": RETRY_AFTER}


def _problem(name: str) -> dict[str, Any]:
    return problems.make_problem(name).model_dump(exclude_none=True)


def _give_examples(operation: dict[str, Any]) -> None:
    """To the parameters, the body, and what is returned when all goes well."""
    given = _examples().get(operation["operationId"], {})
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in given.get("parameters", {}):
            parameter["example"] = given["parameters"][parameter["name"]]
    contents = [response.get("content", {}) for response in operation["responses"].values()]
    if "request" in given:
        (body,) = operation["requestBody"]["content"].values()
        contents.append({"request": body})
    for content in contents:
        for media_type, described in content.items():
            if media_type in given:
                described["examples"] = {
                    name: {"value": value} for name, value in given[media_type].items()
                }


@cache
def _examples() -> dict[str, Any]:
    """By the name of the operation: `parameters`, `request`, and a response by its media type."""
    found: dict[str, Any] = json.loads(
        files("service").joinpath("examples.json").read_text("utf-8")
    )
    return found
