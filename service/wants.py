"""What kind of answer a question asks for, and whether a text has one of that kind to give.

A passage may be about the very thing that was asked and still not hold the sum, the date or the
count: most wrong answers of a search engine are of this sort. The patterns are data; the first that
fits decides.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Want(StrEnum):
    """The kinds of answer that change what is picked or whether it is an answer at all."""

    MONEY = "money"
    SHARE = "share"
    DURATION = "duration"
    COUNT = "count"
    AGE = "age"
    DATE = "date"
    OCCASION = "occasion"
    GRADE = "grade"
    LIST = "list"
    REASON = "reason"
    PERSON = "person"
    PLACE = "place"
    OTHER = "other"


_UP_TO_TWENTY = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_IN_WORDS = _UP_TO_TWENTY.split()
_NUMBER = rf"(?:\d[\d,.]*|{'|'.join(_IN_WORDS)}|thirty|forty|fifty|hundred)"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
# "What must we do when a child moves?" asks for no date, "When did she move?" does.
AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|will|would|can|could|must|should|has|have|had|may|might)"
)
_UNIT_OF_TIME = r"(?:(?:working |school |calendar )?(?:hours?|days?|weeks?|months?|years?|terms?))"

# In a text "may" is a month where it is written so and where a date has one.
_A_MONTH = (
    rf"\b(?!may\b){_MONTH}\b|(?-i:May),? (?:19|20)?\d|\d(?:st|nd|rd|th)? (?-i:May)\b"
    r"|\b(?:in|by|of|since|until|from|early|mid|late|and|to|during) (?-i:May)\b"
)

WHO_HAD_MORE = (
    r"^\W*(?:who|which(?: \w+)?) (?:had|has|have|got|took|gets?) (?:the )?"
    r"(?:more|most|fewer|fewest)\b"
)
_ASKS: tuple[tuple[Want, str], ...] = (
    # "Who decides how it is spent?" asks for a person, whatever else it speaks of.
    (
        Want.PERSON,
        r"^\W*(?:and |so |but )?who\b(?!.*\bcompare|.*\bdiffer|"
        r" (?:had|has|have|got|gets?|was|were|is|are)\b.*\b(?:more|most|fewer|higher)\b)",
    ),
    (
        Want.SHARE,
        r"\bwhat (?:percentage|proportion|share|per ?cent)\b|\bhow many per ?cent\b"
        r"|\bpercentage of\b",
    ),
    (Want.AGE, r"\bhow old\b|\b(?:what|which|at what|from what|up to what|until what) age\b"),
    (
        Want.MONEY,
        r"(?<!by )\bhow much\b(?! (?:time|notice|longer|experience|training|weight|support|say"
        r"|contact|information|detail|influence|sickness|absence|leave|progress|choice|evidence"
        r"|practice|supervision|teaching))"
        r"|\bbudget\b|\bpot\b|\bfunding (?:figure|amount|level)|\bcosts?\b"
        r"|(?<!\bvalue for )\bmoney\b"
        r"|\bsalar(?:y|ies)\b"
        r"|\bwhat (?:sum|amount)\b|\bspen[dt]\b|\bworth\b|\b£|\b(?:fine|fee|charge) for\b"
        r"|\bin pounds\b|\b(?:be|being|is|are|was|were|get|gets) paid\b"
        r"|\bwhat (?:do|does|did|will|would|must|should) .*\bpay\b",
    ),
    (
        Want.DURATION,
        r"\bhow long\b|\bhow many (?:days|weeks|months|years|hours)\b"
        r"|\bwithin what (?:time|period)\b|\bhow (?:soon|quickly|often)\b"
        r"|\bwhat (?:is the )?(?:time limit|timescale|notice period)\b",
    ),
    (
        Want.COUNT,
        rf"{WHO_HAD_MORE}"
        r"|\bhow many\b|\bwhat (?:number|count)\b|\bnumber of\b|\bheadcount\b",
    ),
    # "When must a child be asked?" may be answered by a day or by what must happen first.
    (
        Want.OCCASION,
        r"^\W*(?:(?:and|so|but) )?when (?:do|does|must|should|can|may|might|would|could|ought)\b"
        r"(?!.*\b(?:start|begin|open|launch|kick in|end|finish|stop|close|expire|run out"
        r"|publish(?:ed)?|come into|apply|arrive|take effect|last|run)\b)",
    ),
    (
        Want.DATE,
        r"^\W*(?:(?:and|so|but|since|until|by|please|tell (?:me|us)|do (?:we|you) know) )*when\b"
        rf"|[;:?] when\b|, when \w+ {AUXILIARY}\b"
        rf"|\b(?:and|about|says?|said|knows?|known) when\b|\bwhen {AUXILIARY}\b"
        r"|\bwhen\W*$"
        r"|\bwhat (?:date|year|month|day|time of)\b|\bwhich (?:date|year|month|day)\b"
        r"|\bby what\b|\bdeadline\b|\b(?:start|end|closing|launch) date\b|\buntil when\b"
        r"|\bon (?:what|which)(?: \w+)? (?:date|day)\b",
    ),
    (
        Want.GRADE,
        r"\b(?:grade|grades|graded|rating|ratings)\b|\boverall (?:effectiveness|judge?ment)\b"
        r"|\b(?:rate|rated|judge|judged)\b(?=.{0,80}?\b(?:(?:19|20)\d\d\b|ofsted|inspect))"
        r"|\b(?:(?:19|20)\d\d|ofsted\w*|inspect\w*)\b.{0,80}?\b(?:rate|rated|judge|judged)\b",
    ),
    (Want.PERSON, r"\bwho\b|\bwhom\b|\bwhose\b|\bname of (?:the )?(?:person|minister|chair)"),
    (
        Want.REASON,
        r"\bwhy\b|\bhow (?:will|would|does|do|did|is|are|can|should|come)\b|\bexplain\b"
        r"|\bwhat (?:is the )?(?:reason|purpose|point|rationale)\b",
    ),
    (
        Want.LIST,
        r"\b(?:what|which|name|list|give|set out)\b.*\b(?:are|were|the|all|those|these)\b"
        r".*\b\w{3,}s\b|\blist\b|\bwhat(?:'s| is| was)? (?:in|included|covered)\b"
        r"|\bwhat\b.{0,40}?\b(?:must|should|has to|have to|does|do|did|ought to|will)\b.{0,80}?"
        r"\b(?:contain|include|cover|consist of|comprise|set out|go into|take into account)\b"
        rf"|\b(?:which|what) {_NUMBER} (?:\w+ ){{0,2}}\w+s\b"
        r"|\b(?:remind me of|set out|go through|run through|take me through) (?:\w+ )*\w{3,}s\b"
        r"|\b(?:which|what) (?:\w+ )?(?:people|children|men|women)\b"
        r"|\b(?:which|what) (?!is\b|was\b|does\b|has\b)\w+s\b|\bwhat (?:kinds?|sorts?|types?) of\b"
        r"|\bwhat else\b|\bwhat happens\b|\bwhat (?:would|will|did|do|does)\b",
    ),
    (Want.PLACE, r"\bwhere\b|\bwhich (?:area|council|county|town|city|region|place)\b"),
)

_OFFERS: dict[Want, str] = {
    Want.GRADE: r"\b(?:outstanding|good|requires? improvement|(?:in)?adequate)\b",
    Want.MONEY: r"£\s?\d|\b\d[\d,.]*\s?(?:million|billion|m|bn)\b|\bpounds\b|\bpence\b",
    Want.SHARE: rf"\d\s?%|\bper ?cent\b|\b{_NUMBER} (?:in|out of) {_NUMBER}\b|\bhalf\b|\bthird\b",
    Want.AGE: rf"\b(?:age[ds]?|under|over)\b.*\b{_NUMBER}\b|\b{_NUMBER}(?:th|st|nd|rd)?[- ]"
    r"(?:years?|birthday|year-old)|\b\d{1,2}\b",
    Want.DURATION: rf"\b{_NUMBER}(?:[- ]|\s\w+\s){_UNIT_OF_TIME}\b"
    r"|\b(?:annual|month|week|dai|year)ly\b|\bannually\b|\bevery\b|\bwithin\b|\bimmediately\b"
    rf"|\b(?:until|till|to|in|ends?|ending)(?: the end of)? (?:{_MONTH} )?(?:19|20)\d\d\b|\bends\b",
    Want.COUNT: rf"\b{_NUMBER}\b",
    Want.DATE: rf"{_A_MONTH}|\b(?:19|20)\d\d\b|\b(?:spring|summer|autumn|winter)\b|\bend of\b"
    rf"|\b{_NUMBER} {_UNIT_OF_TIME}\b"
    r"|\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
    r" (?:school |working )?(?:day|anniversary|birthday)\b",
}

_ASKS_COMPILED = tuple((want, re.compile(pattern, re.IGNORECASE)) for want, pattern in _ASKS)
_OFFERS[Want.OCCASION] = (
    rf"{_OFFERS[Want.DATE]}"
    r"|\b(?:if|when|whenever|unless|once|after|before|until|as soon as)\b"
)

_OFFERS_COMPILED = {want: re.compile(pattern, re.IGNORECASE) for want, pattern in _OFFERS.items()}


_ASKS_WHICH = re.compile(
    # Up to the verb: "What did the inspection find?" asks for what it found.
    r"\b(?:which|what)"
    r"(?: (?!(?:is|are|was|were|do|does|did|has|have|had|can|will|would)\b)\w+){0,3}"
    r" (?:inspections?|reports?|visits?|years?|editions?)\b"
    r"|\bwhich(?: \w+)? (?:councils?|authorit(?:y|ies)|areas?)\b",
    re.IGNORECASE,
)


def asks_which(question: str) -> bool:
    """Whether the answer is one of several like reports, so that a sentence of it does not tell
    which: "Which inspection found care leavers in bed and breakfasts?"."""
    return bool(_ASKS_WHICH.search(question))


_COMPARES = re.compile(
    r"\bcompare[ds]?\b|\bdiffer(?:s|ent|ently|ence|ences)?\b|\bversus\b|\bvs\b|\bnext to what\b"
    r"|\bwhat do(?:es)? .+ and .+ each\b|\beach say\b|\baccording to .+ and (?:the )?\w+.*\?",
    re.IGNORECASE,
)
# Of two things compared, these are asked for of each; all else is told in words of many kinds.
TOLD_OF_EACH = frozenset(
    {Want.MONEY, Want.SHARE, Want.DURATION, Want.COUNT, Want.AGE, Want.DATE, Want.GRADE}
)


def compares(question: str) -> bool:
    """Whether two things are to be told side by side."""
    return bool(_COMPARES.search(question))


# "Does the plan cost us anything?" is answered by a yes or no in words; no sum need be in them.
# "Can you find the cost?" and "Do we know the cost?" ask for it.
_YES_OR_NO = re.compile(
    rf"^\W*(?:(?:and|but|so|or) )?(?!may (?:19|20)\d\d){AUXILIARY}\b(?! (?:I|you|we)\b)"
    r"(?!.*\b(?:what|when|where|which|who|whom|whose|why|how|tell|list|name|give|or)\b)",
    re.IGNORECASE,
)


def wanted(question: str) -> Want:
    """The kind of answer that the question asks for."""
    spoken = spoken_of(question)
    return Want.OTHER if spoken is not Want.GRADE and _YES_OR_NO.search(question) else spoken


def spoken_of(question: str) -> Want:
    """The kind of thing that a question is about, though it may only ask for a yes or no: whether
    two sums are the same is told by the sums."""
    return next((want for want, asks in _ASKS_COMPILED if asks.search(question)), Want.OTHER)


_ASKS_SO_MANY = re.compile(
    rf"\b(?:what|which|name|list)(?: are| were)?(?: all)?(?: the)? ({'|'.join(_IN_WORDS[1:])})"
    r"\b(?![- ](?:year|month|week|day|hour|child)s?\b)",
    re.IGNORECASE,
)


def how_many_asked(question: str) -> int | None:
    """How many things are to be told, where the question says: "What are the six pillars?"."""
    found = _ASKS_SO_MANY.search(question)
    return _IN_WORDS.index(found.group(1).lower()) + 1 if found else None


def offers(text: str, want: Want) -> bool:
    """Whether a text has an answer of this kind; True for kinds that leave no mark in a text."""
    pattern = _OFFERS_COMPILED.get(want)
    return pattern is None or bool(pattern.search(text))
