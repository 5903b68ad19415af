"""People whose cards many tests look at, computed once."""

from __future__ import annotations

import pytest

from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.make_card import CardSubject, card_subject, make_card
from iliopsoas.rehab.cards.spread import Spread
from iliopsoas.study.person import Person

YOUNG_MAN = Person(1.75, 75.0, "male", 22.0)
OLD_WOMAN = Person(1.60, 62.0, "female", 70.0)
WEAK_WOMAN = Person(1.60, 65.0, "female", 78.0, conditions=("weakness=0.6",))


@pytest.fixture(scope="session")
def young_man() -> CardSubject:
    return card_subject(YOUNG_MAN.body(), 20, Spread())


@pytest.fixture(scope="session")
def old_woman() -> CardSubject:
    return card_subject(OLD_WOMAN.body(), 20, Spread())


@pytest.fixture(scope="session")
def weak_woman() -> CardSubject:
    return card_subject(WEAK_WOMAN.body(), 20, Spread())


@pytest.fixture(scope="session")
def young_raise(young_man: CardSubject) -> LoadCard:
    """The straight leg raise of a young man."""
    return make_card(young_man, "straight_leg_raise")


@pytest.fixture(scope="session")
def old_raise(old_woman: CardSubject) -> LoadCard:
    return make_card(old_woman, "straight_leg_raise")
