"""Step 7: say what a reader must know about the age and standing of what was cited."""

from __future__ import annotations

import re

from ingest.records import DocumentRecord
from service.context import Context
from service.schemas import Notice

_PROPOSED = re.compile(
    r"\bwill explore\b|\bexplore the case\b|\bsubject to (?:consultation|parliamentary)\b"
    r"|\bconsult(?:ing|ation)? on\b|\bproposals? (?:to|for|on)\b|\bis considering\b"
    r"|\bin the process of (?:submitting|developing)\b|\bsubmitted a bid\b|\bdraft\b",
    re.IGNORECASE,
)
SECOND_HAND = frozenset({"news", "summary"})


def date_it(context: Context) -> None:
    """Adds notices: a proposal, second-hand sources only, a newer edition in the library."""
    if any(_PROPOSED.search(citation.quote) for citation in context.citations):
        context.notices.append(
            Notice(
                kind="proposal",
                text="A quote speaks of a proposal, a consultation or a bid: it does not say "
                "that this was decided or carried out.",
            )
        )
    if all(citation.document.kind in SECOND_HAND for citation in context.citations):
        context.notices.append(
            Notice(
                kind="summary_only",
                text="This rests on a summary or news item alone: look for the original document "
                "before you rely on it.",
            )
        )
    _newer_editions(context)


def _newer_editions(context: Context) -> None:
    """A document whose catalogue entry says that it supersedes a cited one; else a newer edition of
    a cited one, told by its text and title."""
    cited = {citation.document.id: citation.document.title for citation in context.citations}
    superseded: set[str] = set()
    for record in context.build.documents.values():
        for old in sorted(set(record.supersedes) & set(cited)):
            superseded.add(old)
            _notice(context, f"“{cited[old]}” has been superseded by", record)
    for old in cited:
        newest = _newest_edition(context, old)
        if newest and old not in superseded:
            _notice(context, f"“{cited[old]}” has a newer edition in these documents:", newest)


def _newest_edition(context: Context, document_id: str) -> DocumentRecord | None:
    """The newest edition, where it is later than this one and not than the question's date."""
    documents, as_of = context.build.documents, context.question.as_of
    own = documents[document_id]
    for edition in (documents[each] for each in own.editions):
        if edition.id in own.supersedes:
            continue
        if own.published is None or edition.published is None:
            continue
        if own.published < edition.published <= (as_of or edition.published):
            return edition
    return None


def _notice(context: Context, words: str, newer: DocumentRecord) -> None:
    day = f" of {newer.published:%-d %B %Y}." if newer.published else "."
    context.notices.append(Notice(kind="newer_document", text=f"{words} “{newer.title}”{day}"))
