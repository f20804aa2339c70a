"""Whether a stored answer would be given again by the index that is served now, and why not."""

from __future__ import annotations

import time
from datetime import date

from service import audit, stopping
from service.audit import Who
from service.listening import Listener
from service.opened import OpenBuild
from service.records import Change, Recheck
from service.schemas import MAX_QUESTION, Answer, DocumentRef, Question
from service.state import ServiceState
from service.store import Asked


def digests(answer: Answer, build: OpenBuild) -> dict[str, str]:
    """The SHA-256 of the documents that an answer cites, by which a later change is known."""
    cited = {citation.document.id for citation in answer.citations}
    return {id_: build.documents[id_].sha256 for id_ in sorted(cited)}


def ask_again(answer: Answer, who: Who, state: ServiceState) -> Recheck:
    """The same question under the same limits; a follow-up as it was understood at the time."""
    asked = state.answers.asked(answer.id)
    with state.live.use() as build:
        if build.id == answer.index:
            return Recheck(index=build.id, same=True)
        audit.note(
            state.answers.database, "answer_rechecked", who, answer=answer.id, index=build.id
        )
        until = time.monotonic() + state.settings.answer_seconds
        listener = Listener(until=until, gone=stopping.given_up(), used=state.metrics.used)
        now = state.engine.answer_to(listener, _question(answer, asked), build)
        worded = "generative" in (now.engine, answer.engine)
        same = _said(now, worded) == _said(answer, worded)
        changes = [] if same else _changes(answer, now, asked, build)
    return Recheck(index=now.index, same=same, changes=changes, answer=now)


def _question(answer: Answer, asked: Asked) -> Question:
    return Question(
        question=(answer.interpreted_question or answer.question)[:MAX_QUESTION],
        filters=asked.filters,
        as_of=date.fromisoformat(asked.as_of) if asked.as_of else None,
    )


def _said(answer: Answer, worded: bool) -> object:
    """What was said; where a model worded it, what was quoted, as no two wordings are alike."""
    quotes = [(citation.document.id, citation.quote) for citation in answer.citations]
    if worded:
        return answer.status, sorted(quotes)
    return answer.status, [statement.text for statement in answer.statements], quotes


def _changes(then: Answer, now: Answer, asked: Asked, build: OpenBuild) -> list[Change]:
    before = {citation.document.id: citation.document for citation in then.citations}
    after = {citation.document.id: citation.document for citation in now.citations}
    changes = [_fate(document, then, asked, build) for document in before.values()]
    newest = max((document.published or date.min for document in before.values()), default=date.min)
    changes += [
        _newer(document)
        for id_, document in after.items()
        if id_ not in before and (document.published or date.min) > newest
    ]
    found = [change for change in changes if change]
    return found or [
        Change(kind="other_passages", text="Other passages of the documents fit best now.")
    ]


def _fate(document: DocumentRef, then: Answer, asked: Asked, build: OpenBuild) -> Change | None:
    """What became of a document that was cited; an old answer kept no digest, only its quotes."""
    record = build.documents.get(document.id)
    if record is None:
        text = f"“{document.title}” is no longer among the documents."
        return Change(kind="document_removed", document=document.id, text=text)
    words = build.text(document.id)
    quotes = [c.quote for c in then.citations if c.document.id == document.id]
    stands = all(quote in words for quote in quotes)
    if stands and asked.documents.get(document.id, record.sha256) == record.sha256:
        return None
    ending = "still says what was quoted" if stands else "no longer says what was quoted"
    text = f"“{document.title}” has been replaced and {ending}."
    return Change(kind="document_changed", document=document.id, text=text)


def _newer(document: DocumentRef) -> Change:
    text = f"“{document.title}”, published {document.published}, answers it now."
    return Change(kind="newer_document", document=document.id, text=text)
