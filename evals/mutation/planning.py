"""Plans the mutations of a question that the unchanged documents answer rightly."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.evidence import is_named
from evals.mutation.edits import Edit, edited, in_order
from evals.mutation.replacing import Kind, Replacement, replacements
from evals.mutation.spots import Patterns, repeated, says, spots
from evals.questions import EvalQuestion
from evals.results import Result, Span, span_of
from service.opened import OpenBuild

Edits = Mapping[str, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Swap:
    """Another value for one fact of a question, at every place that says it.

    `patterns` match the old value, `new` are ways to put the new one. `touches` are the passages
    that another swap must leave alone, so that each question meets its own change only.
    """

    control: Result
    kind: Kind
    patterns: Patterns
    old: str
    new: tuple[str, ...]
    edits: Edits
    touches: frozenset[str]


@dataclass(frozen=True, slots=True)
class Removal:
    """The documents that answer a question, taken away."""

    control: Result
    documents: frozenset[str]


def plan_swap(control: Result, build: OpenBuild) -> Swap | None:
    """A swap of the first fact that is a figure, a date or a name; None where there is none.

    A fact that the question itself gives away is left alone: an answer may repeat the question.
    """
    said = wording(control.question)
    for patterns in control.question.facts:
        if says(patterns, said):
            continue
        swap = _Planner(control, build, patterns, said).swap()
        if swap is not None:
            return swap
    return None


def plan_removal(control: Result, build: OpenBuild) -> Removal:
    """Without the documents that the set names, or else those that were quoted."""
    named = [
        id_ for id_ in build.documents if is_named(build.reference(id_), control.question.docs)
    ]
    return Removal(control, frozenset(named or [place.document for place in places_of(control)]))


def places_of(control: Result) -> list[Span]:
    """Where the answer stands: the declared evidence, and what the control answer quoted."""
    declared = [span for piece in control.evidence for span in piece]
    return [*declared, *(span_of(citation) for citation in control.answer.citations)]


def wording(question: EvalQuestion) -> str:
    """All that the question says by itself, with its conversation."""
    return "\n".join([question.question, *(text for turn in question.history for text in turn)])


class _Planner:
    """One fact of one question."""

    def __init__(self, control: Result, build: OpenBuild, patterns: Patterns, said: str) -> None:
        self._control = control
        self._build = build
        self._patterns = patterns
        self._said = said
        self._places = places_of(control)
        self._spots = spots(build, patterns, self._places)
        if self._replacements():
            self._spots = repeated(build, patterns, self._spots)

    def _replacements(self) -> list[Replacement]:
        return list(
            replacements([(self._build.text(s.document), s.start, s.end) for s in self._spots])
        )

    def swap(self) -> Swap | None:
        for replacement in self._replacements():
            edits = self._edits(replacement)
            new = self._new_words(replacement)
            if edits is not None and self._tells_apart(edits, new):
                first = self._spots[0]
                return Swap(
                    self._control,
                    replacement.kind,
                    self._patterns,
                    old=self._text(first),
                    new=new,
                    edits=edits,
                    touches=self._touched(edits),
                )
        return None

    def _edits(self, replacement: Replacement) -> Edits | None:
        """The changes by document; None where two of them are of the same words, differently."""
        found: dict[str, set[Edit]] = defaultdict(set)
        for spot in self._spots:
            text = self._build.text(spot.document)
            found[spot.document].update(replacement.edits(text, spot.start, spot.end))
        try:
            return {document: tuple(in_order(edits)) for document, edits in found.items() if edits}
        except ValueError:
            return None

    def _new_words(self, replacement: Replacement) -> tuple[str, ...]:
        """What the spots say after the change, each as written and with numbers in digits."""
        forms: dict[str, None] = {}
        for spot in self._spots:
            text = self._build.text(spot.document)
            for edits in (
                replacement.edits(text, spot.start, spot.end),
                replacement.in_digits(text, spot.start, spot.end),
            ):
                start = min([spot.start, *(edit.start for edit in edits)])
                end = max([spot.end, *(edit.end for edit in edits)])
                inside = [Edit(e.start - start, e.end - start, e.new) for e in edits]
                if inside:
                    forms[" ".join(edited(text[start:end], inside).split())] = None
        return tuple(forms)

    def _tells_apart(self, edits: Edits, new: Sequence[str]) -> bool:
        """Whether old and new can be told apart: the old value is gone from where the answer stood,
        and the new one was neither there nor in the question."""
        before = [self._text(place) for place in self._places]
        after = [
            edited(text, self._inside(edits, p))
            for text, p in zip(before, self._places, strict=True)
        ]
        known = [*before, self._said]
        return (
            bool(new)
            and not any(says(self._patterns, text) for text in after)
            and not any(contains(text, words) for text in known for words in new)
        )

    def _inside(self, edits: Edits, place: Span) -> Iterator[Edit]:
        """The edits within a place, with offsets into it."""
        for edit in edits.get(place.document, ()):
            if place.start <= edit.start and edit.end <= place.end:
                yield Edit(edit.start - place.start, edit.end - place.start, edit.new)

    def _touched(self, edits: Edits) -> frozenset[str]:
        changed = [Span(document, e.start, e.end) for document, es in edits.items() for e in es]
        return frozenset(
            passage
            for place in (*self._places, *changed)
            for passage in _passages(self._build, place)
        )

    def _text(self, place: Span) -> str:
        return self._build.text(place.document)[place.start : place.end]


def _passages(build: OpenBuild, place: Span) -> Iterable[str]:
    """The passages that a place is part of; all of the document for a heading or a table's header,
    which every passage below repeats."""
    passages = build.texts.passages(place.document)
    within = [p.id for p in passages if p.start < place.end and place.start < p.end]
    return within or [p.id for p in passages]


def contains(text: str, words: str) -> bool:
    """Whether a text says these words, as words and in any case."""
    plain = " ".join(text.split()).lower()
    found = plain.find(words.lower())
    while found >= 0:
        end = found + len(words)
        before, after = plain[found - 1 : found], plain[end : end + 1]
        if not (before.isalnum() or after.isalnum()):
            return True
        found = plain.find(words.lower(), found + 1)
    return False
