"""Reading grades: known texts, limits, and that longer words and sentences are harder."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import UnknownName
from iliopsoas.rehab.handout.readability import reading_grade, syllables

EASY = "Lie on your back. Lift your leg. Hold it up."
HARD = (
    "Iliopsoas tendinopathy necessitates individualised progressive rehabilitation incorporating eccentric "
    "strengthening, proprioceptive retraining and psychosocial considerations throughout the intervention period."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("leg", 1),
        ("lift", 1),
        ("slowly", 2),
        ("muscle", 2),
        ("therapist", 3),
        ("rehabilitation", 6),
        ("hope", 1),
        ("the", 1),
    ],
)
def test_english_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(("word", "count"), [("Bein", 1), ("Rücken", 2), ("Knie", 1), ("Schulter", 2), ("Therapie", 3)])
def test_german_syllables(word: str, count: int) -> None:
    assert syllables(word, "de") == count


def test_a_hard_text_is_told_from_an_easy_one() -> None:
    assert reading_grade(EASY) < 2.0
    assert reading_grade(HARD) > 14.0
    assert reading_grade("Heben Sie das Bein. Halten Sie es.", "de") < 4.0
    assert reading_grade("Individualisierte rehabilitative Trainingsinterventionen erfordern Progression.", "de") > 10.0


@given(st.integers(1, 30))
def test_longer_sentences_are_harder(count: int) -> None:
    words = "leg " * count
    assert reading_grade(words + "leg.") > reading_grade("leg. " * (count + 1))


@given(st.text(max_size=200))
def test_any_text_has_a_grade(text: str) -> None:
    assert reading_grade(text) == reading_grade(text)


def test_no_text_has_no_grade() -> None:
    assert reading_grade("") == 0.0
    assert reading_grade("... 12 !") == 0.0


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(UnknownName, match="readability"):
        reading_grade("x", "fr")
