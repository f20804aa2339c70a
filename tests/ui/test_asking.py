"""A question on its way: what is stated is seen at once, and the reader may stop it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from tests.ui.fake_answers import ANSWERED
from ui.asking import Asking, Said
from ui.conversation import Conversation, Turn
from ui.errors import unreachable
from ui.shapes import Answer, Statement

FIRST, SECOND = Statement(text="One."), Statement(text="Two.")
ANSWER = Answer.model_validate(ANSWERED)
SECONDS = 10


def test_what_is_stated_is_seen_before_the_answer() -> None:
    goes_on = threading.Event()

    def service() -> Iterator[Statement | Answer]:
        yield FIRST
        goes_on.wait(SECONDS)
        yield SECOND
        yield ANSWER

    asking = Asking("Why?")
    thread = threading.Thread(target=asking.run, args=(service,))
    thread.start()
    asking.wait(0, SECONDS)
    assert asking.statements() == [FIRST]
    assert not asking.done
    goes_on.set()
    thread.join(SECONDS)
    assert asking.statements() == [FIRST, SECOND]
    assert asking.answer == ANSWER


def test_a_stopped_question_lets_go_of_the_service() -> None:
    closed = threading.Event()

    asking = Asking("Why?")

    def service() -> Said:
        try:
            yield None  # it only says that it is there
            asking.stop()
            yield None
            yield ANSWER
        finally:
            closed.set()

    asking.run(service)
    assert closed.wait(SECONDS)
    assert asking.answer is None


def test_what_was_stopped_while_it_waited_is_not_asked() -> None:
    asking = Asking("Why?")
    asking.stop()
    asking.run(lambda: iter([ANSWER]))
    assert asking.answer is None


def test_a_service_that_fails_or_falls_silent_is_an_error() -> None:
    def away() -> Said:
        raise unreachable()

    failed, silent, broken = Asking("Why?"), Asking("Why?"), Asking("Why?")
    failed.run(away)
    silent.run(lambda: iter([FIRST]))
    broken.run(lambda: iter([1 / 0]))  # type: ignore[list-item]
    assert failed.error is not None
    assert silent.error is not None
    assert broken.error is not None


def test_stopping_keeps_the_question_and_asking_again_replaces_it() -> None:
    sent: list[Asking] = []

    def send(question: str, *_: object) -> Asking:
        sent.append(Asking(question))
        return sent[-1]

    conversation = Conversation()
    conversation.start("Why?", send)
    conversation.stop()
    assert [(turn.question, turn.answer, turn.error) for turn in conversation.turns] == [
        ("Why?", None, None)
    ]
    conversation.retry(send)
    assert conversation.turns == []
    assert [asking.question for asking in sent] == ["Why?", "Why?"]


def test_a_second_click_asks_nothing_and_loses_nothing() -> None:
    asked: list[str] = []

    def send(question: str, *_: object) -> Asking:
        asked.append(question)
        return Asking(question)

    conversation = Conversation()
    conversation.turns = [Turn("Why?", answer=ANSWER), Turn("When?", error=unreachable())]
    conversation.retry(send)
    conversation.retry(send)
    conversation.widen(0, send)
    assert [turn.question for turn in conversation.turns] == ["Why?"]
    assert asked == ["When?"]
