"""What an ingest says, line by line and as JSON."""

from __future__ import annotations

import json

from ingest.report import Report, Skipped


def test_every_file_has_its_line_and_the_end_counts_them() -> None:
    report = Report(
        build="b1",
        added=["a.txt"],
        changed=["c.txt"],
        unchanged=["u.txt"],
        removed=["r.txt"],
        quarantined=[Skipped("q.txt", "no text found in it")],
        duplicates=[Skipped("d.txt", "the same content as a.txt")],
        guessed={"a.txt": ["title", "kind"]},
        origins={"a.txt": {"title": "first page 0.85", "kind": "default 0.1"}},
        passages=7,
        embedded=3,
        seconds=1.25,
    )
    assert report.lines() == [
        "  quarantined q.txt: no text found in it",
        "  duplicate   d.txt: the same content as a.txt",
        "  added       a.txt",
        "  changed     c.txt",
        "  removed     r.txt",
        "  guessed     a.txt: title (first page 0.85), kind (default 0.1): no catalogue entry says",
        "1 added, 1 changed, 1 unchanged, 1 removed, 1 quarantined in 1.2 s",
        "build b1 is live: 7 passages, 3 newly embedded",
    ]


def test_nothing_to_do_says_which_build_stays() -> None:
    report = Report(build="b1", unchanged=["u.txt"])
    assert report.lines()[-1] == "nothing to do: build b1 stays live"
    assert (report.differs, report.usable) == (False, True)


def test_a_dry_run_says_that_nothing_was_written() -> None:
    assert Report(added=["a.txt"], dry_run=True).lines()[-1] == "dry run: nothing was written"


def test_quarantined_files_alone_are_not_usable() -> None:
    assert not Report(quarantined=[Skipped("q.txt", "why")], removed=["r.txt"]).usable


def test_a_file_name_cannot_command_the_terminal() -> None:
    report = Report(added=["a\x1b[2J.txt"], removed=["b\nadded c.txt"])
    report.quarantined = [Skipped("d\u202e.txt", "why\x07")]
    assert not [line for line in report.lines() if not line.isprintable()]


def test_the_json_form_has_every_field_and_is_json() -> None:
    report = Report(added=["é.txt"], quarantined=[Skipped("q.txt", "why")])
    data = json.loads(json.dumps(report.as_dict()))
    assert data["added"] == ["é.txt"]
    assert data["quarantined"] == [{"file": "q.txt", "reason": "why"}]
    assert set(data) == {
        *("build", "added", "changed", "unchanged", "removed", "quarantined", "duplicates"),
        *("guessed", "origins", "remarks", "passages", "embedded", "seconds", "dry_run", "moved"),
    }
