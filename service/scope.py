"""Which documents a question names: "South Glos in 2019", "the latest inspection", "the slides".

Reports of one series read alike, and the right sentence in the wrong year's report is a wrong
answer. So what a question names limits where its answer is looked for.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from ingest.editions import authorities_in, measures, plain
from ingest.records import DocumentRecord
from service.places import DATE, Mention, dates_in, places_in
from service.wants import WHO_HAD_MORE, Want

# Characters at the head of a report where it says when the inspection was.
HEAD = 800
_REPORT = (
    r"(?:inspections?|reports?|visits?|judge?ments?|edition|version|guidance|ofsted|"
    r"inspected|judged|rated|graded|inspectors?)"
)
# Without a place, a date is a document's only beside such a word: "how many in 2024?" asks for a
# figure, not for a document of that year.
_OF_A_DATE = re.compile(
    rf"\b{_REPORT}\b(?: \w+){{0,4}}? {DATE.pattern}|{DATE.pattern}(?: \w+){{0,3}}? {_REPORT}\b",
    re.IGNORECASE,
)
_LATEST = re.compile(
    rf"\b(?:latest|newest|most recent|last)(?: \w+){{0,2}} {_REPORT}\b", re.IGNORECASE
)


# What joins the name of one thing to the rest of a question that compares it with another.
_JOINS = re.compile(
    r"(?:[\s,;]*\b(?:and|or|against|versus|vs?\.?|than|from|to|between|in|of|on|with|by|the|about"
    r"|next|compared|according))*[\s,;]*$",
    re.IGNORECASE,
)
_MOST_WORDS_BEFORE = 3
_POSSESSIVE = re.compile(r"^[’']s\b")
_SMALL_WORDS = frozenset(
    ["a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "s", "the", "to", "with"]
)


@dataclass(frozen=True, slots=True)
class About:
    """What a document goes by: the authorities and dates ("2019", "may 2019") of its title, the
    dates at the head of a report, and its kind, its format and the words of its title."""

    places: frozenset[str]
    dates: frozenset[str]
    mentioned: frozenset[str]
    published: date | None
    forms: frozenset[str]
    words: frozenset[str]

    @property
    def serial(self) -> bool:
        """Whether it is one report of a series."""
        return not self.forms.isdisjoint(measures().serial_kinds)


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents of one thing that a question names; `exact` where the answer must be there.

    `mentions` are the spans of the question that name it, `by_form` whether they say what sort of
    document it is. `asked` is what is asked of it, where that is not the question less what names
    the others, and `want` the kind of answer, where it is a question of its own.
    """

    documents: frozenset[str]
    exact: bool
    mentions: tuple[tuple[int, int], ...]
    by_form: bool = False
    asked: str = ""
    want: Want | None = None

    def called(self, question: str) -> str:
        """How the question names it; a question of its own in quotation marks."""
        named = " ".join(question[start:end] for start, end in sorted(self.mentions))
        return f"“{named}?”" if self.want else named


def about(record: DocumentRecord, head: str) -> About:
    """From a document's title, file name, publisher and date, and the head of its text: its first
    `HEAD` characters."""
    named = f"{record.title} {record.file} {record.publisher or ''}"
    dates = _dates(record.title)
    if record.published and not dates:
        dates = _dates(f"{record.published:%B %Y}")
    return About(
        places=authorities_in(named),
        dates=dates,
        mentioned=_dates(head),
        published=record.published,
        forms=frozenset([record.kind, record.format]),
        words=frozenset(plain(f"{record.title} {record.publisher or ''}").split()),
    )


def scopes_of(
    question: str, library: Mapping[str, About], allowed: Collection[str] | None = None
) -> list[Scope]:
    """What the question names, in its order; empty where it names nothing that tells documents
    apart. More than one where it names several places, dates of one place, or documents.

    The latest is the latest of those that are `allowed`, as filters and an earlier day leave them.
    """
    named = places_in(question)
    known = frozenset(place for each in library.values() for place in each.places)
    places = [each for each in named if each.value in known]
    if named and not places:
        return _called(question, library)
    dates = dates_in(question) if places else dates_in(question, _OF_A_DATE)
    latest: Collection[str] = ()
    if places and _LATEST.search(question):
        latest = library if allowed is None else allowed
    found = [_scope(mentions, latest, library) for mentions in _groups(places, dates)]
    scopes = [each for each in _distinct(found) if len(each.documents) < len(library)]
    return scopes if any(each.exact for each in scopes) else _called(question, library) or scopes


def about_one(question: str, scopes: Sequence[Scope], number: int) -> str:
    """The question about one of the things that it names, without what names the others."""
    if scopes[number].asked:
        return scopes[number].asked
    own = set(scopes[number].mentions)
    others = {span for scope in scopes if not scope.by_form for span in scope.mentions} - own
    return _WHO_HAD_MORE.sub("How many", _without(question, others))


# "Who had more children in care, A or B?" asks of each how many it had.
_WHO_HAD_MORE = re.compile(WHO_HAD_MORE, re.IGNORECASE)


def about_none(question: str, scopes: Sequence[Scope]) -> str:
    """What is asked of all of them: within one report, its place and date tell nothing apart."""
    return _without(question, {span for scope in scopes for span in scope.mentions})


def _without(question: str, spans: Collection[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        before = _JOINS.sub("", question[:start])
        question = (before + _POSSESSIVE.sub("", question[end:])).lstrip(" ,:;")
    return question


def _groups(places: Sequence[Mention], dates: Sequence[Mention]) -> list[list[Mention]]:
    """Each place with its dates; dates of one place are each a thing of their own."""
    by_place: dict[str, list[Mention]] = {}
    for place in places:
        by_place.setdefault(place.value, []).append(place)
    if len(by_place) < 2:
        return [[*places, each] for each in dates] or [[*places]]
    if len(dates) < 2:
        return [[*named, *dates] for named in by_place.values()]
    for each in dates:
        by_place[min(places, key=lambda place: _gap(place, each)).value].append(each)
    return list(by_place.values())


def _gap(place: Mention, when: Mention) -> int:
    return max(when.start - place.end, place.start - when.end)


def _scope(
    mentions: Sequence[Mention], latest: Collection[str], library: Mapping[str, About]
) -> Scope | None:
    """A date or "latest" asks for one report of the place, and is left aside where there is none;
    documents of other places are left out, those of no place stay in. `latest` are the documents
    of which the newest may be meant."""
    wanted = frozenset(each.value for each in mentions)
    spans = tuple((each.start, each.end) for each in mentions)
    placed = any(wanted & each.places for each in library.values())
    here = {id_: each for id_, each in library.items() if not placed or wanted & each.places}
    reports = {id_: each for id_, each in here.items() if each.serial and each.published}
    for dated in (
        frozenset(id_ for id_, each in here.items() if wanted & each.dates),
        frozenset(id_ for id_, each in reports.items() if wanted & each.mentioned),
    ):
        if dated:
            return Scope(dated, True, spans)
    if recent := reports.keys() & set(latest):
        newest = max(recent, key=lambda id_: (reports[id_].published or date.min, id_))
        return Scope(frozenset([newest]), True, spans)
    if not placed:
        return None
    anywhere = frozenset(id_ for id_, each in library.items() if not each.places)
    return Scope(frozenset(here) | anywhere, False, spans)


def _called(question: str, library: Mapping[str, About]) -> list[Scope]:
    """The documents that are called by their form and compared with one another: "the slides", "the
    NSPCC briefing". One alone limits nothing: a text may well speak of another's slides."""
    found: list[Scope | None] = []
    for match in _forms()[0].finditer(question):
        forms = _forms()[1][match.group(1).lower()]
        meant = {id_: each for id_, each in library.items() if each.forms & forms}
        known = frozenset(word for each in meant.values() for word in each.words) - _SMALL_WORDS
        start, telling = _words_before(question, match.start(), known)
        if len(meant) > 1 and telling:
            meant = {id_: each for id_, each in meant.items() if telling <= each.words}
        if len(meant) == 1 and len(library) > 1:
            found.append(Scope(frozenset(meant), True, ((start, match.end()),), by_form=True))
    scopes = _distinct(found)
    return scopes if len(scopes) > 1 else []


def _words_before(text: str, end: int, known: frozenset[str]) -> tuple[int, frozenset[str]]:
    """The words right before `end` that are `known`, and where the first of them begins."""
    start, found = end, frozenset[str]()
    for word in reversed(list(re.finditer(r"[\w’'-]+", text[:end]))[-_MOST_WORDS_BEFORE:]):
        if plain(word.group()) not in known:
            break
        start, found = word.start(), found | {plain(word.group())}
    return start, found


def _distinct(scopes: Sequence[Scope | None]) -> list[Scope]:
    """Each set of documents once, in the question's order."""
    first: dict[frozenset[str], Scope] = {}
    for scope in scopes:
        if scope:
            first.setdefault(scope.documents, scope)
    return list(first.values())


def _dates(text: str) -> frozenset[str]:
    """Every date as its month with its year, and as its year."""
    found = [each.value for each in dates_in(text)]
    return frozenset([*found, *(each[-4:] for each in found)])


@cache
def _forms() -> tuple[re.Pattern[str], dict[str, frozenset[str]]]:
    called = tomllib.loads(files("service").joinpath("scope.toml").read_text("utf-8"))["called"]
    longest_first = sorted(called, key=len, reverse=True)
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)
    return pattern, {name: frozenset(forms) for name, forms in called.items()}
