"""The report as a person reads it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evals.mutation.report import Mutated, Report, Shares
from evals.mutation.verdicts import OUTCOMES
from evals.runfile import Figure

LONGEST = 300


def render(report: Report) -> str:
    """The counts, the shares by kind, and every mutation that was not followed."""
    blocks = [_counts(report), _table(report), *_listed(report)]
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _counts(report: Report) -> list[str]:
    head = (
        f"{report.questions} questions, {report.control} asked of an unchanged copy of index "
        f"{report.index}, {report.right} answered rightly and mutated; "
        f"{report.rebuilds} rebuilds, {report.seconds:.0f} s"
    )
    left = (f"  left out: {len(ids)} {reason}" for reason, ids in report.left_out.items())
    return [head, *left]


def _table(report: Report) -> list[str]:
    columns = "".join(f"{outcome:>16}" for outcome in OUTCOMES)
    head = f"{'mutated':<10}{'n':>5}{columns}   {'follows_documents':<24}{'from_outside':<22}"
    return [head.rstrip(), *(_row(kind, found) for kind, found in report.shares.items())]


def _row(kind: str, found: Shares) -> str:
    counts = "".join(f"{found.outcomes.get(outcome, 0):>16}" for outcome in OUTCOMES)
    shares = f"{_share(found.follows_documents):<24}{_share(found.from_outside)}"
    return f"{kind:<10}{found.mutations:>5}{counts}   {shares}"


def _share(found: Figure) -> str:
    if found.value is None:
        return "-"
    # Nothing but hits, or none, gives the bootstrap nothing to draw from: no interval then.
    interval = "" if found.low == found.high else f" ({found.low:.3f} to {found.high:.3f})"
    return f"{found.value:.3f}{interval}"


def _listed(report: Report) -> Iterator[list[str]]:
    lists = (
        ("FROM OUTSIDE THE DOCUMENTS", (m for m in report.mutations if m.outcome == "outside")),
        ("NOT VERBATIM", (m for m in report.mutations if m.misquoted)),
        (
            "the old value was quoted from another place",
            (m for m in report.mutations if m.outcome == "elsewhere"),
        ),
    )
    for title, found in lists:
        lines = list(_lines(found))
        yield [f"{title}:", *lines] if lines else []


def _lines(mutations: Iterable[Mutated]) -> Iterator[str]:
    for m in mutations:
        documents = ", ".join(m.documents)
        change = f"“{m.old}” → “{m.new}” in" if m.kind != "removal" else "without"
        quotes = f" (not verbatim: {', '.join(m.misquoted)})" if m.misquoted else ""
        yield f"  {m.name}: {m.question}"
        yield f"    {change} {documents}{quotes}"
        yield f"    {_short(m.answer.answer)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
