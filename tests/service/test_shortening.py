"""A list that is too long to quote whole is told by verbatim parts of each of its items."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Block
from ingest.loaders.builder import TextBuilder
from service.lists import Listing
from service.shortening import AROUND, MOST_ITEMS, shortened

LEAD = "A plan should:"


def listing(*items: str, lead: str = LEAD, between: str = "") -> tuple[Listing, str]:
    builder = TextBuilder()
    above = builder.add("paragraph", lead)
    assert above is not None
    if between:
        builder.add("paragraph", between)
    blocks: list[Block] = []
    for text in items:
        block = builder.add("list_item", text, level=1, marker="•")
        assert block is not None
        blocks.append(block)
    return Listing((above.start, above.end), tuple((b,) for b in blocks)), builder.text


def parts(*items: str, room: int, lead: str = LEAD, between: str = "") -> list[str]:
    made, text = listing(*items, lead=lead, between=between)
    return [text[start:end] for start, end in shortened(made, text, room)]


LONG = "set targets for the year, which the school and the carer agree on together with the child"
SHORT = "say who does what"


def test_what_fits_is_quoted_whole_and_as_one() -> None:
    assert parts(SHORT, "name a date", room=200) == [f"{LEAD}\n• {SHORT}\n• name a date"]


def test_a_long_item_is_quoted_up_to_the_end_of_a_clause() -> None:
    room = len(LEAD) + 70 + 3 * AROUND
    assert parts(LONG, SHORT, room=room) == [f"{LEAD}\n• set targets for the year", SHORT]


def test_the_first_sentence_is_quoted_where_it_fits() -> None:
    two = (
        "Set targets for the year. " + "They are agreed on with the school and with the carer. " * 3
    )
    assert parts(two.strip(), SHORT, room=120)[0] == f"{LEAD}\n• Set targets for the year."


def test_a_label_is_quoted_alone_where_no_more_fits() -> None:
    said = "Health and wellbeing: this covers services that teach about good health and enable it"
    again = (
        "Relationships: these matter as young people move on to an independent life of their own"
    )
    found = parts(said, again, room=len(LEAD) + 90)
    assert found == [f"{LEAD}\n• Health and wellbeing", "Relationships"]


def test_what_limits_an_item_is_never_cut_off() -> None:
    limited = (
        "share what you know with the school, unless the child or the carer is put at risk by it"
    )
    assert parts(limited, SHORT, room=100) == []
    assert limited in parts(limited, SHORT, room=200)[0]


def test_no_more_is_said_than_there_is_room_for() -> None:
    items = [f"number {n} is to be kept, as all of them are, at all times" for n in range(12)]
    said = parts(*items, room=500)
    assert said
    assert sum(map(len, said)) + AROUND * len(said) <= 500
    assert re.findall(r"number (\d+)", "\n".join(said)) == [str(n) for n in range(12)]


def test_a_list_of_very_many_items_is_not_told_in_parts() -> None:
    assert parts(*["one of many things"] * (MOST_ITEMS + 1), room=10_000) == []


def test_a_lead_in_that_stands_apart_is_left_out() -> None:
    said = parts(SHORT, "name a date", room=200, lead="Barriers", between="Staff named several.")
    assert said == [f"{SHORT}\n• name a date"]


def test_of_paragraphs_with_labels_the_first_sentences_are_told() -> None:
    said = [f"Reason {n}: it is late. Nobody knows why that is." for n in range(3)]
    made, text = listing(*said)
    told = shortened(replace(made, is_labelled=True), text, 500)
    assert [text[a:b] for a, b in told][1:] == ["Reason 1: it is late.", "Reason 2: it is late."]
