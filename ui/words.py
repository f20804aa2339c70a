"""Plain words for what the service says in codes. Text only: nothing here makes markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ui.shapes import Answer, Citation, Document, LibraryDocument, Locator

NBSP = "\u00a0"  # keeps "page 3" on one line

TITLE = "Reform QA"
TAGLINE = "Answers from published documents on children’s social care reform"
NAV_ASK, NAV_LIBRARY, NAV_TRUST = "Ask", "Library", "How it works"
SIGN_IN_TITLE = "Sign in to ask a question"
SIGN_IN_WHY = "Use your work account. Your questions are kept under your name for the audit log."
SIGNED_IN = "Signed in as {}"
HEADING = "Ask about children’s social care reform"
CAUTION = "A machine makes these answers and they can be wrong."
CHECK = (
    "Check each quote before you rely on it: select a number, such as [1], to see the very words "
    "in their document."
)
PERSONAL = "Do not type names or other details of a child or a family."
ASK = "Ask a question"
ASK_MORE = "Ask another question"
STARTED_AGAIN = "Started again. What you asked before is still on this page."
EARLIER = "What you asked before"
EDITING = "Your question is in the box. Change it and send it again."
STOPPED = "You stopped this question."
SEARCHING = "Searching the documents…"
SEARCHED_FOR = "Searched for:"
LIMITED_TO = "Searched only:"
LOST = "That answer cannot be shown."
CHANGED = (
    "The document has been replaced since this answer was made, and no longer holds these words. "
    "This is the quote as it was. Ask again for an answer from the new document."
)
RUNS_ON = "The quote goes on here, on page {}."
RUNS_ON_ALT = "Page {} of {}, with the rest of the quote marked"
SCANNED = "Read from a scan: check the picture."
STILL_SEARCHING = "Still searching. This is taking longer than usual."
NEAREST_HEADING = "The nearest passages"
NEAREST = "They do not answer the question, but they come closest to it."
WHAT_TO_DO = "What you can do"
ASK_DIFFERENTLY = (
    "Ask about one thing at a time.",
    "Use the words that a report would use, and write names in full.",
    "Name the council, the document or the year, if you know it.",
    "Look in the library to see which documents there are.",
)

CAUTION_BRIEF = "Answers can be wrong: check the quotes."

DATE_LIMITS = {
    "published_from": "Published on or after {}",
    "published_to": "Published on or before {}",
    "as_of": "As things stood on {}",
}

KINDS = {
    "strategy": "Strategy",
    "consultation": "Consultation",
    "response": "Response to a consultation",
    "guidance": "Guidance",
    "legislation": "Legislation",
    "inspection": "Inspection report",
    "council_report": "Council report",
    "briefing": "Briefing",
    "news": "News item",
    "summary": "Summary",
}

NOTICES = {
    "newer_document": "There is a newer document",
    "summary_only": "This rests on a summary or a news item",
    "proposal": "This was a proposal",
    "conflict": "The documents disagree",
    "model_failed": "The language model did not finish",
}


NOTICES_MEAN = {
    "newer_document": "Check whether the newer one says something else.",
    "summary_only": "Read the full document before you rely on this.",
    "proposal": "A proposal says what may happen. It is not a decision or the law.",
    "conflict": "Open each source and check which one applies to you.",
}


@dataclass(frozen=True)
class Outcome:
    """What heads an answer: `heading` says how it ended, `explanation` what that means."""

    heading: str
    explanation: str = ""


OUTCOMES = {
    "answered": Outcome("Answer"),
    "partial": Outcome(
        "Part of an answer",
        "The documents answer only part of your question. This is what they say.",
    ),
    "not_in_documents": Outcome(
        "These documents do not say",
        "{searched}, and none of them answers this question. "
        "The answer may exist elsewhere, but it is not here.",
    ),
    "out_of_scope": Outcome(
        "This is not something Reform QA can help with",
        "It answers questions about children’s social care reform, from its own documents only.",
    ),
    "refused": Outcome(
        "Reform QA will not answer this",
        "It cannot take a question that is worded like this one.",
    ),
}


def outcome(answer: Answer, documents: int | None, *, limited: bool = False) -> Outcome:
    """The words for an answer's status; a status from a newer service is shown as it is worded."""
    known = OUTCOMES.get(answer.status, Outcome(answer.status.replace("_", " ").capitalize()))
    what = searched(None if limited else documents, limited=limited)
    return Outcome(known.heading, known.explanation.format(searched=what))


def missing(named: list[str]) -> str:
    return f"These documents do not say this about {' or '.join(named)}."


def searched(documents: int | None, *, limited: bool = False) -> str:
    if limited:
        return "Reform QA searched only the documents that you chose"
    if not documents:
        return "Reform QA searched its documents"
    return f"Reform QA searched {'all ' if documents > 1 else ''}{count(documents, 'document')}"


def kind(code: str) -> str:
    return KINDS.get(code, code.replace("_", " ").capitalize())


def notice(code: str) -> str:
    return NOTICES.get(code, "Please note")


def notice_means(code: str) -> str:
    return NOTICES_MEAN.get(code, "")


def exact_day(chosen: date) -> str:
    return f"{chosen.day} {chosen:%B %Y}"


def day(published: date) -> str:
    """A first of the month is said as the month: many papers print no more than that."""
    return f"{published:%B %Y}" if published.day == 1 else exact_day(published)


def place(locator: Locator) -> str:
    """Where in a document, as one would say it: "paragraph 9, page 3"."""
    parts = [
        f"paragraph{NBSP}{locator.paragraph}" if locator.paragraph else "",
        _page(locator),
        f"slide{NBSP}{locator.slide}" if locator.slide else "",
    ]
    named = [part for part in parts if part]
    if not named and locator.heading:
        named = [f"under “{locator.heading[-1]}”"]
    return ", ".join(named)


def _page(locator: Locator) -> str:
    if locator.page is None or locator.slide is not None:
        return ""
    label = locator.page_label or str(locator.page)
    counted = "" if label == str(locator.page) else f" (sheet {locator.page} of the file)"
    return f"page{NBSP}{label}{counted}"


def origin(document: Document) -> str:
    """Who published a document, what it is and when: "Ofsted, inspection report, 2 May 2023"."""
    what = kind(document.kind)
    parts = [
        document.publisher or "",
        what[0].lower() + what[1:] if document.publisher else what,
        day(document.published) if document.published else "",
    ]
    return ", ".join(part for part in parts if part)


def shelf_line(document: LibraryDocument) -> str:
    """What the library says under a title: "Ofsted, inspection report, 2 May 2023. 12 pages."."""
    parts = [
        origin(document),
        count(document.pages, "page") if document.pages else "",
        f"{len(document.editions)} editions" if document.editions else "",
        f"One of {len(document.series)} reports in a series" if document.series else "",
    ]
    return ". ".join(part for part in parts if part) + "."


def origin_and_place(source: Citation) -> str:
    where = place(source.locator)
    found = f"{origin(source.document)}, {where}" if where else origin(source.document)
    return f"{found}. {SCANNED}" if source.locator.ocr_confidence is not None else found


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def seconds(milliseconds: float) -> str:
    if milliseconds < 1_000:
        return "less than a second"
    if milliseconds < 9_950:
        return f"{milliseconds / 1_000:.1f} seconds"
    return f"{milliseconds / 1_000:.0f} seconds"


def made_how(answer: Answer) -> str:
    """The small print: how long it took, and whose words the statements are."""
    how = (
        "Worded by a language model from the quotes"
        if answer.engine == "generative"
        else "The words are the documents’ own"
    )
    took = answer.timings_ms.get("total")
    timing = f"Took {seconds(took)}." if took is not None else ""
    return f"{timing} {how}.".strip() if answer.states_something else timing


def announcement(answer: Answer) -> str:
    """What a screen reader says when an answer arrives."""
    if not answer.states_something:
        return f"{outcome(answer, None).heading}."
    return f"{OUTCOMES[answer.status].heading} ready: {count(len(answer.citations), 'source')}."


def breadcrumb(headings: Sequence[str]) -> str:
    return " › ".join(headings)
