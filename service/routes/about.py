"""What the service says of itself to readers: what it keeps, and what becomes of personal data."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from service.routes.access import ASK, GUARDED
from service.routes.common import State

router = APIRouter(prefix="/v1/about", tags=["about"], responses=GUARDED, dependencies=[ASK])


class About(BaseModel):
    """`retention_days`: how long answers are kept, null for ever. `personal_data`: what becomes of
    a question with personal data."""

    retention_days: int | None
    personal_data: Literal["refuse", "mask"]


@router.get("", summary="What is kept, and for how long")
async def about(state: State) -> About:
    """For the page on which readers are told what is kept of them."""
    settings = state.settings
    return About(retention_days=settings.retention_days, personal_data=settings.personal_data)
