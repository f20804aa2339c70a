"""Questions for a name, a day or an address, and texts that give one or not."""

from __future__ import annotations

import pytest

from service.exact import lacks_what_is_asked

WORDS = frozenset({"national", "board", "panel", "family", "director", "the", "council"})


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("What is the name of the director?", "A new director starts in May.", True),
        ("What is the name of the director?", "The director, Ada Brown, starts in May.", False),
        ("What is the name of the director in Leeds?", "A director works in Leeds.", True),
        ("Who chairs the panel?", "The National Board and the National Panel meet.", True),
        ("Who chairs the panel?", "It is chaired by Ada Brown.", False),
        ("whats the chairs name", "The board has a chair.", True),
        ("Which councils are early adopters?", "Some councils are early adopters.", True),
        ("Which councils are early adopters?", "Leeds and Swindon are.", False),
        ("Which councils beside Swindon are there?", "Swindon is an early adopter.", True),
        ("Name the two regions.", "Two regions were chosen.", True),
        ("Which company took over?", "A company took over in Swindon.", True),
        ("Which company took over?", "It is run by Carebridge now.", False),
        ("Which company took over?", "The council lost it in February, on a Monday.", True),
        ("Who chaired the panel?", "It heard of Ada Brown and Star Green.", True),
        ("On which day was the visit?", "The visit was in 2021.", True),
        ("On which day was the visit?", "The visit was on 3 May 2021.", False),
        ("What phone number do I ring?", "Ring the complaints officer.", True),
        ("What phone number do I ring?", "Ring 01225 000000.", False),
        ("What is her e-mail address?", "Write to her.", True),
    ],
)
def test_what_is_asked_for_must_be_there(question: str, text: str, lacks: bool) -> None:
    assert lacks_what_is_asked(question, text, WORDS.__contains__) is lacks


@pytest.mark.parametrize(
    "question",
    [
        "Which areas of life does the offer cover?",
        "Is there a limit on what councils can pay?",
        "Who decides?",
        "What must the director do?",
        "When was the visit?",
        "Why email a list of children?",
    ],
)
def test_other_questions_lack_nothing(question: str) -> None:
    assert not lacks_what_is_asked(question, "No more is said.", WORDS.__contains__)
