"""A copy is about something else, and built just like the original."""

from __future__ import annotations

from evals.benchmarks.rewording import Rewording

WORDS = "kinship fostering advocate placement guidance council children review parents meeting"
TEXT = f"THE Review of {WORDS}: visits within 28 days, by 2024-03-05. OfSTED’s {WORDS.title()}."
LIBRARY = [f"{TEXT} {WORDS[start:]} {start} {2000 + start}" for start in range(0, 60, 3)]
REWORDING = Rewording(LIBRARY, commonest=3)


def test_every_offset_stays_and_every_figure_changes() -> None:
    copy = REWORDING.of(1)

    told = copy.text(TEXT)

    assert told != TEXT
    assert len(told) == len(TEXT)
    same = [old == new for old, new in zip(TEXT, told, strict=True) if not old.isalnum()]
    assert all(same)
    assert "28" not in told
    assert "2024" not in told


def test_capitals_stay_capitals() -> None:
    told = REWORDING.of(1).text(TEXT)

    for old, new in zip(TEXT.split(), told.split(), strict=True):
        assert (new.isupper(), new.istitle()) == (old.isupper(), old.istitle())


def test_a_word_becomes_the_same_word_everywhere_and_each_time() -> None:
    copy, again, other = REWORDING.of(7), REWORDING.of(7), REWORDING.of(8)

    assert copy.text(f"{WORDS}. {WORDS}") == f"{copy.text(WORDS)}. {copy.text(WORDS)}"
    assert copy.text(TEXT) == again.text(TEXT)
    assert copy.text(TEXT) != other.text(TEXT)


def test_some_words_stay() -> None:
    told = REWORDING.of(1).text(WORDS).split()

    kept = sum(old == new for old, new in zip(WORDS.split(), told, strict=True))
    assert 0 < kept < len(told)
