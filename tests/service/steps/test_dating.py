"""Step 7: what a reader must know about the age and standing of the sources."""

from __future__ import annotations

from datetime import date

import pytest

from service.opened import OpenBuild
from service.schemas import Citation, Notice
from service.steps.dating import date_it
from tests.service.steps.small import build_of, context_for, evidence

DECIDED = "Every council will offer family help by April 2026."
PROPOSED = "Ministers will explore the case for a single handbook."
NEWS = "Twelve fostering hubs will open in spring 2024."
OLD = "Advocates visit within ten days."

CATALOGUE = """
[[document]]
file = "strategy.txt"
title = "Family help strategy"
kind = "strategy"

[[document]]
file = "news.txt"
title = "Fostering news"
kind = "news"

[[document]]
file = "summary.txt"
title = "Summary"
kind = "summary"

[[document]]
file = "old.txt"
id = "old-guidance"
title = "Advocacy, first edition"
kind = "guidance"

[[document]]
file = "new.txt"
title = "Advocacy, second edition"
kind = "guidance"
published = 2025-03-04
supersedes = ["old-guidance"]
"""


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {
        "strategy.txt": f"{DECIDED}\n\n{PROPOSED}\n",
        "news.txt": f"{NEWS}\n",
        "summary.txt": "Advocates are independent.\n",
        "old.txt": f"{OLD}\n",
        "new.txt": "Advocates visit within five days.\n",
    }
    return build_of(tmp_path_factory.mktemp("dating"), files, CATALOGUE)


def notices(build: OpenBuild, *quotes: str) -> list[Notice]:
    context = context_for(build, "What was decided?")
    for number, quote in enumerate(quotes, 1):
        unit = evidence(build, quote).unit
        found = build.quote(unit.passage, unit.start, unit.end)
        context.citations.append(Citation(number=number, **found.model_dump()))
    date_it(context)
    return context.notices


def test_a_decision_in_a_document_that_stands_needs_no_notice(build: OpenBuild) -> None:
    assert notices(build, DECIDED) == []


def test_a_proposal_is_called_one_once(build: OpenBuild) -> None:
    assert [n.kind for n in notices(build, PROPOSED, DECIDED, PROPOSED)] == ["proposal"]


@pytest.mark.parametrize(("quotes", "alone"), [((NEWS,), True), ((NEWS, DECIDED), False)])
def test_news_alone_is_told_and_news_beside_a_strategy_is_not(
    build: OpenBuild, quotes: tuple[str, ...], alone: bool
) -> None:
    assert [n.kind for n in notices(build, *quotes)] == (["summary_only"] if alone else [])


def test_a_summary_is_second_hand_too(build: OpenBuild) -> None:
    assert [n.kind for n in notices(build, NEWS, "Advocates are independent.")] == ["summary_only"]


def test_a_superseded_document_names_the_one_to_read_with_its_date(build: OpenBuild) -> None:
    (notice,) = notices(build, OLD)
    assert notice.kind == "newer_document"
    assert "Advocacy, first edition" in notice.text
    assert "Advocacy, second edition" in notice.text
    assert "4 March 2025" in notice.text


def test_the_newer_edition_itself_needs_no_notice(build: OpenBuild) -> None:
    assert notices(build, "Advocates visit within five days.") == []


LONG = " ".join(f"Part {n} says how a council keeps its promise number {n}." for n in range(40))
EDITIONS = """
[[document]]
file = "promises-2020.txt"
title = "Keeping promises to children 2020"
kind = "guidance"
published = 2020-05-01

[[document]]
file = "promises-2024.txt"
title = "Keeping promises to children 2024"
kind = "guidance"
published = 2024-05-02
"""


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> OpenBuild:
    files = {f"promises-{year}.txt": f"{LONG} It is {year}.\n" for year in (2020, 2024)}
    return build_of(tmp_path_factory.mktemp("editions"), files, EDITIONS)


def cite(build: OpenBuild, document: str, as_of: date | None = None) -> list[str]:
    context = context_for(build, "?")
    context.question.as_of = as_of
    quote = build.quote(build.texts.passages(document)[0], 0, 4)
    context.citations = [Citation(number=1, **quote.model_dump())]
    date_it(context)
    return [notice.text for notice in context.notices if notice.kind == "newer_document"]


def test_a_quote_from_an_older_edition_names_the_newer_one(editions: OpenBuild) -> None:
    assert cite(editions, "promises-2020") == [
        "“Keeping promises to children 2020” has a newer edition in these documents: "
        "“Keeping promises to children 2024” of 2 May 2024."
    ]
    assert cite(editions, "promises-2024") == []
    assert cite(editions, "promises-2020", as_of=date(2022, 1, 1)) == []
