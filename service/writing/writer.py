"""The model with what the settings say of it: how long it may take, how much it may read."""

from __future__ import annotations

import time
from dataclasses import dataclass

from ingest.settings import Settings
from service.listening import Listener
from service.schemas import Usage
from service.writing.calling import Call, Caller
from service.writing.model import open_model

# Seconds that are kept back, so that the extractive answer can still be given in time.
KEPT_BACK = 3.0
MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Writer:
    """Opened once, and safe to share by threads."""

    name: str
    caller: Caller
    seconds: float = 30.0
    source_tokens: int = 2000
    form: str = "json"
    input_price: float | None = None
    output_price: float | None = None

    def until(self, listener: Listener) -> float:
        """When the model must have ended, by `time.monotonic`."""
        return min(time.monotonic() + self.seconds, listener.until - KEPT_BACK)

    def usage(self, call: Call) -> Usage:
        """The tokens of a call and what they cost, where the settings give a price."""
        cost = None
        if self.input_price is not None or self.output_price is not None:
            read = call.input_tokens * (self.input_price or 0.0)
            written = call.output_tokens * (self.output_price or 0.0)
            cost = round((read + written) / MILLION, 8)
        return Usage(
            input_tokens=call.input_tokens,
            output_tokens=call.output_tokens,
            estimated=call.estimated,
            cost=cost,
        )


def open_writer(settings: Settings) -> Writer | None:
    """None, and nothing imported, where no model is set. Raises `FixSettings`."""
    if settings.llm is None:
        return None
    return Writer(
        name=settings.llm,
        caller=Caller(open_model(settings)),
        seconds=settings.llm_seconds,
        source_tokens=settings.llm_source_tokens,
        form="text" if settings.llm_output == "text" else "json",
        input_price=settings.llm_input_price,
        output_price=settings.llm_output_price,
    )
