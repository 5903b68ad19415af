"""The cards that a plan may ask for: those of the usual settings at once, easier steps only when they are needed.

Cards are made for the right leg as the exercised one; for the left, the person is mirrored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import prescription, programme, stage
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.load_cards import card_set
from iliopsoas.rehab.programme.changes import PlanChanges
from iliopsoas.rehab.programme.choice import known_cards, refuse_record
from iliopsoas.rehab.programme.profile import STAGES, Profile
from iliopsoas.study.person import Person

OTHER = {"right": "left", "left": "right", "r": "l", "l": "r"}


class PersonCards:
    """A source of cards for a person (`choice.CardSource`).

    Attributes:
        not_made: exercise -> why this person has no card of it.
    """

    def __init__(
        self,
        profile: Profile,
        changes: PlanChanges | None = None,
        *,
        draws: int = 20,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self._person = mirrored_person(profile.person) if profile.side == "left" else profile.person
        self._draws = draws
        self._wanted = considered_exercises(profile, changes)
        self._progress = progress
        self._cards: list[LoadCard] | None = None
        self.not_made: dict[str, str] = {}

    def __call__(self, exercise: str, parameters: Mapping[str, float | str]) -> LoadCard | None:
        """The card of an exercise with these parameters; None where it could not be made."""
        if self._cards is None:
            self._cards = self._made([name for name in self._wanted], {}, self._progress)
        card = known_cards(self._cards)(exercise, parameters)
        if card is None and exercise not in self.not_made:
            self._cards += self._made([exercise], parameters, None)
            card = known_cards(self._cards)(exercise, parameters)
        return card

    def _made(
        self,
        names: Sequence[str],
        parameters: Mapping[str, float | str],
        progress: Callable[[int, int], None] | None,
    ) -> list[LoadCard]:
        if not names:
            return []
        found = card_set(self._person, names, parameters=parameters, draws=self._draws, progress=progress)
        if not parameters:
            self.not_made |= found.not_made
        return list(found.cards)


def considered_exercises(profile: Profile, changes: PlanChanges | None = None) -> tuple[str, ...]:
    """Exercises that a plan may look at and that no rule without loads forbids in every phase."""
    changes = changes or PlanChanges()
    profile = changes.of(profile)
    names: dict[str, None] = {}
    for phase in programme(profile.goal).phases[STAGES.index(profile.stage) :]:
        first = changes.first.get(phase.name, ())
        for name in (*first, *phase.exercises, *stage(phase.name).fillers):
            if refuse_record(prescription(name), phase.name, profile, changes.without) is None:
                names[find_movement(name).name] = None
    return tuple(names)


def mirrored_person(person: Person) -> Person:
    """Right and left exchanged in conditions and variants; those of both sides stay."""
    return replace(
        person,
        conditions=tuple(_mirrored(name) for name in person.conditions),
        variants=tuple(_mirrored(name) for name in person.variants),
    )


def _mirrored(name: str) -> str:
    head, colon, side = name.partition(":")
    return f"{head}{colon}{OTHER.get(side.strip(), side)}"
