"""A run as one HTML page that needs nothing else: it opens from a disk or out of an e-mail.

Questions, answers and quotes are other people's text. Every template escapes what it is given, and
the page's own policy allows no request and no script but the one that it was written with.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from evals.reports import figures, words
from evals.reports.rows import Tokens, row, wrong_first
from evals.runfile import Run

TEMPLATES = Path(__file__).with_name("templates")


def render_run(run: Run) -> str:
    """The page of a run."""
    tokens = Tokens(run.results)
    sentence, verdict = words.gates_sentence(run.gates)
    return render_page(
        "run.html",
        run=run,
        sentence=sentence,
        verdict=verdict,
        failed=[gate for gate in run.gates if gate.outcome == "failed"],
        others=[gate for gate in run.gates if gate.outcome != "failed"],
        cards=figures.cards(run.metrics),
        table=figures.table(run.metrics),
        groups=_groups(run),
        charts=figures.charts(run.by_kind, run.stages),
        filters=tokens.filters(),
        rows=[
            row(f"question-{number}", result, tokens.of(result))
            for number, result in enumerate(wrong_first(run.results), start=1)
        ],
    )


def _groups(run: Run) -> list[tuple[str, figures.Matrix, figures.Matrix, bool]]:
    """Title, headline figures, all figures, and whether it begins folded (there are many tags)."""
    found = [
        ("By kind", run.by_kind, False),
        ("By set", run.by_set, False),
        ("By tag", run.by_tag, True),
    ]
    return [
        (
            title,
            figures.matrix(groups, headline=True),
            figures.matrix(groups, headline=False),
            is_folded,
        )
        for title, groups, is_folded in found
        if groups
    ]


def render_page(template: str, **context: object) -> str:
    """A template with the words, the style, the script and the policy that belong to every page."""
    style, script = _source("style.css"), _source("filter.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src {_hash(style)}; "
        f"script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    return (
        _environment()
        .get_template(template)
        .render(**context, policy=policy, style=style, script=script)
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["words"] = words
    environment.globals["gate_verdicts"] = words.GATE_VERDICTS
    return environment


@cache
def _source(name: str) -> str:
    """Our own style or script: `base.html` marks these two safe, and nothing else anywhere."""
    return (TEMPLATES / name).read_text("utf-8")


def _hash(source: str) -> str:
    """What a policy calls an inline style or script by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
