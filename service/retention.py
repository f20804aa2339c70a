"""Deletes what has been kept long enough, when the service starts and every hour."""

from __future__ import annotations

import asyncio
import logging

from anyio import to_thread

from ingest.errors import ReformQAError
from service.store import AnswerStore

EVERY_SECONDS = 3600.0

log = logging.getLogger(__name__)


async def delete_expired(answers: AnswerStore) -> None:
    """Goes on until it is cancelled; a database that is away now is tried again next time."""
    while True:
        try:
            count = await to_thread.run_sync(answers.delete_expired)
        except ReformQAError as error:
            log.warning("expired answers were not deleted: %s", error)
        else:
            if count:
                log.info("%d expired answers were deleted", count)
        await asyncio.sleep(EVERY_SECONDS)
