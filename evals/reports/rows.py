"""The questions of a run as a page lists them: a summary line each, and all that it opens to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evals.reports import words
from evals.reports.patterns import readable
from evals.reports.why import reasons
from evals.reports.words import Verdict
from evals.runfile import ScoredResult
from service.schemas import Citation

SAID, MISSING = Verdict("Said", "✓", "good"), Verdict("Missing", "✗", "bad")

_MARKER = re.compile(r"(\[\d+\])")


@dataclass(frozen=True, slots=True)
class AnswerPart:
    """A piece of an answer's text; `anchor` is set for a marker whose quote is on the page."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote as it is shown. `link` is empty where the document's address is no web address."""

    anchor: str
    label: str
    quote: Citation
    place: str
    published: str
    link: str
    is_misquoted: bool


@dataclass(frozen=True, slots=True)
class FactView:
    """A group of facts in words, with its patterns where these differ, and if it is held."""

    texts: tuple[str, ...]
    patterns: tuple[str, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Row:
    """A question with its answer. `tokens` are what the filters look for."""

    anchor: str
    result: ScoredResult
    verdict: Verdict
    status: str
    reasons: list[str]
    parts: list[AnswerPart]
    quotes: list[QuoteView]
    nearest: list[QuoteView]
    facts: list[FactView]
    tokens: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a filter: what is shown and the tokens that a row must have."""

    label: str
    tokens: str


@dataclass(frozen=True, slots=True)
class Filter:
    """A select box; `choices` begins with the one that lets everything through."""

    name: str
    label: str
    choices: list[Choice]


def row(anchor: str, result: ScoredResult, tokens: str = "") -> Row:
    """`anchor` must be unique on the page."""
    answer = result.answer
    quotes = [_quote(anchor, f"[{c.number}]", c, result) for c in answer.citations]
    anchors = {quote.label: quote.anchor for quote in quotes}
    pieces = (piece for piece in _MARKER.split(answer.answer) if piece)
    return Row(
        anchor=anchor,
        result=result,
        verdict=words.verdict(result.right),
        status=words.STATUSES[answer.status],
        reasons=reasons(result),
        parts=[AnswerPart(piece, anchors.get(piece, "")) for piece in pieces],
        quotes=quotes,
        nearest=[_quote(anchor, f"nearest {c.number}", c, result) for c in answer.nearest],
        facts=list(_facts(result)),
        tokens=tokens,
    )


def _quote(anchor: str, label: str, quote: Citation, result: ScoredResult) -> QuoteView:
    url, published = quote.document.url or "", quote.document.published
    return QuoteView(
        anchor=f"{anchor}-{label.strip('[]').replace(' ', '-')}",
        label=label,
        quote=quote,
        place=words.place(quote.locator),
        published=words.day(published) if published else "",
        link=url if url.startswith(("https://", "http://")) else "",
        is_misquoted=label in result.misquoted,
    )


def _facts(result: ScoredResult) -> Iterator[FactView]:
    groups = result.question.facts
    for group, is_held in zip(groups, result.question.facts_in(result.answer.answer), strict=True):
        said = is_held and result.states
        texts = tuple(dict.fromkeys(map(readable, group)))
        yield FactView(texts, () if texts == group else group, SAID if said else MISSING)


class Tokens:
    """Gives every set, kind and tag a short token of its own, and the filters that use them."""

    def __init__(self, results: Sequence[ScoredResult]) -> None:
        self._results = results
        self._sets = _names("s", (result.set for result in results))
        self._kinds = _names("k", (result.question.kind for result in results))
        self._tags = _names("t", (tag for result in results for tag in result.question.tags))

    def of(self, result: ScoredResult) -> str:
        outcome = words.verdict(result.right).style
        tokens = [outcome, "stated" if result.states else "silent"]
        tokens += [self._sets[result.set], self._kinds[result.question.kind]]
        return " ".join([*tokens, *(self._tags[tag] for tag in result.question.tags)])

    def filters(self) -> list[Filter]:
        """Those with something to choose between."""
        found = [
            self._filter("outcome", "Outcome", _OUTCOMES),
            self._filter("set", "Set", [(name, token) for name, token in self._sets.items()]),
            self._filter("kind", "Kind", [(name, token) for name, token in self._kinds.items()]),
            self._filter("tag", "Tag", sorted(self._tags.items())),
        ]
        return [each for each in found if len(each.choices) > 2]

    def _filter(self, name: str, label: str, choices: Iterable[tuple[str, str]]) -> Filter:
        every = [set(self.of(result).split()) for result in self._results]
        counted = [(said, tokens, _number_with(every, tokens)) for said, tokens in choices]
        offered = [Choice(f"{said} ({n})", tokens) for said, tokens, n in counted if n]
        return Filter(name, label, [Choice(f"All ({len(every)})", ""), *offered])


_OUTCOMES = [
    ("Wrong", "bad"),
    ("Wrong: says nothing", "bad silent"),
    ("Wrong: states something", "bad stated"),
    ("Right", "good"),
    ("Not judged", "neither"),
    ("Says nothing, right or wrong", "silent"),
]


def _names(prefix: str, names: Iterable[str]) -> dict[str, str]:
    return {name: f"{prefix}{number}" for number, name in enumerate(dict.fromkeys(names))}


def _number_with(every: list[set[str]], tokens: str) -> int:
    needed = set(tokens.split())
    return sum(needed <= each for each in every)


def wrong_first(results: Sequence[ScoredResult]) -> list[ScoredResult]:
    """The wrong ones, then those that nobody can judge, then the right ones."""
    order = {False: 0, None: 1, True: 2}
    return sorted(results, key=lambda result: order[result.right])
