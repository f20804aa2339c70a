"""Whether the service lives, whether it can answer, and what its problems mean."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from service.problem_kinds import KINDS
from service.problems import ProblemError
from service.routes.access import EVALUATE, GUARDED
from service.routes.common import State, documented

QUEUE_FULL = "as many questions as may wait are waiting"

router = APIRouter()


class Health(BaseModel):
    """The process answers; this says nothing of the index."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`degraded`: questions are answered, but not as they should be; `paused`: nobody is answered,
    because the operator wants it so. `detail` says why."""

    status: Literal["ready", "degraded", "paused"]
    index: str
    documents: int
    passages: int
    detail: str | None = None


@router.get("/healthz", tags=["health"], summary="Liveness")
async def healthz() -> Health:
    """Always 200 while the process runs."""
    return Health()


@router.get(
    "/readyz",
    tags=["health"],
    summary="Readiness",
    responses=documented("not-ready", "internal-error"),
)
def readyz(state: State) -> Readiness:
    """200 while questions can be answered, or could but for a pause; 503 where they can not."""
    paused = state.paused.get_now()  # anybody may ask this, at no cost to the database
    with state.live.use() as build:
        build.reachable.get_now()
        problem = state.live.problem or (QUEUE_FULL if state.answering.is_full else None)
        return Readiness(
            status="paused" if paused else "degraded" if problem else "ready",
            index=build.id,
            documents=len(build.documents),
            passages=build.manifest.passages,
            detail=paused or problem,
        )


@router.get(
    "/metrics",
    tags=["health"],
    summary="Figures for Prometheus",
    response_class=PlainTextResponse,
    responses={**GUARDED},
    dependencies=[EVALUATE],
)
def metrics(state: State) -> Response:
    """Requests, answers, stages, limits, queue and index."""
    return Response(state.metrics.text(), media_type=CONTENT_TYPE_LATEST)


@router.get(
    "/problems/{name}",
    tags=["problems"],
    summary="What a problem type means",
    response_class=PlainTextResponse,
    responses=documented("unknown-route"),
)
async def explain(name: str) -> str:
    """The explanation behind the `type` of a problem."""
    kind = KINDS.get(name)
    if kind is None:
        raise ProblemError("unknown-route", "there is no problem of this name")
    return f"{kind.title} ({kind.status})\n\n{kind.advice}\n"
