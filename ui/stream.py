"""Server-sent events: what the service says while it answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pydantic import ValidationError

from ui import errors
from ui.shapes import Answer, Problem, Statement


class Event(NamedTuple):
    """One event: its name and its data, still as JSON."""

    name: str
    data: str


def lines(pieces: Iterable[str]) -> Iterator[str]:
    """The lines of a response. httpx would end one at U+2028 too, which JSON may hold."""
    rest = ""
    for piece in pieces:
        *whole, rest = (rest + piece).split("\n")
        yield from (line.removesuffix("\r") for line in whole)
    if rest:
        yield rest


def events(lines: Iterable[str]) -> Iterator[Event]:
    """The events of a response's lines. A comment, sent to keep the line open, has no name."""
    name, data = "", list[str]()
    for line in lines:
        if not line:
            if name:
                yield Event(name, "\n".join(data))
            name, data = "", []
        elif line.startswith(":"):
            yield Event("", "")
        else:
            field, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if field == "event":
                name = value
            elif field == "data":
                data.append(value)


def said(event: Event) -> Statement | Answer | None:
    """What an event brings: a statement, the whole answer, or nothing to show.

    Raises `ServiceError` where the service could not answer, or says what cannot be read.
    """
    try:
        if event.name == "statement":
            return Statement.model_validate_json(event.data)
        if event.name == "done":
            return Answer.model_validate_json(event.data)
        if event.name == "error":
            problem = Problem.model_validate_json(event.data)
            raise errors.from_response(problem.status, problem.detail, None, problem.type)
    except ValidationError as error:
        raise errors.unreadable() from error
    return None
