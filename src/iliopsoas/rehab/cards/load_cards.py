"""Load cards of a person: all exercises of the library, on two processes, from the cache where nothing has changed.

Daily tasks (group 'daily') are no exercises; they get a card when they are asked for by name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.atlas.movements.records import Movement
from iliopsoas.errors import InputError, SolverError, UnknownName
from iliopsoas.jobs.forked import shared_out
from iliopsoas.motion.library.catalogue import COMMON
from iliopsoas.rehab.cards.card_cache import CardCache, card_key
from iliopsoas.rehab.cards.load_card import LoadCard, card_from_data
from iliopsoas.rehab.cards.make_card import CardSubject, card_subject, make_card
from iliopsoas.rehab.cards.spread import FEWEST, Spread, check_draws
from iliopsoas.study.person import Person

Parameters = Mapping[str, float | str]
Progress = Callable[[int, int], None]
NOTHING: Parameters = MappingProxyType({})
DAILY = "daily"
"""Group of movements that are no exercises."""
WORKERS = 2
"""Processes (technical)."""
SIDE = "side"
"""Parameter of movements of one side: 'right' or 'left' is the one that moves."""
FEW = 3
"""So many cards are computed without starting processes (technical)."""


class CardSet(NamedTuple):
    """Cards of a person.

    Attributes:
        cards: in the order of the library.
        not_made: exercise -> why this person has no card of it (a body that cannot take the posture).
    """

    cards: tuple[LoadCard, ...]
    not_made: Mapping[str, str]


def exercise_names() -> tuple[str, ...]:
    """Exercises of the library, daily tasks left out."""
    return tuple(name for name, record in movement_records().items() if record.group != DAILY)


def load_card(person: Person, exercise: str, *, draws: int = FEWEST, **parameters: float | str) -> LoadCard:
    """What one exercise puts on a person.

    Args:
        exercise: a movement of the library, by name or alias.
        draws: how many draws the bands rest on, at least 20.
        parameters: of the movement (cuff [kg], band, range [deg] ...).

    Raises:
        UnknownName: no such movement or parameter. InputError: a value out of range, or a posture that this body
            cannot take. SolverError: frames that did not converge.
    """
    found = card_set(person, [exercise], parameters=parameters, draws=draws)
    for why in found.not_made.values():
        raise InputError(why)
    return found.cards[0]


def load_cards(
    person: Person,
    exercises: Sequence[str] | None = None,
    *,
    parameters: Parameters = NOTHING,
    draws: int = FEWEST,
    spread: Spread | None = None,
    fresh: bool = False,
    progress: Progress | None = None,
) -> tuple[LoadCard, ...]:
    """What each exercise puts on a person; those that this body cannot do are left out (`card_set` says why).

    Args:
        exercises: names or aliases; None for all exercises of the library.
        parameters: given to every exercise that has them.
        draws: how many draws the bands rest on, at least 20.
        spread: how far the person may be from what is known; None: published and estimated.
        fresh: compute again what is in the cache.
        progress: called with the number of cards that are ready, and of all.

    Raises:
        UnknownName, InputError: names and values that cannot be used.
    """
    found = card_set(
        person, exercises, parameters=parameters, draws=draws, spread=spread, fresh=fresh, progress=progress
    )
    return found.cards


def card_set(
    person: Person,
    exercises: Sequence[str] | None = None,
    *,
    parameters: Parameters = NOTHING,
    draws: int = FEWEST,
    spread: Spread | None = None,
    fresh: bool = False,
    cache: CardCache | None = None,
    workers: int = WORKERS,
    progress: Progress | None = None,
) -> CardSet:
    """Cards, and the exercises of which none could be made; arguments as for `load_cards`.

    Args:
        cache: where cards are kept; default the user's cache folder.
        workers: processes.
    """
    spread, cache = spread or Spread(), cache or CardCache.of_user()
    given = given_parameters(exercises, parameters)
    keys = {name: card_key(person, name, given[name], check_draws(draws), spread) for name in given}
    found = {} if fresh else {name: card for name in given if (card := cache.find(keys[name])) is not None}
    missing, not_made = [name for name in given if name not in found], {}
    if missing:
        subject = card_subject(person.body(), draws, spread)
        for name, made in _computed(subject, {name: given[name] for name in missing}, workers):
            if isinstance(made, LoadCard):
                found[name] = card_from_data(made.as_data())  # the same numbers as later from the cache
                cache.keep(keys[name], made)
            else:
                not_made[name] = made
            if progress:
                progress(len(found) + len(not_made), len(given))
        cache.prune()
    return CardSet(tuple(found[name] for name in given if name in found), not_made)


def given_parameters(exercises: Sequence[str] | None, parameters: Parameters) -> dict[str, Parameters]:
    """Exercise -> those of the parameters that it has, in the order asked for.

    Raises:
        UnknownName: no such movement, or a parameter that none of them has.
    """
    records = [find_movement(name) for name in (exercise_names() if exercises is None else exercises)]
    if not records:
        raise InputError("no exercise was asked for; leave exercises out for all of the library")
    known = {r.name: _parameter_names(r) for r in records}
    for name in parameters:
        if not any(name in names for names in known.values()):
            where = f"of '{records[0].name}'" if len(records) == 1 else "of these exercises"
            raise UnknownName(f"parameter {where}", name, sorted({n for names in known.values() for n in names}))
    return {name: {p: value for p, value in parameters.items() if p in names} for name, names in known.items()}


def _parameter_names(record: Movement) -> list[str]:
    """What may be chosen of a movement, the side that moves among it."""
    common = COMMON if record.maker == "keyframes" else ()
    names = [p.name for p in (*record.parameters, *common)]
    return names if record.laterality == "both" else [*names, SIDE]


_at_work: list[CardSubject] = []
"""The person that this process computes for."""


def _begin(subject: CardSubject) -> None:
    _at_work[:] = [subject]


def _made(exercise: str, parameters: Parameters) -> LoadCard | str:
    """A card, or why there is none."""
    return _card_or_reason(_at_work[0], exercise, parameters)


def _card_or_reason(subject: CardSubject, exercise: str, parameters: Parameters) -> LoadCard | str:
    try:
        return make_card(subject, exercise, parameters)
    except (InputError, SolverError) as problem:
        return str(problem)


def _computed(
    subject: CardSubject, todo: Mapping[str, Parameters], workers: int
) -> Iterator[tuple[str, LoadCard | str]]:
    """Cards as they are ready."""
    if len(todo) <= FEW or workers < 2:
        for name, parameters in todo.items():
            yield name, _card_or_reason(subject, name, parameters)
        return
    longest_first = sorted(todo, key=lambda name: -len(find_movement(name).keyframes))
    work = [(name, dict(todo[name])) for name in longest_first]
    for number, made in shared_out(_made, work, workers, begin=_begin, given=(subject,)):
        yield longest_first[number], made
