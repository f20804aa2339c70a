"""The HTTP API, version 1, over a `ServiceState`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware

from service import description, problems
from service.edge import Edge
from service.gate import END_USER, Gate
from service.retention import delete_expired
from service.routes import about, answers, chat, documents, health, pages, plain, search
from service.state import ServiceState
from service.tracing import telemetry

DESCRIPTION = (
    "Questions about children's social care reform, answered with verbatim quotes. Every quote "
    "equals the text of its document at `[start:end)`. Errors are `application/problem+json`."
)
TAGS = [
    {"name": "answers", "description": "Ask, fetch again, rate"},
    {"name": "chat", "description": "The same in OpenAI's form"},
    {"name": "search", "description": "Ranked passages"},
    {"name": "documents", "description": "The library, texts, originals, pictures of pages"},
    {"name": "about", "description": "What the service keeps"},
    {"name": "health", "description": "Liveness, readiness, metrics"},
    {"name": "problems", "description": "What the types of problems mean"},
]
SHOWN_TO_PAGES = ["RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "Retry-After"]


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
        telemetry=telemetry(state.traces),
        generate_unique_id_function=_operation_name,
    )
    app.state.service = state
    modules = (answers, chat, search, pages, documents, about, health, plain)
    routers = [each.router for each in modules]
    for router in routers:
        app.include_router(router)
    problems.install(app, routers)
    app.add_middleware(Gate, ring=state.ring, hosts=state.settings.hosts)
    app.add_middleware(Edge, metrics=state.metrics)
    if state.settings.cors_origins:
        _allow_pages(app, state.settings.cors_origins)
    description.complete(app)
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
    if state.traces:
        await to_thread.run_sync(state.traces.shutdown)


def _operation_name(route: APIRoute) -> str:
    return route.name
