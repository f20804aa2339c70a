"""Before a model writes: lines of documents that give orders to a machine are no evidence."""

from __future__ import annotations

from service.context import Context
from service.schemas import Status
from service.writing.orders import is_order


def screen(context: Context) -> None:
    """Takes them out of `evidence`; `not_in_documents` where nothing else was found."""
    context.evidence = [item for item in context.evidence if not is_order(item.unit.text)]
    if not context.evidence:
        context.status = Status.NOT_IN_DOCUMENTS
