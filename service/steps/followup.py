"""Step 2: make a follow-up stand alone, from the history; a question that does so is left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.acronyms import meant_by, without, written_out
from service.context import Context
from service.places import dates_in, places_in, write_places_out
from service.retrieval import retrieve
from service.steps.guard import clean
from service.wants import wanted

# "Stage one" points at nothing.
_PARTS = ("stage", "wave", "phase", "step", "part", "tier", "level", "pillar", "year", "option")
_NOT_COUNTED = "".join(rf"(?<!\b{part} )" for part in _PARTS)
# Words that point at something said before.
_POINTS_BACK = re.compile(
    r"\b(?:it|they|them|that|those|these|this|he|she|there|then|same|such|else|others?"
    rf"|{_NOT_COUNTED}ones?)\b",
    re.IGNORECASE,
)
# These may belong to a noun of the same question: "When must a council publish its local offer?"
_BELONGS = re.compile(r"\b(?:its|their|his|her)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"^(?:and|but|so|or|what about|how about|also|ok|okay|then)\b", re.IGNORECASE)
# "that" and "this" with a noun of their own ("this strategy") still point back; "there is" and
# "is it true that" do not.
_HARMLESS = re.compile(
    r"\b(?:is|are|was|were|will) there\b|\bthere (?:is|are|was|were|will)\b|\bis it true that\b"
    r"|\bsaid that\b|\bsays? that\b|\bother than\b",
    re.IGNORECASE,
)
_QUESTION_WORDS = re.compile(
    r"^(?:(?:and|but|so|ok|please|also)\b[ ,]*)*"
    r"(?:(?:can|could) you (?:tell me|explain|list)|tell me|how (?:much|many|long|old|often|soon)"
    r"|what(?:'s)?|which|when|where|who|whom|whose|why|how|is|are|was|were|do|does|did|will|would"
    r"|has|have|had|can|could|should)\b[ ,]*"
    r"(?:(?:is|are|was|were|do|does|did|will|would|has|have|had|can|could|should|of)\b[ ,]*)*",
    re.IGNORECASE,
)
# What joins a place or a date to the words before it.
_JOINED = re.compile(
    r"(?:\s*\b(?:in|of|at|for|by|on|the|end of|at the end of))*\s*$", re.IGNORECASE
)
# "And for older ones?", "what about referrals?": what is asked is what was asked before.
# "No, Swindon I meant" and "same for Swindon" ask it of another.
_ELLIPSIS = re.compile(
    r"^(?:(?:and|but|so|or|what about|how about|(?:no|nope|sorry|actually)(?=[,;.-])|i meant?"
    r"|same(?: question)? (?:for|in|with)|not (?:that|this|the)\b[^,;]{1,25}|wrong \w+)\b[ ,;-]*)+",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\b(?:how(?! about)|when|where|who|whom|whose|why|which|what(?! about)|is|are|was|were|do|does"
    r"|did|can|could|will|would|should|has|have)\b",
    re.IGNORECASE,
)
# "When does the cash stop?" speaks of something known.
_THE = re.compile(r"\bthe\b", re.IGNORECASE)
_FEW = 2
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_EARLIER = ("before", "earlier", "previously")
# "Two years after that", but not "two years after adoption", which says itself what it counts from.
_YEARS_ON = re.compile(
    rf"\b({'|'.join(_NUMBERS)}|\d{{1,2}}) years? (?:(later|earlier|previously)\b"
    r"|(after|on|before)(?: (?:that|this)\b|(?= *(?:$|[?.,;:!]))))",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"^[’']s\b")
_ALONE = 5
READ_FOR_ACRONYMS = 50
# Characters of the last answer: more of it draws the search away from what is asked now.
OF_THE_ANSWER = 80
LETTERS_THAT_TELL = 3
_ENOUGH_TO_BELONG = 3


def resolve_followup(context: Context) -> None:
    """Adds to `asked` what the last question was about, and keeps it as the interpreted question.

    Misspelt words are corrected and the acronyms that the documents spell out are written out. All
    of it is shown to the reader, so that nobody is answered on something else than they think.
    """
    context.asked = context.build.vocabulary.spelling.correct(context.asked)
    context.asked = write_places_out(context.asked, context.build.places)
    context.want = wanted(context.asked)
    asked = context.asked
    if context.question.history:
        context.asked = _with_year(context)
    standalone = context.asked
    counted = standalone != asked
    if context.question.history and (counted or leans_on_history(context)):
        if _is_ellipsis(standalone):
            standalone = _same_question_of(context)
        elif (topic := topic_of(context)) and topic.lower() not in standalone.lower():
            standalone = f"{standalone.rstrip('?. ')} ({topic})?"
    context.asked = _acronyms_written_out(context, standalone)
    if context.question.history:
        _put_in_context(context, asked)
    if context.asked != clean(context.question.question):
        context.interpreted = context.asked


def _put_in_context(context: Context, asked: str) -> None:
    """Keeps what the last question was about and how its answer began. Most of what people leave
    out stands there ("how many days has that person got?"), and no rule tells by the words alone
    that it was left out: passages are sought for both readings."""
    last = context.question.history[-1]
    topic = clean(last.question).rstrip("?. ")
    if _leans(clean(last.question)) and (before := topic_of(context)):
        topic = f"{before}; {topic}"
    context.in_context = f"{asked.rstrip('?. ')} ({topic})?"
    context.said_before = clean(last.answer or "")[:OF_THE_ANSWER].strip()


def _acronyms_written_out(context: Context, question: str) -> str:
    """With what the documents define, else the words of those initials that the passages have which
    the rest of the question finds, else a name of theirs."""
    acronyms = context.build.vocabulary.acronyms
    question = acronyms.expand(question)
    for short in acronyms.unknown(question):
        if full := _meant_by(context, short, question) or acronyms.named(short):
            question = written_out(question, short, full)
    return question


def _meant_by(context: Context, short: str, question: str) -> str | None:
    if len(short) < LETTERS_THAT_TELL:
        return None
    rest, embedder = without(question, short), context.models.embedder
    found = retrieve(rest, context.build, embedder, limit=READ_FOR_ACRONYMS)
    return meant_by(short, [each.passage.search_text for each in found])


def _with_year(context: Context) -> str:
    """The question with "four years later" as a year, counted from the last that was named."""
    said = [clean(turn.question) for turn in context.question.history]
    named = next((dates[-1] for text in reversed(said) if (dates := dates_in(text))), None)

    def year(match: re.Match[str]) -> str:
        number = _NUMBERS.get(match.group(1).lower()) or int(match.group(1))
        sign = -1 if (match.group(2) or match.group(3)).lower() in _EARLIER else 1
        return f"in {int(named.value[-4:]) + sign * number}" if named else match.group()

    return _YEARS_ON.sub(year, context.asked)


def _same_question_of(context: Context) -> str:
    """The last question again, of something else: "and for older ones?" still asks "how often".

    In a row of such ("and Rutland?", "and in 2022?") each changes what the one before it asked.
    """
    said = [clean(turn.question) for turn in context.question.history]
    first = max((n for n, text in enumerate(said) if not _is_ellipsis(text)), default=0)
    last = said[first]
    context.want = wanted(last)
    asked = _of_something_else(last, [*said[first + 1 :], context.asked])
    topic = topic_of(context)
    if _POINTS_BACK.search(_HARMLESS.sub("", last)) and topic.lower() not in last.lower():
        asked = f"{asked} ({topic})"
    return f"{asked}?"


def _of_something_else(question: str, ellipses: Sequence[str]) -> str:
    """The question, or its topic, after what was asked for instead, in turn."""
    question = question.rstrip("?. ")
    for text in ellipses:
        kept = _unless_named(text, question).rstrip(": ")
        question = f"{kept}: {_ELLIPSIS.sub('', text).rstrip('?. ')}"
    return question


def _is_ellipsis(text: str) -> bool:
    return bool(_ELLIPSIS.search(text)) and not _ASKS.search(text)


def _leans(text: str) -> bool:
    """Whether a question says by its words that it goes on from another."""
    said = _GOES_ON.search(text) or _POINTS_BACK.search(_HARMLESS.sub("", text))
    return bool(said) or _is_ellipsis(text)


def leans_on_history(context: Context) -> bool:
    """Whether a question can not be understood without what was said before."""
    asked = context.asked
    if _leans(asked):
        return True
    words = len(context.build.vocabulary.stems(asked))
    if _THE.search(asked) and words <= _FEW and len(asked.split()) <= _ALONE:
        return True
    if _BELONGS.search(asked):
        return words < _ENOUGH_TO_BELONG
    return words < 2 and len(asked.split()) <= _ALONE


def topic_of(context: Context) -> str:
    """What the conversation is about: the last question that stood alone, without its asking words.

    A short chain of follow-ups ("and when?", "who leads it?") goes back to where it began, with the
    place and the date that it has come to ("and Rutland?").
    """
    moved: list[str] = []
    for turn in reversed(context.question.history):
        question = clean(turn.question)
        if not _leans(question) or turn is context.question.history[0]:
            topic = _of_something_else(_QUESTION_WORDS.sub("", question), moved)
            return _unless_named(context.asked, topic).strip(": ")
        if _is_ellipsis(question) and (places_in(question) or dates_in(question)):
            moved.insert(0, question)
    return ""


def _unless_named(asked: str, topic: str) -> str:
    """The topic without its places and dates, where the new question names others: "What about
    Swindon in 2014?" asks no more about South Gloucestershire in 2019."""
    for names_in in (places_in, dates_in):
        if names_in(asked):
            for name in reversed(names_in(topic)):
                after = _POSSESSIVE.sub("", topic[name.end :])
                topic = _JOINED.sub("", topic[: name.start]) + after
    return topic.strip()
