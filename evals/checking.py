"""Is a question set right about the documents? Finds what would make its figures worthless.

A name that no document has, or evidence that no document says, is not seen in a run: it only counts
as a wrong answer. So it is looked for before anything is asked. No model is needed for that.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from pathlib import Path, PurePath
from typing import Literal, NamedTuple

from evals.evidence import is_named, places
from evals.questions import EvalQuestion, QuestionSet
from evals.results import Span
from ingest.layout import IndexFolder
from ingest.textstore import TextStore
from service.schemas import DocumentRef

# What matches both of these matches anything.
UNRELATED = ("Blue skies at night.", "My dog has fleas")
_ALIKE = ("'‘’‚‛`´", '"“”„‟«»', "-‐‑‒–—―−")


class Remark(NamedTuple):
    """Something about a field of a question. A warning may be meant; an error cannot be."""

    field: str
    message: str
    severity: Literal["error", "warning"] = "error"


class Finding(NamedTuple):
    """A remark with the question that it is about."""

    place: str
    id: str
    remark: Remark

    @property
    def is_error(self) -> bool:
        return self.remark.severity == "error"

    def line(self) -> str:
        """File and line, question, field, what is wrong and what to do."""
        field, message, _ = self.remark
        return f"{self.place}: {self.id}: {field}: {'' if self.is_error else 'warning: '}{message}"


class Library:
    """The texts and pages of an index. Raises `BuildIndex` where there is none."""

    def __init__(self, index: Path) -> None:
        folder, _ = IndexFolder(index).live_build()
        texts = TextStore(folder)
        self.documents = [
            DocumentRef(id=record.id, title=record.title, kind=record.kind, file=record.file)
            for record in texts.documents()
        ]
        self.ids = frozenset(document.id for document in self.documents)
        self.text = cache(lambda document: texts.text(document) or "")
        self.outline = cache(texts.page_outline)
        self.named = cache(self._named)

    def _named(self, name: str) -> frozenset[str]:
        """The ids of the documents that a set means by a name."""
        return frozenset(d.id for d in self.documents if is_named(d, [name]))

    def advice(self, name: str) -> str:
        """The name that was perhaps meant, as an id, which is right everywhere."""
        names = {n.lower(): d.id for d in self.documents for n in (d.id, PurePath(d.file).name)}
        near = get_close_matches(name.lower(), names, 1)
        return f"did you mean {names[near[0]]!r}?" if near else "nothing has a name like it"

    def pages_of(self, span: Span) -> set[int]:
        """The pages that a span runs over; empty for a format without pages."""
        outline = self.outline(span.document)
        ends = [start for _, _, start in outline[1:]] + [len(self.text(span.document)) + 1]
        return {
            number
            for (number, _, start), end in zip(outline, ends, strict=False)
            if start < span.end and span.start < end
        }


def check(sets: Sequence[QuestionSet], library: Library) -> list[Finding]:
    """Everything that is wrong or doubtful, in the sets' order."""
    first: dict[str, str] = {}
    findings = []
    for questions in sets:
        for question in questions.questions:
            place = questions.place(question)
            remarks = [remark for looks in CHECKS for remark in looks(question, library)]
            other = first.setdefault(_asked(question), f"{question.id} ({place})")
            if other != f"{question.id} ({place})":
                remarks.append(_doubtful("question", f"{other} asks the same: leave one out"))
            findings += [Finding(place, question.id, remark) for remark in remarks]
    return findings


def _asked(question: EvalQuestion) -> str:
    """What makes two questions the same: case and white space do not part them."""
    said = [question.question, *(text for turn in question.history for text in turn)]
    words = [" ".join(text.casefold().split()) for text in said]
    return json.dumps([words, question.filters.model_dump_json(), str(question.as_of)])


def _doubtful(field: str, message: str) -> Remark:
    return Remark(field, message, "warning")


def _names(question: EvalQuestion, library: Library) -> Iterator[Remark]:
    for field, name in [
        *(("docs", n) for n in question.docs),
        *(("pages", n) for n in question.pages),
    ]:
        if not library.named(name):
            yield Remark(field, f"no indexed document is called {name!r}: {library.advice(name)}")
    for name in question.filters.documents:  # which takes ids alone
        if name not in library.ids:
            message = f"no indexed document has the id {name!r}: {library.advice(name)}"
            yield Remark("filters.documents", message)


def _purpose(question: EvalQuestion, _: Library) -> Iterator[Remark]:
    given = [name for name in ("facts", "evidence") if getattr(question, name)]
    if question.answerable and not given:
        yield _doubtful("facts", "there is nothing to measure it by: give facts or evidence")
    elif not question.answerable and given:
        message = f"not answerable, yet it has {' and '.join(given)}: nobody will look at them"
        yield _doubtful("answerable", message)


def _patterns(question: EvalQuestion, _: Library) -> Iterator[Remark]:
    fields = [(f"facts.{n}", fact) for n, group in enumerate(question.facts) for fact in group]
    fields += [(f"must_not.{n}", pattern) for n, pattern in enumerate(question.must_not)]
    for field, pattern in fields:
        if _matches(pattern, "") or all(_matches(pattern, text) for text in UNRELATED):
            yield Remark(field, f"'{pattern}' matches any text: write what the answer must say")
        elif field.startswith("facts") and _matches(pattern, question.question):
            message = f"'{pattern}' matches the question itself: an answer that echoes it is right"
            yield _doubtful(field, message)


def _facts(question: EvalQuestion, _: Library) -> Iterator[Remark]:
    """An answer that quotes the evidence whole must be right."""
    if not question.evidence:
        return
    texts = (*question.evidence, _line("\n".join(question.evidence)))
    for number, group in enumerate(question.facts):
        if not any(_matches(fact, text) for fact in group for text in texts):
            said = " or ".join(f"'{fact}'" for fact in group)
            message = f"the evidence does not say {said}: mend the pattern or add evidence"
            yield Remark(f"facts.{number}", message)
    for number, pattern in enumerate(question.must_not):
        if any(_matches(pattern, text) for text in texts):
            message = f"the evidence says '{pattern}': an answer that quotes it all is wrong"
            yield _doubtful(f"must_not.{number}", message)


def _evidence(question: EvalQuestion, library: Library) -> Iterator[Remark]:
    docs = frozenset(id_ for name in question.docs for id_ in library.named(name))
    named = docs if question.docs else library.ids
    for number, piece in enumerate(question.evidence):
        found = [span for id_ in sorted(named) for span in places(piece, id_, library.text(id_))]
        message = _off_page(found, question, library) if found else _missing(piece, named, library)
        if message:
            yield Remark(f"evidence.{number}", message)


def _missing(piece: str, named: frozenset[str], library: Library) -> str:
    """Why a piece of evidence is not found: the likeliest slip first."""
    texts = {id_: library.text(id_) for id_ in sorted(library.ids)}
    elsewhere = [id_ for id_ in texts if id_ not in named]
    for id_ in sorted(named):
        if nearly := _nearly(piece, texts[id_]):
            return f"{id_} writes it otherwise: copy “{nearly}”"
    for id_ in elsewhere:
        if places(piece, id_, texts[id_]):
            return f"it stands in {id_}, which docs does not name: add it or mend this"
    for id_ in elsewhere:
        if nearly := _nearly(piece, texts[id_]):
            return f"it stands in {id_}, which docs does not name, written “{nearly}”"
    begun = _begun(piece, {id_: texts[id_] for id_ in sorted(named)})
    return f"no document says this{begun}: copy it from the document's text"


def _begun(piece: str, texts: Mapping[str, str]) -> str:
    """How far a document says it, where it says at least three of its words."""
    words = piece.split()
    for count in range(len(words) - 1, 2, -1):
        for id_, text in texts.items():
            if places(" ".join(words[:count]), id_, text):
                return f" ({id_} says it up to {words[count - 1]!r}, word {count})"
    return ""


def _nearly(piece: str, text: str) -> str | None:
    """What a text says that differs in white space, case, bullets, quote marks or dashes alone."""
    characters = (_like(character) for character in piece if not character.isspace())
    match = re.search(r"[\s•]*".join(characters), text, re.IGNORECASE)
    return _line(match.group()) if match else None


def _like(character: str) -> str:
    alike = next((kind for kind in _ALIKE if character in kind), character)
    return f"[{re.escape(alike)}]"


def _off_page(found: Sequence[Span], question: EvalQuestion, library: Library) -> str | None:
    """None where a place is on a page that the question declares, or in a document without any."""
    declared: dict[str, set[int]] = {}
    for name, numbers in question.pages.items():
        for id_ in library.named(name):
            declared.setdefault(id_, set()).update(numbers)
    if any(s.document not in declared or library.pages_of(s) & declared[s.document] for s in found):
        return None
    pages = sorted({(s.document, page) for s in found for page in library.pages_of(s)})
    if not pages:  # a format without pages, which has a remark of its own
        return None
    stands = ", ".join(f"page {page} of {document}" for document, page in pages)
    return f"it stands on {stands}, which pages does not name: add it or mend this"


def _pages(question: EvalQuestion, library: Library) -> Iterator[Remark]:
    for name, numbers in question.pages.items():
        for id_ in library.named(name):
            known = {number for number, _, _ in library.outline(id_)}
            wrong = ", ".join(map(str, sorted(set(numbers) - known)))
            if not known:
                yield Remark("pages", f"{name} has no pages: leave it out of pages")
            elif wrong:
                yield Remark("pages", f"{name} has pages 1 to {max(known)}, not {wrong}")


def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None


def _line(text: str) -> str:
    return " ".join(text.split())


Check = Callable[[EvalQuestion, Library], Iterator[Remark]]
CHECKS: tuple[Check, ...] = (_names, _purpose, _patterns, _facts, _evidence, _pages)
