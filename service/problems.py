"""Every way a request can fail, as `application/problem+json` (RFC 9457) with a stable `type`."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route
from starlette.types import Scope

from ingest.errors import BuildIndex, FetchModel, FixSettings, ReformQAError, TryLater
from service.database import DatabaseAway
from service.problem_kinds import KINDS

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20
RETRY_SECONDS = "5"
TYPES = "/problems/"
CHAT = frozenset({"/v1/chat/completions", "/v1/models"})
SETTINGS_FAIL = "the database or another setting cannot be used: the service's log says which"

# What may have passed by the next time, without anybody who corrects a setting.
PASSING = (BuildIndex, DatabaseAway, FetchModel, TryLater)

log = logging.getLogger(__name__)


_BY_STATUS = {
    400: "bad-request",
    404: "unknown-route",
    405: "unknown-method",
    413: "too-large",
    415: "not-json",
    422: "invalid-request",
}

_MESSAGES = {
    "missing": "is required",
    "string_too_long": "may have at most {max_length} characters",
    "string_too_short": "must not be empty",
    "too_long": "may have at most {max_length} entries",
    "extra_forbidden": "is not a field of this request",
    "json_invalid": "is not valid JSON",
    "string_unicode": "is not valid text",
}


class FieldError(BaseModel):
    """One field of a request that is not as it must be."""

    field: str
    message: str


class ChatError(BaseModel):
    """An error as OpenAI's clients look for it."""

    message: str
    type: Literal["invalid_request_error", "server_error"]
    param: str | None = None
    code: str


class Problem(BaseModel):
    """RFC 9457: `type` is stable, `detail` is fit to show to a person. `error` says the same at the
    addresses that OpenAI's clients use."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None
    error: ChatError | None = None


class ProblemError(Exception):
    """Ends a request with a problem of one of the `KINDS`; `retry`: it may pass by itself."""

    def __init__(
        self, name: str, detail: str = "", errors: Sequence[FieldError] = (), *, retry: bool = False
    ) -> None:
        super().__init__(detail)
        self.problem = make_problem(name, detail, errors)
        self.headers = {"Retry-After": RETRY_SECONDS} if retry else {}


def invalid(field: str, message: str) -> ProblemError:
    """A problem with one field, in a sentence that names it."""
    return ProblemError("invalid-request", message, [FieldError(field=field, message=message)])


def make_problem(name: str, detail: str = "", errors: Sequence[FieldError] = ()) -> Problem:
    """A problem of a kind; without a detail its advice stands there."""
    kind = KINDS[name]
    return Problem(
        type=f"{TYPES}{name}",
        title=kind.title,
        status=kind.status,
        detail=detail or kind.advice,
        errors=list(errors) or None,
    )


def problem_of(error: Exception) -> Problem:
    """The problem that an error is to whoever asked. What only the
    operator can mend or we did not foresee is logged."""
    if isinstance(error, ProblemError):
        return error.problem
    if isinstance(error, RequestValidationError):
        return _invalid_fields(error)
    if isinstance(error, HTTPException):
        return make_problem(_BY_STATUS.get(error.status_code, "bad-request"))
    if isinstance(error, FixSettings):  # names folders, hosts and users, to whoever has no key
        log.warning("%s", error)
        return make_problem("not-ready", SETTINGS_FAIL)
    if isinstance(error, ReformQAError):
        return make_problem("not-ready", str(error))
    log_crash(error)
    return make_problem("internal-error")


def for_chat(problem: Problem) -> Problem:
    """The problem with what OpenAI's clients show of it."""
    error = ChatError(
        message=problem.detail,
        type="invalid_request_error" if problem.status < 500 else "server_error",
        param=problem.errors[0].field if problem.errors else None,
        code=problem.type.removeprefix(TYPES),
    )
    return problem.model_copy(update={"error": error})


def respond(problem: Problem, scope: Scope, headers: Mapping[str, str] | None = None) -> Response:
    """A response; plain ASCII JSON, because a hostile field name may not be encodable at all."""
    if scope["path"] in CHAT:
        problem = for_chat(problem)
    content = json.dumps(problem.model_dump(exclude_none=True))
    return Response(content, problem.status, headers, MEDIA_TYPE)


def log_crash(error: BaseException) -> None:
    """Where it happened and the error's type, but not its message, which may quote a question."""
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("a request failed with %s\n%s", type(error).__name__, frames)


def install(app: FastAPI, routers: Sequence[APIRouter]) -> None:
    """Answer the errors that routes and the framework raise."""
    for kind in (ProblemError, RequestValidationError, HTTPException, ReformQAError):
        app.add_exception_handler(kind, partial(_handle, routers))


def _handle(routers: Sequence[APIRouter], request: Request, error: Exception) -> Response:
    headers = dict(getattr(error, "headers", None) or {})
    if "Allow" in headers:  # of the first route that has the address, and there may be several
        headers["Allow"] = ", ".join(sorted(_methods(routers, request.scope))) or headers["Allow"]
    if isinstance(error, PASSING):
        headers["Retry-After"] = RETRY_SECONDS
    return respond(problem_of(error), request.scope, headers)


def _methods(routers: Sequence[APIRouter], scope: Scope) -> set[str]:
    routes = [route for router in routers for route in router.routes if isinstance(route, Route)]
    return {
        method
        for route in routes
        if route.matches(scope)[0] is not Match.NONE
        for method in route.methods or ()
    }


def _invalid_fields(error: RequestValidationError) -> Problem:
    fields = [_field_error(item) for item in error.errors()[:MOST_ERRORS]]
    detail = "; ".join(f"{item.field} {item.message}" for item in fields[:3])
    return make_problem("invalid-request", detail, fields)


def _field_error(item: Mapping[str, Any]) -> FieldError:
    where = [str(part) for part in item["loc"][1:]] if item["type"] != "json_invalid" else []
    wanted = _MESSAGES.get(item["type"], "")
    message = wanted.format(**item.get("ctx", {})) if wanted else f"is not valid: {item['msg']}"
    return FieldError(field=".".join(where)[:100] or str(item["loc"][0]), message=message)
