"""Conversations in OpenAI's form: read into a question with its history, and told as an answer.

Chat front ends show Markdown. What stands in a document must not become a link or a picture there,
so what could is escaped; the exact words are in the `citations`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from service.chat_shapes import (
    MODEL,
    AnswerMessage,
    ChatCompletion,
    Choice,
    Chunk,
    ChunkChoice,
    Completion,
    Given,
    Message,
    StreamOptions,
    TokenCount,
)
from service.problems import ProblemError, invalid
from service.schemas import (
    MAX_HISTORY,
    MAX_HISTORY_TEXT,
    MAX_QUESTION,
    Answer,
    Citation,
    Question,
    Turn,
)
from service.terminal import clean, place, spoken_date

SOURCES = "**Sources**"
NEAREST = "**Nearest passages (they do not answer it)**"
_FOOT = re.compile("|".join(rf"\n\n{re.escape(title)}\n" for title in (SOURCES, NEAREST)))
# Links, pictures, markup, and addresses that a front end makes links of by itself.
_MARKUP = re.compile(r"\\|\](?=\()|\](?=:)|<|://|www\.", re.IGNORECASE)


def question_of(asked: Completion) -> Question:
    """The question with its history: as much of it as we keep in mind. Raises `ProblemError`."""
    if asked.model != MODEL:
        raise ProblemError("unknown-model", f"there is no model {asked.model!r}: use {MODEL!r}")
    *earlier, last = asked.messages
    if last.role != "user":
        raise invalid("messages", "The last message must be the user's: it is the question.")
    question = _text(last)
    if len(question) > MAX_QUESTION:
        raise invalid("messages", f"The question may have at most {MAX_QUESTION} characters.")
    return Question(question=question, history=_history(earlier)[-MAX_HISTORY:])


def _history(messages: Sequence[Message]) -> list[Turn]:
    """A turn for each message of the user, with the last thing that was said to it."""
    turns: list[Turn] = []
    for message in messages:
        if message.role == "user":
            turns.append(Turn(question=_text(message)[:MAX_HISTORY_TEXT]))
        elif message.role == "assistant" and turns:
            said = _FOOT.split(_text(message), maxsplit=1)[0]
            turns[-1] = Turn(question=turns[-1].question, answer=said[:MAX_HISTORY_TEXT])
    return turns


def _text(message: Message) -> str:
    if not isinstance(message.content, list):
        return message.content or ""
    if any(part.type != "text" for part in message.content) and message.role == "user":
        raise invalid("messages", "Only text can be read: leave pictures, sound and files out.")
    return "\n".join(part.text or "" for part in message.content)


def completion(answer: Answer) -> ChatCompletion:
    """The whole answer."""
    message = AnswerMessage(content="\n\n".join(_blocks(answer)), **dict(_given(answer)))
    return ChatCompletion(
        id=answer.id,
        created=_created(answer),
        model=MODEL,
        choices=[Choice(message=message)],
        usage=_usage(answer),
    )


def chunks(answer: Answer, options: StreamOptions | None) -> Iterator[Chunk]:
    """The same in pieces; the last one that says something has the citations."""
    yield _chunk(answer, ChunkChoice(delta={"role": "assistant", "content": ""}))
    for number, block in enumerate(_blocks(answer)):
        text = f"\n\n{block}" if number else block
        yield _chunk(answer, ChunkChoice(delta={"content": text}))
    given = _given(answer).model_dump(mode="json")
    yield _chunk(answer, ChunkChoice(delta=given, finish_reason="stop"))
    if options and options.include_usage:
        yield _chunk(answer).model_copy(update={"usage": _usage(answer)})


def _chunk(answer: Answer, *choices: ChunkChoice) -> Chunk:
    created = _created(answer)
    return Chunk(id=answer.id, created=created, model=MODEL, choices=list(choices))


def _blocks(answer: Answer) -> Iterator[str]:
    """What a reader sees: the answer's paragraphs, what to know about it, its sources."""
    yield from inert(answer.answer).split("\n\n")
    if answer.interpreted_question:
        yield f"Searched for: {inert(answer.interpreted_question)}"
    for notice in answer.notices:
        yield f"Note: {inert(notice.text)}"
    if answer.citations:
        yield "\n".join([SOURCES, *(_source(each, answer.answer) for each in answer.citations)])
    elif answer.nearest:
        yield "\n".join([NEAREST, *(_source(each, answer.answer) for each in answer.nearest)])


def _source(citation: Citation, said: str) -> str:
    """A line with the document and the place; with the quote too where the answer has it not."""
    document = citation.document
    published = spoken_date(document.published) if document.published else None
    facts = [document.title, document.publisher, published, *place(citation.locator)]
    line = inert(f"[{citation.number}] " + ", ".join(fact for fact in facts if fact))
    quote = "" if citation.quote in said else f": “{inert(citation.quote)}”"
    link = f" {clean(document.url)}" if document.url else ""
    return "- " + " ".join(f"{line}{quote}{link}".split())


def inert(text: str) -> str:
    """Text that stays text where Markdown is shown."""
    return _MARKUP.sub(_escaped, clean(text))


def _escaped(match: re.Match[str]) -> str:
    found = match[0]
    return f"{found[:-1]}\\{found[-1]}" if len(found) > 1 else f"\\{found}"


def _given(answer: Answer) -> Given:
    return Given(
        status=answer.status,
        citations=answer.citations,
        nearest=answer.nearest,
        notices=answer.notices,
        interpreted_question=answer.interpreted_question,
    )


def _created(answer: Answer) -> int:
    return int(datetime.fromisoformat(answer.created).timestamp())


def _usage(answer: Answer) -> TokenCount | None:
    return TokenCount() if answer.engine == "extractive" else None
