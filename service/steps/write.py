"""Step 6, generative: a chat model words the answer, and each statement is held against the sources
before anybody hears it. Where the model fails, what was chosen is quoted."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from service.context import Context, Evidence
from service.schemas import Notice, Statement, Status
from service.steps.compose import MOST_CHARACTERS, REPEATS, WHOLE_MARGIN
from service.steps.ground import MARK, cite, cite_header, ground
from service.units import Unit
from service.wants import Want
from service.writing.calling import Call
from service.writing.drafts import Draft, declines, drafts_in, is_json, refuses
from service.writing.failures import SAID, ModelFailed, Reason
from service.writing.sources import Source, messages, sources_of
from service.writing.verify import Fate, Verdict, verify
from service.writing.writer import Writer

MOST_STATEMENTS = 4
# The share of a list's words that the statements must have to tell the whole of it.
WHOLE = 0.6

log = logging.getLogger(__name__)


def write(context: Context) -> None:
    """Fills `statements` and `citations`; `not_in_documents` where nothing that the model wrote is
    supported, or where it says that the sources do not answer."""
    writer = context.models.writer
    assert writer is not None  # noqa: S101 - the path without a model has no such step
    sources = sources_of(context, writer.source_tokens)
    call, written = Call(), _Written(context, sources)
    failure: ModelFailed | None = None
    try:
        _listen(context, writer, call, written)
    except ModelFailed as error:
        failure = error
        log.warning("the model %s was not used to the end: %s", writer.name, error)
    finally:
        known = {**written.counts(), "failure": failure.reason.value if failure else None}
        context.usage = writer.usage(call).model_copy(update=known)
        context.listener.used(context.usage)
    if context.statements:
        context.model = writer.name
        _whole_list(context)
        _nothing_left_out(context)
    if failure:
        _make_do(context, failure.reason)
    elif not context.statements:
        context.status = Status.NOT_IN_DOCUMENTS


def _listen(context: Context, writer: Writer, call: Call, written: _Written) -> None:
    """Raises `ModelFailed`."""
    sent = messages(context, written.sources, writer.form)
    until = writer.until(context.listener)
    with closing(writer.caller.stream(sent, call, context.listener, until)) as texts:
        for text in texts:
            if writer.form == "text" or is_json(text):  # else it may be what stands before the JSON
                written.take(drafts_in(text, whole=False))
    written.take(drafts_in(call.text, whole=True))
    if context.statements:
        return
    if refuses(call.text):
        raise ModelFailed(Reason.REFUSED)
    if not written.heard and not declines(call.text):
        raise ModelFailed(Reason.NONSENSE)


@dataclass(slots=True)
class _Written:
    """The statements of one answer as they come; each is judged once."""

    context: Context
    sources: Sequence[Source]
    heard: set[Draft] = field(default_factory=set)
    fates: list[Fate] = field(default_factory=list)

    def take(self, drafts: Sequence[Draft]) -> None:
        """Judge those that are new."""
        for draft in drafts:
            if draft not in self.heard:
                self.heard.add(draft)
                self._judge(draft)

    def counts(self) -> dict[str, int]:
        """How many statements had each fate."""
        return {fate.value: self.fates.count(fate) for fate in Fate}

    def _judge(self, draft: Draft) -> None:
        verdict = verify(self.context, draft, self.sources)
        self.fates.append(verdict.fate)
        if verdict.fate is not Fate.DROPPED and self._adds(verdict):
            _state(self.context, verdict.text, verdict.units)

    def _adds(self, verdict: Verdict) -> bool:
        """Whether there is room for a statement, and it says what was not said yet; what reads
        alike in two documents that are compared is not the same."""
        text, statements = verdict.text, self.context.statements
        length = sum(len(statement.text) for statement in statements)
        if not statements:
            return True
        if len(statements) == MOST_STATEMENTS or length + len(text) > MOST_CHARACTERS:
            return False
        own = {unit.passage.document_id for unit in verdict.units}
        cited = {each.number: each.document.id for each in self.context.citations}
        said = " ".join(
            statement.text
            for statement in statements
            if len(self.context.scopes) < 2 or own & {cited[n] for n in statement.citations}
        )
        stems: Callable[[str], set[str]] = self.context.build.vocabulary.stems
        words = stems(text)
        return len(words & stems(said)) < REPEATS * max(len(words), 1)


def _state(context: Context, text: str, units: Sequence[Unit]) -> bool:
    """Whether it could be stated: a quote must be what the document says there."""
    numbers: list[int] = []
    for unit in units:
        number = cite(context, unit.passage, unit.start, unit.end)
        numbers += [number] if number else []
        numbers += cite_header(context, unit)
    if numbers:
        numbers = list(dict.fromkeys(numbers))
        statement = Statement(text=MARK.sub(r"(\1)", text), citations=numbers)
        context.statements.append(statement)
        context.listener.stated(statement)
    return bool(numbers)


def _whole_list(context: Context) -> None:
    """Where a list was asked for and the model told a part of it, the list is quoted below."""
    best = context.chosen[0].unit
    if context.want is not Want.LIST or best.kind != "list":
        return
    stems = context.build.vocabulary.stems
    words = stems(best.text)
    said = stems(" ".join(statement.text for statement in context.statements))
    if len(words & said) < WHOLE * len(words):
        _state(context, best.text, [best])


def _nothing_left_out(context: Context) -> None:
    """What an answer must tell and the model did not is quoted; a thing compared of which that can
    not be done is named as missing."""
    compared = len(context.scopes) > 1
    for item in _needed(context):
        if _is_told(context, item) or not (compared or _fits(context, item)):
            continue
        if not _state(context, item.unit.text, [item.unit]) and compared:
            context.unanswered = sorted({*context.unanswered, item.scope})
            context.status = Status.PARTIAL


def _needed(context: Context) -> list[Evidence]:
    """The best evidence of each thing that a question compares; where they are not told apart, all
    that was chosen; else the best."""
    if len(context.scopes) < 2:
        return context.chosen[: None if context.comparing else 1]
    best: dict[int, Evidence] = {}
    for item in context.evidence:
        best.setdefault(item.scope, item)
    return [best[scope] for scope in sorted(best)]


def _is_told(context: Context, item: Evidence) -> bool:
    """Whether a statement cites it; of a thing by itself, or evidence that is nearly as good."""
    apart = len(context.scopes) > 1 or not context.comparing
    others = context.evidence if apart else []
    good = [each for each in others if each.score >= item.score - WHOLE_MARGIN]
    return any(
        cited.document.id == each.unit.passage.document_id
        and cited.start < each.unit.end
        and each.unit.start < cited.end
        for each in [item, *good]
        if each.scope == item.scope
        for cited in context.citations
    )


def _fits(context: Context, item: Evidence) -> bool:
    said = sum(len(statement.text) for statement in context.statements)
    return said + len(item.unit.text) <= MOST_CHARACTERS


def _make_do(context: Context, reason: Reason) -> None:
    """What was said already stands, as somebody has read it; else the documents' own words."""
    if not context.statements:
        ground(context)
        rest = "this answer quotes the documents instead."
    else:
        rest = "there may be more to say than this."
    context.notices.append(
        Notice(kind="model_failed", text=f"The language model {SAID[reason]}: {rest}")
    )
