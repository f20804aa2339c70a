"""The HTTP API, version 1, over a `ServiceState`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from typing import Any

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from service import problems
from service.edge import Edge
from service.gate import END_USER, Gate
from service.retention import delete_expired
from service.routes import about, answers, documents, health, pages, plain, search
from service.state import ServiceState

DESCRIPTION = (
    "Questions about children's social care reform, answered with verbatim quotes. Every quote "
    "equals the text of its document at `[start:end)`. Errors are `application/problem+json`."
)
TAGS = [
    {"name": "answers", "description": "Ask, fetch again, rate"},
    {"name": "search", "description": "Ranked passages"},
    {"name": "documents", "description": "The library, texts, originals, pictures of pages"},
    {"name": "about", "description": "What the service keeps"},
    {"name": "health", "description": "Liveness, readiness, metrics"},
    {"name": "problems", "description": "What the types of problems mean"},
]
KEY_SCHEME = {"type": "http", "scheme": "bearer", "description": "`reform-service keys create`"}
SHOWN_TO_PAGES = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"]
# The framework can trace requests to an OpenTelemetry collector: questions stay here.
NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False}


def build_app(state: ServiceState) -> FastAPI:
    """The application; its lifespan opens the index and closes what `state` holds."""
    app = FastAPI(
        title="Reform QA",
        description=DESCRIPTION,
        version=version("reform-qa"),
        openapi_tags=TAGS,
        docs_url=None,  # both pages load their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=NO_TELEMETRY,
        generate_unique_id_function=_operation_name,
    )
    app.state.service = state
    for module in (answers, search, pages, documents, about, health, plain):
        app.include_router(module.router)
    problems.install(app)
    app.add_middleware(Gate, ring=state.ring)
    app.add_middleware(Edge, metrics=state.metrics)
    if state.settings.cors_origins:
        _allow_pages(app, state.settings.cors_origins)
    _describe_problems(app)
    return app


def _allow_pages(app: FastAPI, origins: str) -> None:
    app.add_middleware(
        CORSMiddleware,
        allow_origins=[origin.strip() for origin in origins.split(",")],
        allow_methods=["GET", "POST"],
        allow_headers=["Authorization", "Content-Type", END_USER],
        expose_headers=SHOWN_TO_PAGES,
    )


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: ServiceState = app.state.service
    await to_thread.run_sync(state.live.check)
    deleting = asyncio.create_task(delete_expired(state.answers))
    yield
    deleting.cancel()
    await to_thread.run_sync(state.live.close)


def _operation_name(route: APIRoute) -> str:
    return route.name


def _describe_problems(app: FastAPI) -> None:
    """OpenAPI: failures have their own media type, which the framework cannot be told.

    The framework's own 422 goes: where it stands no parameter can fail, else we document it.
    """
    schema = app.openapi()
    schema["components"]["securitySchemes"] = {"key": KEY_SCHEME}
    for path in schema["paths"].values():
        for operation in path.values():
            responses = operation["responses"]
            if "401" in responses:  # `{}`: where no key was made, none is needed
                operation["security"] = [{"key": []}, {}]
            for status in [status for status in responses if status >= "400"]:
                (content,) = responses[status]["content"].values()
                responses[status]["content"] = {problems.MEDIA_TYPE: content}
                if content["schema"]["$ref"].endswith("/HTTPValidationError"):
                    del responses[status]
    for unused in ("HTTPValidationError", "ValidationError"):
        schema["components"]["schemas"].pop(unused, None)
