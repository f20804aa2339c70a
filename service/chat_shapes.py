"""The shapes of OpenAI's chat completions, as far as they mean something here.

Existing clients send much that steers a language model (`temperature`, `max_tokens`, `tools` ...);
it is taken and has no effect. What would change the form of the answer is refused instead, because
nobody should wait for a form that never comes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from service.schemas import Citation, Notice, Status

MODEL = "reform-qa"
MOST_MESSAGES = 400


class Part(BaseModel):
    """A part of a message; only parts of the type `text` can be read."""

    type: str
    text: str | None = None


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class ResponseFormat(BaseModel):
    """Answers are text."""

    type: Literal["text"] = "text"


class StreamOptions(BaseModel):
    """`include_usage`: a last piece that counts tokens."""

    include_usage: bool = False


class Completion(BaseModel):
    """The body of `POST /v1/chat/completions`. The last message is the question; instructions
    (`system`, `developer`) and what tools said have no effect."""

    model: Annotated[str, Field(max_length=200)] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=MOST_MESSAGES)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: Literal[1] | None = 1
    response_format: ResponseFormat | None = None
    tool_choice: Literal["auto", "none"] | None = None


class TokenCount(BaseModel):
    """Tokens of a language model: none, where the answer was made of quotes alone."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0


class Given(BaseModel):
    """What ours has beside the text, in the same shapes as `POST /v1/answers`."""

    status: Status
    citations: list[Citation] = []
    nearest: list[Citation] = []
    notices: list[Notice] = []
    interpreted_question: str | None = None


class AnswerMessage(Given):
    """The answer as Markdown, its numbered sources under it."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None


class Choice(BaseModel):
    """There is one."""

    index: int = 0
    message: AnswerMessage
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class ChatCompletion(BaseModel):
    """`id` is the answer's own, under which `GET /v1/answers/{id}` has it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str
    choices: list[Choice]
    usage: TokenCount | None = None


class ChunkChoice(BaseModel):
    """What is new: text, or at the end all that ours has beside it."""

    index: int = 0
    delta: dict[str, Any]
    finish_reason: Literal["stop"] | None = None


class Chunk(BaseModel):
    """A piece of an answer. All of one answer have its id."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: str
    choices: list[ChunkChoice]
    usage: TokenCount | None = None


class Model(BaseModel):
    """What clients may name as `model`."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: Literal["reform-qa"] = "reform-qa"


class Models(BaseModel):
    """The one that there is."""

    object: Literal["list"] = "list"
    data: list[Model]
