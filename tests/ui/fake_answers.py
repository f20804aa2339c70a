"""What the fake service answers: one canned answer for each way an answer can end."""

from __future__ import annotations

from typing import Any

from tests.ui.fake_documents import AREAS, ATTACK, FUNDING, GRANT, PHASE

Json = dict[str, Any]


def _answer(identity: str, status: str, **fields: Any) -> Json:
    return {
        "id": identity,
        "status": status,
        "question": "",
        "answer": "",
        "statements": [],
        "citations": [],
        "nearest": [],
        "notices": [],
        "interpreted_question": None,
        "engine": "extractive",
        "model": None,
        "index": "build-1",
        "created": "2025-01-01T00:00:00Z",
        "timings_ms": {"total": 1240.0},
        **fields,
    }


def _stated(identity: str, status: str, citations: list[Json], **fields: Any) -> Json:
    statements = [{"text": c["quote"], "citations": [c["number"]]} for c in citations]
    text = " ".join(f"{c['quote']} [{c['number']}]" for c in citations)
    return _answer(
        identity, status, answer=text, statements=statements, citations=citations, **fields
    )


ANSWERED = _stated("a-funding", "answered", [FUNDING, GRANT, AREAS])
PARTIAL = _stated(
    "a-partial",
    "partial",
    [PHASE],
    interpreted_question="In how many local areas will the reforms be tested, and at what cost?",
    missing=["Rutland 2014", "Northwick"],
    notices=[
        {
            "kind": "proposal",
            "text": "This was proposed in a strategy of 2 February 2023. Whether it became policy "
            "is not in these documents.",
        },
        {
            "kind": "newer_document",
            "text": "“Families First for Children Pathfinder: Members’ Briefing” of 21 March 2024 "
            "is on the same subject.",
        },
    ],
)
HOSTILE = _stated("a-hostile", "answered", [ATTACK])
GENERATED = {
    **_stated("a-generated", "answered", [FUNDING]),
    "engine": "generative",
    "statements": [{"text": "The government plans to invest £200 million.", "citations": [1]}],
}
NOT_THERE = _answer(
    "a-none",
    "not_in_documents",
    answer="These documents do not say.",
    nearest=[{**GRANT, "number": 1}, {**PHASE, "number": 2}],
)
OUT_OF_SCOPE = _answer(
    "a-scope", "out_of_scope", answer="The question is about bin collections, not social care."
)
REFUSED = _answer(
    "a-refused",
    "refused",
    answer="It seems to name a child or a family. Ask without personal details.",
)

BY_WORD = {
    "partial": PARTIAL,
    "hostile": HOSTILE,
    "generated": GENERATED,
    "snow": NOT_THERE,
    "bins": OUT_OF_SCOPE,
    "private": REFUSED,
}


def answer_to(question: str) -> Json:
    """The answer that a word of the question asks for; an ordinary one otherwise."""
    lowered = question.lower()
    chosen = next((a for word, a in BY_WORD.items() if word in lowered), ANSWERED)
    return {**chosen, "question": question}
