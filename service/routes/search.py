"""Ranked passages, without an answer."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, Query

from service.problems import invalid
from service.routes import cursors, screening
from service.routes.access import ANSWER, GUARDED, ROOM, still_answering
from service.routes.common import State, documented
from service.schemas import MAX_QUESTION, SearchPage
from service.state import ServiceState
from service.visible import is_blank

router = APIRouter(prefix="/v1/search", tags=["search"], responses=GUARDED)

DEFAULT_LIMIT, MAX_LIMIT = 10, 50
DEEPEST = 200  # hits: nobody reads further, and each page is searched for from the top

Words = Annotated[str, Query(max_length=MAX_QUESTION, description="What to look for")]
Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Hits a page")]
Cursor = Annotated[str | None, Query(max_length=500, description="`next_cursor` of a page")]


@router.get(
    "",
    summary="Search the passages",
    responses=documented(
        "invalid-request", "personal-data", "not-ready", "paused", "busy", "too-slow"
    ),
    dependencies=[ANSWER, ROOM],
)
async def search(
    q: Words, state: State, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> SearchPage:
    """The passages that fit best, with where each stands; `score` only orders them."""
    if is_blank(q):
        raise invalid("q", "q is empty: write what to look for.")
    q = screening.text("q", q, state)
    return await state.answering.run(_page, state, q, limit, cursor)


def _page(state: ServiceState, query: str, limit: int, cursor: str | None) -> SearchPage:
    still_answering(state)
    with state.live.use() as build:
        seal = _seal(build.id, query)
        start = _read_cursor(cursor, seal) if cursor else 0
        end = min(start + limit, DEEPEST)
        hits = state.engine.search(query, build, min(end + 1, DEEPEST))
        return SearchPage(
            query=query,
            hits=hits[start:end],
            next_cursor=cursors.pack([end, seal]) if len(hits) > end else None,
            index=build.id,
        )


def _seal(build: str, query: str) -> str:
    """A cursor counts hits of one query in one build; in another it would skip or repeat some."""
    return hashlib.sha256(f"{build}\n{query}".encode()).hexdigest()[:16]


def _read_cursor(cursor: str, seal: str) -> int:
    match cursors.unpack(cursor):
        case [int(offset), str(given)] if type(offset) is int and 0 < offset < DEEPEST:
            if given == seal:
                return offset
            raise invalid(
                "cursor",
                "cursor belongs to another search or the index has changed: start without one.",
            )
    raise invalid("cursor", "cursor is not one that a page of this search gave.")
