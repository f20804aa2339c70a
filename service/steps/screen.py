"""Before a model writes: lines of documents that give orders to a machine are no evidence."""

from __future__ import annotations

from service.context import Context, Evidence
from service.schemas import Status
from service.writing.orders import spans_of_orders
from service.writing.sources import touches


def screen(context: Context) -> None:
    """Takes them out of `evidence`, with the paragraph that they stand in. A thing compared of
    which nothing else was found is unanswered; `not_in_documents` where nothing is left at all."""
    passages = {item.unit.passage.id: item.unit.passage for item in context.evidence}
    orders = {id_: spans_of_orders(each, context.build) for id_, each in passages.items()}

    def is_plain(item: Evidence) -> bool:
        unit = item.unit
        return not touches((unit.start, unit.end), orders[unit.passage.id])

    context.evidence = [item for item in context.evidence if is_plain(item)]
    left = {item.scope for item in context.evidence}
    context.unanswered = sorted(set(range(len(context.scopes))) - left)
    if not context.evidence:
        context.status = Status.NOT_IN_DOCUMENTS
