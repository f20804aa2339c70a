"""Reports of two authorities in two years each, which read alike, and guidance of no place."""

from __future__ import annotations

from pathlib import Path

from service.opened import OpenBuild
from tests.service.steps.small import build_of

GENERAL = "guidance"
# Of each report: when the inspection was, the day of publication, and what its text tells.
REPORTS = {
    "swindon-2019": ("1 July 2019 to 12 July 2019", "2019-08-20", ("weak", "eleven")),
    "swindon-2023": ("8 May 2023 to 19 May 2023", "2023-06-30", ("strong", "twenty")),
    "rutland-2019": ("4 March 2019 to 15 March 2019", "2019-04-25", ("steady", "three")),
    "rutland-2022": ("5 September 2022 to 9 September 2022", "2022-10-28", ("bold", "four")),
}


def report(name: str) -> str:
    """The whole text of a report."""
    place = name.split("-")[0].title()
    when, _, (leaders, hubs) = REPORTS[name]
    return f"""# {place}

## Inspection of children’s social care services

Inspection dates: {when}

Overall judgement was reached by a panel.

## Leadership

Leaders are {leaders} in their planning of placements for children.

## Hubs

The council runs {hubs} family hubs.
"""


def leaders(name: str) -> str:
    """What the report says of its leaders."""
    return f"Leaders are {REPORTS[name][2][0]} in their planning of placements for children."


def hubs(name: str) -> str:
    """What the report says of its hubs."""
    return f"The council runs {REPORTS[name][2][1]} family hubs."


def front(name: str) -> str:
    """The lines at the head of the report, as its text has them."""
    place = name.split("-")[0].title()
    dates = f"Inspection dates: {REPORTS[name][0]}"
    return f"{place}\nInspection of children’s social care services\n{dates}"


def _entry(name: str) -> str:
    place = name.split("-")[0].title()
    return (
        f'[[document]]\nfile = "{name}.md"\nid = "{name}"\nkind = "inspection"\n'
        f'title = "{place} inspection report"\npublished = {REPORTS[name][1]}\n'
    )


GUIDANCE = """# Guidance on placements

Panels agree the placement budget each quarter.

Advocates visit a child within five days.
"""


def library(folder: Path) -> OpenBuild:
    """An index of the reports and the guidance."""
    files = {f"{name}.md": report(name) for name in REPORTS}
    guidance = '[[document]]\nfile = "guidance.md"\nkind = "guidance"\ntitle = "On placements"\n'
    entries = "\n".join([*map(_entry, REPORTS), guidance])
    return build_of(folder, {**files, "guidance.md": GUIDANCE}, entries)
