"""What the model is shown: passages as numbered sources, fenced, without orders and addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.records import Passage
from service.context import Context, Evidence
from service.opened import OpenBuild
from service.units import Unit, units_of
from service.writing.orders import Span, is_order, spans_of_orders

MOST = 8
CHARACTERS_A_TOKEN = 4
FEWEST_CHARACTERS = 200
_ADDRESS = re.compile(r"https?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.[\w.]+", re.IGNORECASE)
# What could be taken for our fences and numbers: a document must not close its own fence.
_FENCES = str.maketrans("<>[]{}", "‹›()()")


@dataclass(frozen=True, slots=True)
class Source:
    """A passage under its number. `text` is what the model sees, `units` what may be quoted."""

    number: int
    passage: Passage
    text: str
    units: tuple[Unit, ...]


def sources_of(context: Context, tokens: int) -> list[Source]:
    """The passages of what the extractive path would quote, then those with the best evidence,
    within so many tokens."""
    left = tokens * CHARACTERS_A_TOKEN
    found: list[Source] = []
    for passage in _passages([*context.chosen, *context.evidence])[:MOST]:
        if left < FEWEST_CHARACTERS:
            break
        before = found[-1].passage if found else None
        head = _head(len(found) + 1, passage, before, context.build)
        text = _shown(passage, context, left - len(head))
        if text:
            units = dict.fromkeys(
                [*_chosen_of(passage, context), *quotable(passage, context.build)]
            )
            found.append(Source(len(found) + 1, passage, f"{head}\n{text}", tuple(units)))
            left -= len(head) + len(text)
    return found


def quotable(passage: Passage, build: OpenBuild) -> list[Unit]:
    """The units of a passage that say something and give no orders."""
    orders = spans_of_orders(passage, build)
    return [
        unit
        for unit in units_of(passage, build)
        if unit.kind != "heading" and not unit.parts and not touches((unit.start, unit.end), orders)
    ]


def messages(context: Context, sources: Sequence[Source], form: str) -> list[tuple[str, str]]:
    """What is sent: rules first, then sources, the question last, so that servers can keep what
    repeats. `form` is `json` or `text`."""
    system = _prompt("system.md") + _prompt(f"as_{form}.md")
    shown = "\n".join(f"{source.text}\n</source>" for source in sources)
    question = context.asked.translate(_FENCES)
    told = _prompt("sources.md").replace("{question}", question, 1).replace("{sources}", shown, 1)
    return [("system", system), ("human", told)]


def _chosen_of(passage: Passage, context: Context) -> list[Unit]:
    """What the extractive path would quote of a passage: a list goes on beyond its end, and the
    names of a table's rows stand beside it."""
    return [item.unit for item in context.chosen if item.unit.passage.id == passage.id]


def _passages(evidence: Sequence[Evidence]) -> list[Passage]:
    found = {item.unit.passage.id: item.unit.passage for item in evidence}
    return list(found.values())


def _shown(passage: Passage, context: Context, room: int) -> str:
    """The passage's text; where it does not fit, its best units in the order of reading."""
    build = context.build
    orders = spans_of_orders(passage, build)
    text = _without((passage.start, passage.end), orders, build.text(passage.document_id))
    beyond = [
        unit.text
        for unit in _chosen_of(passage, context)
        if unit.start < passage.start or unit.end > passage.end
    ]
    text = "\n".join([*beyond, text])
    if len(text) > room:
        text = _best_of(passage, context, orders, room)
    return _ADDRESS.sub("(address)", text).translate(_FENCES).strip()


def _best_of(passage: Passage, context: Context, orders: list[Span], room: int) -> str:
    document = context.build.text(passage.document_id)
    kept: list[Unit] = []
    evidence = [item.unit for item in context.evidence if item.unit.passage.id == passage.id]
    for unit in [*_chosen_of(passage, context), *evidence]:
        fits = room - sum(each.end - each.start + 1 for each in kept) >= unit.end - unit.start
        if fits and unit.kind != "heading" and not any(unit.overlaps(each) for each in kept):
            kept.append(unit)
    kept.sort(key=lambda unit: unit.start)
    return "\n".join(_without((unit.start, unit.end), orders, document) for unit in kept)


def _without(span: Span, orders: Sequence[Span], document: str) -> str:
    start, end = span
    parts = []
    for order_start, order_end in sorted(orders):
        if order_end > start and order_start < end:
            parts.append(document[start:order_start])
            start = max(start, order_end)
    return "".join([*parts, document[start:end]])


def touches(span: Span, orders: Sequence[Span]) -> bool:
    """Whether a span has any of these in it."""
    return any(start < span[1] and span[0] < end for start, end in orders)


def _head(number: int, passage: Passage, before: Passage | None, build: OpenBuild) -> str:
    """What opens a source's fence: its number, its document's title and date, its heading; what the
    source before it has said is not said again."""
    if before and before.document_id == passage.document_id:
        begin = f'<source number="{number}" title="the same">'
    else:
        record = build.documents[passage.document_id]
        title = _told(record.title).replace('"', "'")
        day = f' date="{record.published:%-d %B %Y}"' if record.published else ""
        begin = f'<source number="{number}" title="{title}"{day}>'
    same = before and before.heading == passage.heading
    under = _told(passage.heading[-1]) if passage.heading and not same else ""
    return f"{begin}\n({under})" if under else begin


def _told(name: str) -> str:
    """A title or heading; they are a document's words, too."""
    return "" if is_order(name) else name.translate(_FENCES)


@cache
def _prompt(name: str) -> str:
    return files("service.writing").joinpath("prompts", name).read_text("utf-8")
