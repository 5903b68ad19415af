"""One load card: the person as given in all chosen frames, every draw in the frames of the peaks.

peak of a draw   = largest over the frames in which some load of the person as given is largest
mean of a draw   = mean of the person as given, times how the draw changes the mean over those frames
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array, IndexArray
from iliopsoas.atlas.instrumented_joints import loads_in_movement
from iliopsoas.body.body import Body
from iliopsoas.rehab.cards.capacity import beyond_capacity, largest_cuff, shortfalls
from iliopsoas.rehab.cards.chosen_frames import first_frames_of, more_frames
from iliopsoas.rehab.cards.frame_loads import FrameLoads, frame_loads
from iliopsoas.rehab.cards.limiting_muscles import group_activation, hardest_workers, what_limits
from iliopsoas.rehab.cards.load_card import LEVEL_LOADS, Band, LoadCard, MeasuredLoad, PainfulCardLoad
from iliopsoas.rehab.cards.load_names import LOAD_NAMES, MEAN
from iliopsoas.rehab.cards.own_maximum import OwnMaximum, own_maximum, published_strength, strength_factor
from iliopsoas.rehab.cards.prepared_movement import PreparedMovement, prepare_movement, takes_cuff
from iliopsoas.rehab.cards.spread import HIGH, LOW, Draws, Spread, make_draws
from iliopsoas.rehab.cards.varied_recruitment import Variants, VariedMovement, varied_movement

LEAST_MEAN = 1e-9
"""Smallest value that the change of a draw is compared with (technical)."""
EQUAL = 1e-3
"""Values that differ by this share are as large as each other (technical)."""
UNMEASURED = ("cuff", "band", "push", "load")
"""Parameters that make an exercise something other than what people with instrumented joints did (technical)."""


class CardSubject(NamedTuple):
    """A person ready for cards: computed once, used for every exercise.

    Attributes:
        body: with conditions and variants.
        strength: what the body's strength is multiplied by, for people of this sex and age [-].
        maximum: of the hip flexors.
        draws: what is not known.
    """

    body: Body
    strength: float
    maximum: OwnMaximum
    draws: Draws


def card_subject(body: Body, draws: int, spread: Spread) -> CardSubject:
    """What every card of a person needs."""
    sd = published_strength(body.subject).sd
    return CardSubject(
        body, strength_factor(body), own_maximum(body), make_draws(spread, sd, body.muscles.groups, draws)
    )


def make_card(
    subject: CardSubject,
    exercise: str,
    parameters: Mapping[str, float | str] | None = None,
    *,
    every_frame: bool = False,
) -> LoadCard:
    """The card of one exercise.

    Args:
        every_frame: compute all frames of the movement instead of few.

    Raises:
        UnknownName, InputError: as `iliopsoas.motion.library.catalogue.movement`.
        SolverError: frames that did not converge.
    """
    whole, mass = prepare_movement(subject.body, exercise, parameters), subject.body.subject.mass
    given = variants_of(subject, whole.cuff_kg, first=0, last=1)
    movement = whole if every_frame else whole.at(_enough_frames(whole, given, subject))
    varied = varied_movement(subject.body, movement)
    person = _loads(varied, given, subject, np.arange(len(movement.time)))
    peaks = peak_frames(person)
    drawn = variants_of(subject, movement.cuff_kg)
    some = _loads(varied, drawn, subject, peaks)
    lacking = shortfalls(person, varied.coordinates, mass)
    cuff = None
    if takes_cuff(movement.record):
        hardest = hardest_frames(person)
        cuff = largest_cuff(
            lambda masses: _loads(varied, _with_cuffs(given, masses), subject, hardest),
            varied.coordinates,
            mass,
        )
    weights = movement.weights
    loads = _bands(person, some, peaks, weights)
    volume = _volumes(subject.body)
    demands = _demands(person, some, volume)
    pain = _pain(subject.body, person, some)
    others = group_activation(person.groups, person.activation[0], volume)
    return LoadCard(
        exercise=movement.record.name,
        title=movement.record.title,
        parameters=movement.parameters,
        loads=loads,
        by_level={
            level.level: {
                key: _band(person.levels[key][0, :, k].max(), some.levels[key][1:, :, k].max(axis=1))
                for key in LEVEL_LOADS
            }
            for k, level in enumerate(subject.body.levels)
        },
        demands=demands,
        limited_by=what_limits(loads["largest_share_of_maximum"].value, others, pain, lacking),
        measured=_measured(movement.record.name, movement.parameters, loads),
        shortfalls=lacking,
        over_capacity_likely=round(float(beyond_capacity(some, varied.coordinates, mass)[1:].mean()), 4),
        pain=pain,
        largest_cuff_kg=cuff,
        draws=len(subject.draws) - 1,
        notes=(*movement.notes[:1], *movement.notes[2:]),
    )


def variants_of(subject: CardSubject, cuff_kg: float, first: int = 0, last: int | None = None) -> Variants:
    """The person as given (0) and draws, from one to another."""
    part = slice(first, last)
    strength = subject.strength * subject.draws.strength[part]
    cuff = np.full(len(strength), cuff_kg)
    return Variants(strength, subject.draws.arms[part], subject.draws.band[part], cuff)


def peak_frames(person: FrameLoads) -> IndexArray:
    """Frames in which some load is largest, in order."""
    tops = [_top(x[0].max(axis=1)) for x in person.sided.values()]
    tops += [_top(x[0, :, k]) for x in person.levels.values() for k in range(x.shape[2])]
    tops += [_top(person.pain[0, :, k]) for k in range(person.pain.shape[2])]
    tops += hardest_frames(person).tolist()
    return np.unique(tops)


def hardest_frames(person: FrameLoads) -> IndexArray:
    """Frames in which most is asked of the hip flexors, and in which most is lacking, in order."""
    share, lacking = person.sided["largest_share_of_maximum"][0], np.abs(person.reserve[0]).max(axis=1)
    moment = person.flexion_moment[0]
    tops = [_top(x) for x in (*share.T, *moment.T, lacking)]
    return np.unique(tops)


def _top(curve: Array) -> int:
    """The first frame in which a curve comes within `EQUAL` of its largest value: of equal frames always the same."""
    most = float(curve.max())
    return int(np.argmax(curve >= most - EQUAL * abs(most)))


def _enough_frames(whole: PreparedMovement, given: Variants, subject: CardSubject) -> IndexArray:
    """Few frames of a movement that give its peaks and means."""
    first = first_frames_of(whole.time, whole.q, whole.attached, subject.body.subject.weight)
    few = varied_movement(subject.body, whole.at(first))
    loads = _loads(few, given, subject, np.arange(len(first)))
    curves = np.concatenate([x[0] for x in (*loads.sided.values(), *loads.levels.values())], axis=1)
    return more_frames(first, whole.time, curves / np.maximum(np.abs(curves).max(axis=0), LEAST_MEAN))


def _loads(varied: VariedMovement, variants: Variants, subject: CardSubject, frames: IndexArray) -> FrameLoads:
    return frame_loads(varied, varied.solve(variants, frames), variants, subject.maximum, frames)


def _with_cuffs(given: Variants, masses: Array) -> Variants:
    """The person as given with several cuffs [kg]."""
    count = len(masses)
    strength, arms, band = (np.repeat(x, count, axis=0) for x in given[:3])
    return Variants(strength, arms, band, masses)


def _bands(person: FrameLoads, some: FrameLoads, peaks: IndexArray, weights: Array) -> dict[str, Band]:
    """Peaks and means of all loads."""
    levels = {"lumbar_compression_n": "compression_n", "lumbar_shear_n": "shear_n"}
    out, means = {}, {}
    part = weights[peaks] / weights[peaks].sum()
    for name in LOAD_NAMES:
        one, draws = (
            x.levels[levels[name.key]] if name.key in levels else x.sided[name.key] for x in (person, some)
        )  # (variants, frames, sides or levels)
        out[name.key] = _band(one[0].max(), draws[1:].max(axis=(1, 2)))
        if name.averaged:
            column = int(one[0].max(axis=0).argmax())
            here, there = one[0, :, column], draws[:, :, column]
            change = (there[1:] @ part) / max(float(there[0] @ part), LEAST_MEAN)
            means[MEAN + name.key] = _band(float(here @ weights), (here @ weights) * change)
    return out | means


def _band(value: float, draws: Array) -> Band:
    """A value with the percentiles of its draws; it always lies inside."""
    low, high = np.percentile(draws, [LOW, HIGH])
    return Band(float(value), float(min(low, value)), float(max(high, value)))


def _volumes(body: Body) -> dict[str, float]:
    """Volume of whole muscles of the right side, by name without side [any unit]."""
    groups = np.array(body.muscles.groups)
    return {str(g)[:-2]: float(body.muscles.volume[groups == g].sum()) for g in np.unique(groups)}


def _demands(person: FrameLoads, some: FrameLoads, volume: Mapping[str, float]) -> dict[str, Band]:
    """The other muscles that work most, with their largest activation."""
    most = person.activation[0].max(axis=0)
    out = {}
    for i in hardest_workers(person.groups, most, volume):
        change = some.activation[1:, :, i].max(axis=1) / max(float(some.activation[0, :, i].max()), LEAST_MEAN)
        out[person.groups[i]] = _band(float(most[i]), np.minimum(most[i] * change, 1.0))
    return out


def _pain(body: Body, person: FrameLoads, some: FrameLoads) -> tuple[PainfulCardLoad, ...]:
    return tuple(
        PainfulCardLoad(t.name, _band(person.pain[0, :, k].max(), some.pain[1:, :, k].max(axis=1)))
        for k, t in enumerate(body.limits.thresholds)
    )


def _measured(
    exercise: str, parameters: Mapping[str, float | str], loads: Mapping[str, Band]
) -> tuple[MeasuredLoad, ...]:
    """People with instrumented joints who did this, unloaded as they did it; empty where nobody was measured."""
    if any(name in UNMEASURED for name in parameters):
        return ()
    out = []
    for joint in ("hip", "knee"):
        for known in loads_in_movement(exercise, joint)[:1]:
            ours = loads[f"{joint}_contact_bw"].value
            out.append(
                MeasuredLoad(joint, known.doing, known.value, known.low, known.high, known.people, ours, known.source)
            )
    return tuple(out)
