"""Plain words for figures, dates, places and verdicts. Text only: nothing here makes markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from evals.metrics import METRICS
from evals.metrics.metric import Better, Unit
from evals.runfile import Figure, GateOutcome
from service.schemas import Locator, Status

NBSP = "\u00a0"
MINUS = "\u2212"
SECOND = 1_000
CHANCE = 0.05

STATUSES = {
    Status.ANSWERED: "answered",
    Status.PARTIAL: "answered in part",
    Status.NOT_IN_DOCUMENTS: "not in the documents",
    Status.OUT_OF_SCOPE: "out of scope",
    Status.REFUSED: "refused",
}


class Verdict(NamedTuple):
    """A verdict as a word, a sign beside it, and the name of its colour."""

    word: str
    sign: str
    style: str


RIGHT = Verdict("Right", "✓", "good")
WRONG = Verdict("Wrong", "✗", "bad")
UNJUDGED = Verdict("Not judged", "–", "neither")

GATE_VERDICTS = {
    "passed": Verdict("Passed", "✓", "good"),
    "failed": Verdict("Failed", "✗", "bad"),
    "not measured": Verdict("Not measured", "–", "neither"),
}


def verdict(right: bool | None) -> Verdict:
    if right is None:
        return UNJUDGED
    return RIGHT if right else WRONG


def title(metric: str) -> str:
    """A metric that this version does not know is called by its name."""
    return METRICS[metric].title if metric in METRICS else metric.replace("_", " ").capitalize()


def meaning(metric: str) -> str:
    return METRICS[metric].meaning if metric in METRICS else ""


def unit(metric: str) -> Unit:
    return METRICS[metric].unit if metric in METRICS else "share"


def better(metric: str) -> Better:
    return METRICS[metric].better if metric in METRICS else "higher"


def number(value: float | None, of: Unit) -> str:
    """A value in its unit: "87.5%", "640 ms", "1.64 s"; characters without."""
    if value is None:
        return "–"
    if of == "share":
        return _percent(value)
    if of == "ms":
        return milliseconds(value)
    return f"{value:,.0f}"


def _percent(share: float) -> str:
    """ "100%" and "0%" only for all and nothing: 99.96% must not look like a promise kept."""
    if share in (0, 1):
        return f"{share:.0%}"
    return f"{min(max(share, 0.001), 0.999):.1%}"


def milliseconds(value: float) -> str:
    if value < 10:
        return f"{value:.1f}{NBSP}ms"
    return f"{value:.0f}{NBSP}ms" if value < SECOND else f"{value / SECOND:.2f}{NBSP}s"


def interval(figure: Figure, of: Unit) -> str:
    """Where all questions came out alike, resampling them shows no spread and knows no interval."""
    if figure.low is None or figure.high is None:
        return ""
    if figure.low == figure.high:
        return "none: all alike"
    return f"{number(figure.low, of)} to {number(figure.high, of)}"


def difference(value: float | None, of: Unit) -> str:
    """With its sign, so that no colour is needed: "+2.5 points"."""
    if value is None:
        return "–"
    if value == 0:
        return "none"
    sign, size = ("+" if value > 0 else MINUS), abs(value)
    said = f"{100 * size:.1f} points" if of == "share" else number(size, of)
    return f"{sign}{said}"


def tendency(value: float | None, wanted: Better) -> str:
    """Whether a difference is for the better; empty where there is none."""
    if not value:
        return ""
    return "better" if (value > 0) == (wanted == "higher") else "worse"


def chance(p_value: float) -> str:
    """A p-value; one that no resample reached is not nothing."""
    return "< 0.001" if p_value < 0.001 else f"{p_value:.3f}"


def count(size: int, noun: str) -> str:
    return f"{size:,} {noun}" if size == 1 else f"{size:,} {noun}s"


def day(published: date) -> str:
    return f"{published.day} {published:%B %Y}"


def moment(created: str) -> str:
    """When a run was made, in UTC; as it is written where it is no date."""
    try:
        when = datetime.fromisoformat(created)
    except ValueError:
        return created
    if when.tzinfo is None:
        return f"{day(when)}, {when:%H:%M}"
    when = when.astimezone(UTC)
    return f"{day(when)}, {when:%H:%M} UTC"


def duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} seconds"
    minutes, rest = divmod(round(seconds), 60)
    return f"{count(minutes, 'minute')} {rest} s"


def place(locator: Locator) -> str:
    """Where in a document: "page 3, paragraph 9"."""
    page = locator.page_label or (str(locator.page) if locator.page else "")
    parts = (
        f"page{NBSP}{page}" if page else "",
        f"slide{NBSP}{locator.slide}" if locator.slide else "",
        f"paragraph{NBSP}{locator.paragraph}" if locator.paragraph else "",
    )
    return ", ".join(filter(None, parts)) or (locator.heading[-1] if locator.heading else "")


def gates_sentence(gates: list[GateOutcome]) -> tuple[str, Verdict]:
    """What the gates say as a whole, with its verdict."""
    total = len(gates)
    failed = sum(gate.outcome == "failed" for gate in gates)
    unmeasured = sum(gate.outcome == "not measured" for gate in gates)
    if not gates:
        return "No gates in this run", UNJUDGED
    rest = f"; {unmeasured} not measured" if unmeasured else ""
    if failed:
        return f"{failed} of {count(total, 'gate')} failed{rest}", WRONG
    if unmeasured == total:
        return f"None of {count(total, 'gate')} could be measured", UNJUDGED
    if unmeasured:
        return f"{total - unmeasured} of {count(total, 'gate')} passed{rest}", RIGHT
    return ("The one gate passed" if total == 1 else f"All {total} gates passed"), RIGHT
