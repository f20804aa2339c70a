"""Whether the service lives, whether it can answer, and what its problems mean."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel

from service.problem_kinds import KINDS
from service.problems import ProblemError
from service.routes.common import State, documented

router = APIRouter()


class Health(BaseModel):
    """The process answers; this says nothing of the index."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """`degraded`: an index is served, but not the one it should be; `detail` says why."""

    status: Literal["ready", "degraded"]
    index: str
    documents: int
    passages: int
    detail: str | None = None


@router.get("/healthz", tags=["health"], summary="Liveness")
async def healthz() -> Health:
    """Always 200 while the process runs."""
    return Health()


@router.get("/readyz", tags=["health"], summary="Readiness", responses=documented("not-ready"))
def readyz(state: State) -> Readiness:
    """200 while questions can be answered."""
    with state.live.use() as build:
        problem = state.live.problem
        return Readiness(
            status="degraded" if problem else "ready",
            index=build.id,
            documents=len(build.documents),
            passages=build.manifest.passages,
            detail=problem,
        )


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
