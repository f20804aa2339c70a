"""A small library for the fake service: a PDF, a Word file, slides, and one that means harm."""

from __future__ import annotations

from typing import Any

STRATEGY: dict[str, Any] = {
    "id": "stable-homes",
    "title": "Stable Homes, Built on Love: Implementation Strategy",
    "publisher": "Department for Education",
    "kind": "strategy",
    "published": "2023-02-02",
    "url": None,
    "file": "stable-homes-built-on-love.pdf",
}
REPORT: dict[str, Any] = {
    "id": "cabinet-2023",
    "title": "Children’s Social Care Reform: Report to Cabinet",
    "publisher": "Northshire County Council",
    "kind": "council_report",
    "published": "2023-10-12",
    "url": None,
    "file": "cabinet/children-social-care-reform.docx",
}
SLIDES: dict[str, Any] = {
    "id": "pathfinder-briefing",
    "title": "Families First for Children Pathfinder: Members’ Briefing",
    "publisher": "Northshire County Council",
    "kind": "briefing",
    "published": "2024-03-21",
    "url": None,
    "file": "members-briefing.pptx",
}
HOSTILE: dict[str, Any] = {
    "id": "hostile/../id",
    "title": "<script>document.title='owned'</script> $x^2$ **stars** [link](http://x.invalid)",
    "publisher": ":red[Publisher] <b>bold</b>",
    "kind": "odd_new_kind",
    "published": None,
    "url": None,
    "file": "hostile.html",
}

TEXTS = {
    "stable-homes": "\n".join(
        [
            "Stable Homes, Built on Love",
            "Chapter 1: Our vision for children’s social care",
            "We will invest £200 million by 2024-25 to address urgent issues and lay the "
            "foundations for wider-reaching reform.",
            "Phase one runs for two years. We will test the reforms in up to 12 local areas.",
        ]
    ),
    "cabinet-2023": "\n".join(
        [
            "Report to Cabinet",
            "Purpose of the report",
            "7. This report tells Cabinet what the national reform programme asks of the council.",
            "8. The programme follows the independent review that was published in May 2022.",
            "Financial implications",
            "9. The council expects to receive £1.2 million of transformation grant over two "
            "years, subject to approval of its delivery plan.",
            "10. Officers will report back in spring 2024 with a costed plan.",
            "11. There are no other financial implications at this stage.",
            "Legal implications",
            "12. The Children Act 1989 continues to apply.",
        ]
    ),
    "pathfinder-briefing": "\n".join(
        [
            "Where the pathfinders are",
            "Three local areas were chosen for the first wave.",
            "Area\tWave\tStarts",
            "Dorset\tOne\tJuly 2023",
            "Lincolnshire\tOne\tJuly 2023",
            "Wolverhampton\tOne\tJuly 2023",
            "A second wave follows in 2024.",
        ]
    ),
    "hostile/../id": "\n".join(
        [
            "Before <img src=x onerror=\"document.title='owned'\">",
            "<script>document.title='owned'</script> costs $math$ and **stars** [link](http://x.invalid)",
            "</mark></div> after :smile: `code`",
        ]
    ),
}


def library() -> list[dict[str, Any]]:
    pages = {"stable-homes": 3}
    return [
        {
            **document,
            "format": document["file"].rsplit(".", 1)[1],
            "pages": pages.get(document["id"]),
            "passages": 4,
            "characters": len(TEXTS[document["id"]]),
        }
        for document in (STRATEGY, REPORT, SLIDES, HOSTILE)
    ]


def cite(number: int, document: dict[str, Any], quote: str, **locator: Any) -> dict[str, Any]:
    """A citation whose offsets are true of the document's text."""
    start = TEXTS[document["id"]].index(quote)
    return {
        "number": number,
        "passage_id": f"{document['id']}#{number}",
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "document": document,
        "locator": {
            "page": None,
            "page_label": None,
            "paragraph": None,
            "heading": [],
            "slide": None,
            **locator,
        },
    }


FUNDING = cite(
    1,
    STRATEGY,
    "We will invest £200 million by 2024-25 to address urgent issues and lay the foundations for "
    "wider-reaching reform.",
    page=2,
    page_label="2",
    heading=["Stable Homes, Built on Love", "Chapter 1: Our vision for children’s social care"],
)
GRANT = cite(
    2,
    REPORT,
    "The council expects to receive £1.2 million of transformation grant over two years, subject "
    "to approval of its delivery plan.",
    paragraph="9",
    page=3,
    page_label="3",
    heading=["Report to Cabinet", "Financial implications"],
)
AREAS = cite(
    3,
    SLIDES,
    "Dorset\tOne\tJuly 2023\nLincolnshire\tOne\tJuly 2023\nWolverhampton\tOne\tJuly 2023",
    slide=4,
    heading=["Where the pathfinders are"],
)
PHASE = cite(
    1,
    STRATEGY,
    "We will test the reforms in up to 12 local areas.",
    page=3,
    page_label="3",
)
ATTACK = cite(
    1,
    HOSTILE,
    "<script>document.title='owned'</script> costs $math$ and **stars** [link](http://x.invalid)",
)
