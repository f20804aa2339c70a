"""How the words of a statement belong together, which must be as in its quote: who does what to
whom, which figure is whose, and on what condition.

No parser: the order of the words, and where the sentence breaks, tell enough. What is true and told
in another order may fail here; the quote's own sentence then takes its place.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from service.writing.numbers import DATE, WORD, Stems, figures, figures_held, plain

# As many words that stand the other way round are a sentence turned about: "the parent must inform
# the council". Two are a part moved to the front: "by March councils must publish".
TURNED = 3

_SMALL = re.compile(
    r"an?|and|are|as|at|be|been|for|ha[ds]|have|her|his|in|is|its?|of|on|or|that|the|their|this"
    r"|was|were|with"
)
_BY_WHOM = re.compile(
    r"\b(?:be|been|being|is|are|was|were)\s+(?:\w+ly\s+)?(\w+)\s+(?:\w+\s+){0,3}?"
    r"by\s+(?:(?:the|an?|its|their|every|each|all|any)\s+)?([a-zA-Z][\w'-]*)",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|\n+")
_CLAUSES = re.compile(r"[;:]\s+|,\s+(?:which|so|who)\s+|,?\s+(?:and|but|while)\s+", re.IGNORECASE)
# Which is whose only the whole sentence tells.
_IN_TURN = re.compile(r"\brespectively\b", re.IGNORECASE)
_PIECES = re.compile(
    r"[;\n]|[.,](?!\d)|\b(?:and|but|while|whereas|or|compared with)\b", re.IGNORECASE
)
_CONDITION = re.compile(
    r"\b(unless|except|provided|subject to|(?:so|as) long as|apart from"
    r"|only(?= (?:where|when|in|after|with))"
    r"|(?<!as )(?<!even )(?<!ask )(?<!asks )(?<!asked )(?<!see )if)\b"
    r"|(?<!areas )(?<!area )(?<!places )(?<!place )\b(where|when|once|until)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence with its figures; `before` are its words that stand before them,
    `subject` those before the first figure of the sentence."""

    figures: frozenset[str]
    words: frozenset[str]
    before: frozenset[str]
    subject: frozenset[str] = frozenset()


def relations_hold(statement: str, quote: str, stems: Stems) -> bool:
    """Whether a statement of a quote's words puts them together as the quote does."""
    said, quoted = _parts(_SENTENCES, statement), _parts(_SENTENCES, quote)
    for sentence in said:
        words = frozenset(stems(sentence))
        sources = covering(words, [frozenset(stems(each)) for each in quoted])
        told = [quoted[number] for number in sources]
        if any(_IN_TURN.search(each) and sentence not in each for each in told):
            return False
        clauses = [clause for each in told for clause in _parts(_CLAUSES, each)]
        sources = covering(words, [frozenset(stems(each)) for each in clauses])
        if any(_turned(sentence, each, stems) for each in [*told, *(clauses[n] for n in sources)]):
            return False
        if not all(re.search(rf"\b{each}\b", sentence, re.IGNORECASE) for each in conditions(told)):
            return False
    return _figures_belong(said, quoted, stems)


def covering(
    words: frozenset[str], parts: Sequence[frozenset[str]], share: float = 1.0
) -> list[int]:
    """Which parts hold this share of the words: the best first, of equals the one that says least
    besides, as many as it takes."""
    missing, found = words, list[int]()
    while parts and len(words) - len(missing) < share * len(words):
        best = max(
            range(len(parts)), key=lambda n: (len(missing & parts[n]), -len(parts[n] - words))
        )
        if not missing & parts[best]:
            break
        missing, found = missing - parts[best], [*found, best]
    return found


def conditions(sentences: Iterable[str]) -> frozenset[str]:
    """What sentences make their claims depend on: "unless", "except", "if" ..."""
    found = (match for sentence in sentences for match in _CONDITION.findall(sentence))
    return frozenset("".join(match).lower() for match in found)


def _parts(breaks: re.Pattern[str], text: str) -> list[str]:
    return [part.strip() for part in breaks.split(plain(text)) if part and part.strip()]


def _turned(statement: str, quote: str, stems: Stems) -> bool:
    """Whether words stand the other way round, unless the one says what is done by whom and the
    other who does it: those must."""
    said, quoted = _in_order(statement, stems), _in_order(quote, stems)
    places = [quoted.index(word) for word in said if said.count(word) == quoted.count(word) == 1]
    return (_longest_falling(places) >= TURNED) != _other_voice(statement, quote, stems)


def _in_order(text: str, stems: Stems) -> list[str]:
    """The words that tell who does what, the modal verbs and prepositions among them."""
    words = [word.strip(".,'").lower() for word in WORD.findall(text)]
    return ["".join(sorted(stems(word))) or word for word in words if not _SMALL.fullmatch(word)]


def _longest_falling(places: Sequence[int]) -> int:
    ends: list[int] = []  # of the falling runs of each length, the highest last place, negated
    for place in places:
        at = bisect_left(ends, -place)
        ends[at : at + 1] = [-place]
    return len(ends)


def _other_voice(statement: str, quote: str, stems: Stems) -> bool:
    """Whether only one of the two says of a deed which both tell that it is done by somebody."""
    ours, theirs = _deeds(statement, stems), _deeds(quote, stems)
    both = stems(statement) & stems(quote)
    return any(
        {done, who} <= both and not any(done == other for other, _ in those)
        for these, those in ((ours, theirs), (theirs, ours))
        for done, who in these
    )


def _deeds(text: str, stems: Stems) -> frozenset[tuple[str, str]]:
    return frozenset(
        (done, who)
        for match in _BY_WHOM.finditer(text)
        for done in stems(match[1])
        for who in stems(match[2])
    )


def _figures_belong(statement: Sequence[str], quote: Sequence[str], stems: Stems) -> bool:
    """Whether no figure stands among words that in the quote stand with another figure alone."""
    quoted = [each for sentence in quote for each in _pieces(sentence, stems)]
    if sum(bool(each.figures) for each in quoted) < 2:
        return True
    return all(
        _belongs(piece, quoted)
        for sentence in statement
        for piece in _pieces(sentence, stems)
        if piece.figures
    )


def _belongs(piece: Piece, quoted: Sequence[Piece]) -> bool:
    """The grant of "the grant gives £5 million to Hull and £12 million to Leeds" is said of both
    figures, as the second has no subject of its own."""
    own = [each for each in quoted if piece.figures <= each.figures]
    others = [each for each in quoted if each.figures and each not in own]
    allowed = _all(each.words for each in quoted if each in own or not each.figures)
    if not any(each.before for each in own):
        allowed |= _all(each.subject for each in own)
    return bool(own) and not piece.words & (_all(each.words for each in others) - allowed)


def _all(words: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset[str]().union(*words)


def _pieces(sentence: str, stems: Stems) -> list[Piece]:
    """A piece that is a figure alone ("In 2019, ...") is one with the words that come next."""
    found: list[Piece] = []
    begun = ""
    for part in _parts(_PIECES, sentence):
        bare = bool(figures(part)) and not _without_figures(part, stems)
        if bare and not begun:
            begun = part
            continue
        found += [_piece(each, stems) for each in ([begun, part] if bare else [f"{begun} {part}"])]
        begun = ""
    found += [_piece(begun, stems)] if begun else []
    subject = next((each.before for each in found if each.figures), frozenset[str]())
    return [replace(each, subject=subject) for each in found]


def _piece(text: str, stems: Stems) -> Piece:
    before = re.split(r"\d", DATE.sub("0", text), maxsplit=1)
    return Piece(
        figures_held(text),
        _without_figures(text, stems),
        _without_figures(before[0], stems) if len(before) > 1 else frozenset(),
    )


def _without_figures(text: str, stems: Stems) -> frozenset[str]:
    words = stems(DATE.sub("0", text))
    return frozenset(word for word in words if not re.search(r"\d", word))
