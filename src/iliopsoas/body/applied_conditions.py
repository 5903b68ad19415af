"""Conditions of the atlas applied to a body: its muscles, its ranges, and where it hurts.

Every effect of every condition acts on its own side. Several on the same target go together so:

    strength, fibre_length, tendon_slack, passive_stiffness     factors multiply
    activation_limit                                            the lowest counts
    minimum_activation, reflex_gain                             the highest counts
    range_limit                                                 the narrowest counts
    pain_threshold                                              the lowest of each quantity and target counts
    lesion                                                      all of a side go through the graph of nerves together;
                                                                what they leave of the drive becomes `strength`

A least activation above a greatest one, or a range whose ends have crossed, is a contradiction and an error. Strength
is what muscle can do by itself; its passive force stays, but for `passive_stiffness`. The `strength` listed for each of
several lesions is what it takes of the drive that those before it left, so that these factors multiply as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import singledispatch

import numpy as np
from numpy.typing import NDArray

from iliopsoas.atlas.anatomy.innervation import drive_loss
from iliopsoas.atlas.conditions.catalogue import GradedCondition
from iliopsoas.atlas.conditions.records import (
    CAPSULE,
    QUANTITIES,
    ActivationLimit,
    ConditionEffect,
    FibreLength,
    Lesion,
    MinimumActivation,
    OnMuscles,
    PainThreshold,
    PassiveStiffness,
    RangeLimit,
    ReflexGain,
    StrengthFactor,
    TendonSlack,
)
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.coordinate_map import CoordinateMap
from iliopsoas.body.limits import Limits, Threshold
from iliopsoas.body.muscles import Muscles
from iliopsoas.errors import InputError

Array = NDArray[np.float64]
SIDES = tuple(SIDE_NAMES)


@dataclass(frozen=True)
class AppliedEffect:
    """One effect as it acts on a body.

    Attributes:
        condition, grade, side: what brings it.
        verb: one of the vocabulary.
        target: muscle with side, coordinate, or what hurts.
        value: at this grade, in `unit`.
        source, kind, note: of its value at grade 1.
    """

    condition: str
    grade: float
    side: str
    verb: str
    target: str
    value: float
    unit: str
    source: str
    kind: str
    note: str


@dataclass
class _BodyUnderChange:
    """A body under change."""

    healthy: Muscles
    map: CoordinateMap
    muscles: Muscles
    lower: Array
    upper: Array
    capsule: list[float]
    thresholds: dict[tuple[str, str], Threshold]
    effects: list[AppliedEffect]
    lesions: dict[str, dict[str, float]] = field(default_factory=lambda: {side: {} for side in SIDES})

    def strands(self, names: Iterable[str], side: str) -> list[int]:
        """Strands of this side that are there and are called so, or whose muscle is."""
        wanted = {f"{name}_{side}" for name in names}
        pairs = zip(self.muscles.names, self.muscles.groups, strict=True)
        return [i for i, (name, group) in enumerate(pairs) if {name, group} & wanted]


def apply_conditions(
    muscles: Muscles, coordinates: CoordinateMap, chosen: tuple[GradedCondition, ...]
) -> tuple[Muscles, Limits, tuple[AppliedEffect, ...]]:
    """Apply conditions to healthy muscles and ranges.

    Returns:
        Muscles, limits, and every effect as it was applied.

    Raises:
        InputError: what the conditions ask for together cannot be.
    """
    state = _BodyUnderChange(
        muscles, coordinates, muscles, coordinates.lower.copy(), coordinates.upper.copy(), [1.0, 1.0], {}, []
    )
    for one in chosen:
        for change in one.condition.changes:
            _apply_change(change, one, state)
    m, together = state.muscles, " and ".join(map(str, chosen))
    for i in np.flatnonzero(m.activation_min > m.activation_max):
        raise InputError(
            f"{together}: {m.names[i]} would have to be at least {m.activation_min[i]:.2f} and at most "
            f"{m.activation_max[i]:.2f} active; lower a grade"
        )
    for i in np.flatnonzero(state.lower > state.upper):
        raise InputError(f"{together}: nothing is left of the range of {coordinates.names[i]}; lower a grade")
    limits = Limits(state.lower, state.upper, tuple(state.thresholds.values()), (state.capsule[0], state.capsule[1]))
    return m, limits, tuple(state.effects)


def _record_effect(
    change: ConditionEffect,
    one: GradedCondition,
    state: _BodyUnderChange,
    target: str,
    value: float,
    unit: str = "",
    note: str = "",
) -> None:
    state.effects.append(
        AppliedEffect(
            one.condition.name,
            one.grade,
            one.side,
            change.verb,
            target,
            value,
            unit or change.unit,
            change.source,
            change.kind,
            note or change.note,
        )
    )


@singledispatch
def _apply_change(change: ConditionEffect, one: GradedCondition, state: _BodyUnderChange) -> None:
    raise NotImplementedError(type(change).__name__)


_EffectOnMuscles = Callable[[OnMuscles, GradedCondition, _BodyUnderChange], None]


def _multiply(field: str) -> _EffectOnMuscles:
    """Multiply an array of the muscles."""

    def apply(change: OnMuscles, one: GradedCondition, state: _BodyUnderChange) -> None:
        factor = change.at(one.grade)
        values = getattr(state.muscles, field).copy()
        values[state.strands(change.muscles, one.side)] *= factor
        state.muscles = replace(state.muscles, **{field: values})
        for name in change.muscles:
            _record_effect(change, one, state, f"{name}_{one.side}", factor)

    return apply


def _take_extreme(
    field: str, pick: Callable[[Array, float], Array]
) -> Callable[[OnMuscles, GradedCondition, _BodyUnderChange], None]:
    """Let an array of the muscles take the more extreme value."""

    def apply(change: OnMuscles, one: GradedCondition, state: _BodyUnderChange) -> None:
        value = change.at(one.grade)
        values = getattr(state.muscles, field).copy()
        at = state.strands(change.muscles, one.side)
        values[at] = pick(values[at], value)
        state.muscles = replace(state.muscles, **{field: values})
        for name in change.muscles:
            _record_effect(change, one, state, f"{name}_{one.side}", value)

    return apply


_apply_change.register(StrengthFactor, _multiply("fmax"))
_apply_change.register(FibreLength, _multiply("lopt"))
_apply_change.register(TendonSlack, _multiply("lslack"))
_apply_change.register(ActivationLimit, _take_extreme("activation_max", np.minimum))
_apply_change.register(MinimumActivation, _take_extreme("activation_min", np.maximum))
_apply_change.register(ReflexGain, _take_extreme("reflex_gain", np.maximum))


@_apply_change.register
def _(change: PassiveStiffness, one: GradedCondition, state: _BodyUnderChange) -> None:
    if change.muscles != (CAPSULE,):
        _multiply("fpassive")(change, one, state)
        return
    state.capsule[SIDES.index(one.side)] *= change.at(one.grade)
    _record_effect(change, one, state, f"{CAPSULE}_{one.side}", change.at(one.grade))


@_apply_change.register
def _(change: Lesion, one: GradedCondition, state: _BodyUnderChange) -> None:
    share, lesions = change.at(one.grade), state.lesions[one.side]
    _record_effect(change, one, state, f"{change.structure}_{one.side}", share)
    before = drive_loss(lesions)
    lesions[change.structure] = 1.0 - (1.0 - lesions.get(change.structure, 0.0)) * (1.0 - share)
    fmax = state.muscles.fmax.copy()
    for muscle, loss in drive_loss(lesions).items():
        at, left = state.strands([muscle], one.side), 1.0 - before.get(muscle, 0.0)
        if not at or left <= 0.0 or loss == before.get(muscle):
            continue
        kept = (1.0 - loss) / left
        fmax[at] *= kept
        effect = StrengthFactor(change.source, "derived", "", kept, kept, kept, (muscle,))
        _record_effect(effect, one, state, f"{muscle}_{one.side}", kept, note=f"drive lost with {change.structure}")
    state.muscles = replace(state.muscles, fmax=fmax)


@_apply_change.register
def _(change: RangeLimit, one: GradedCondition, state: _BodyUnderChange) -> None:
    sided = f"{change.coordinate}_{one.side}"
    name = sided if sided in state.map.names else change.coordinate
    column, value = state.map.column(name), change.at(one.grade)
    ends, pick = (state.lower, max) if change.end == "lower" else (state.upper, min)
    ends[column] = pick(float(ends[column]), float(np.radians(value)))
    _record_effect(change, one, state, f"{name} {change.end}", value)


@_apply_change.register
def _(change: PainThreshold, one: GradedCondition, state: _BodyUnderChange) -> None:
    target = change.target if change.quantity in ("contact", "compression") else f"{change.target}_{one.side}"
    value = change.at(one.grade)
    if change.quantity == "force":
        value *= float(state.healthy.fmax[state.strands([change.target], one.side)].sum())
    about = {
        "force": f"force of {target}",
        "stretch": f"stretch of {target}",
        "contact": f"push on the {SIDE_NAMES[one.side]} bursa",
        "joint": f"contact force of {target}",
        "compression": f"compression of {target}",
    }[change.quantity]
    key = (change.quantity, target if change.quantity == "compression" else f"{target}:{one.side}")
    made = Threshold(about, change.quantity, target, one.side, value, QUANTITIES[change.quantity], str(one))
    if key not in state.thresholds or value < state.thresholds[key].value:
        state.thresholds[key] = made
    _record_effect(change, one, state, about, value, made.unit)
