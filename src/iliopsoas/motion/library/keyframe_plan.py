"""A movement of the library with its parameters' values put in, for one side: numbers only, no body yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from iliopsoas.atlas.mirror import mirrored_contact_points
from iliopsoas.atlas.movements.records import Movement, SupportRecord, Touch, both_sides, resolve_amount
from iliopsoas.atlas.reading.tables import Vector
from iliopsoas.body.contact_points import contact_regions as all_regions
from iliopsoas.errors import InputError

SIDES = {"right": "r", "left": "l"}
LATERAL = (
    "pelvis_list",
    "pelvis_rotation",
    "pelvis_tz",
    "lumbar_bending",
    "lumbar_rotation",
    "neck_bending",
    "neck_rotation",
)
"""Coordinates that change their sign when left and right are exchanged."""
KNOWN = (*all_regions(), *(row.point for row in mirrored_contact_points()))
"""Regions and single points."""
BRIEF = 1e-3
"""Shorter phases are left out [s] (technical)."""


@dataclass(frozen=True)
class PlannedSupport(SupportRecord):
    """A support with its place along its normal [m]; None: where the body is."""

    at: float | None


@dataclass(frozen=True)
class PlannedTouch:
    """Regions on a support between two keyframes (indices)."""

    regions: tuple[str, ...]
    support: int
    how: str
    first: int
    last: int


@dataclass(frozen=True)
class MovementPlan:
    """What a body is to do.

    Attributes:
        record: the movement. side: 'right' or 'left'. values: of its parameters.
        phases: names of the keyframes. times: [s], from zero.
        angles: what each keyframe wants [rad, m].
        same_as: index of the keyframe whose pose is taken again, or -1.
        through: keyframes passed without stopping.
        over: regions that carry the centre of mass at each keyframe; empty for none.
        keeps: coordinates that stay close to what is wanted.
    """

    record: Movement
    side: str
    values: Mapping[str, float | str | None]
    phases: tuple[str, ...]
    times: tuple[float, ...]
    angles: tuple[Mapping[str, float], ...]
    same_as: tuple[int, ...]
    through: tuple[bool, ...]
    over: tuple[tuple[str, ...], ...]
    keeps: tuple[str, ...]
    supports: tuple[PlannedSupport, ...]
    touches: tuple[PlannedTouch, ...]

    def stretches(self) -> list[tuple[int, int]]:
        """First and last keyframe of every stretch from rest to rest."""
        stops = [k for k, through in enumerate(self.through) if not through]
        return list(pairwise(stops))


def other_side(name: str) -> str:
    """The name of the partner on the other side."""
    if name.endswith("_r"):
        return f"{name[:-2]}_l"
    return f"{name[:-2]}_r" if name.endswith("_l") else name


def check_parameters(record: Movement, given: Mapping[str, object]) -> dict[str, float | str | None]:
    """Values of all parameters: those given, checked, and the defaults of the others.

    Raises:
        UnknownName: no such parameter. InputError: out of range.
    """
    values: dict[str, float | str | None] = {p.name: p.default for p in record.parameters}
    for name, value in given.items():
        p = record.parameter(name)
        if p.choices:
            if value not in p.choices:
                raise InputError(f"{record.name}: {name} is '{value}'; choose one of {', '.join(p.choices)}")
            values[name] = str(value)
            continue
        span = f"it must lie between {p.minimum:g} and {p.maximum:g} {p.unit}".rstrip()
        try:
            number = float(value)  # type: ignore[arg-type]
        except (TypeError, ValueError):
            raise InputError(f"{record.name}: {name} is '{value}', which is no number; {span}") from None
        if not p.minimum <= number <= p.maximum:
            degrees = np.degrees(number)
            turned = p.unit == "deg" and abs(number) < 2.0 * np.pi and p.minimum <= degrees <= p.maximum
            cure = f". Angles are in degrees: {number:g} rad are {degrees:.0f}" if turned else ""
            raise InputError(f"{record.name}: {name} is {number:g} {p.unit}".rstrip() + f"; {span}{cure}")
        values[name] = number
    return values


def plan_movement(record: Movement, side: str, values: Mapping[str, float | str | None]) -> MovementPlan:
    """Put values into a movement; `side` 'left' exchanges left and right."""
    numbers = {name: value for name, value in values.items() if isinstance(value, float)}
    flip = side == "left"
    tempo = numbers.get("tempo", 1.0)
    wanted: list[dict[str, float]] = []
    times: list[float] = []
    phases: list[str] = []
    same: list[int] = []
    through: list[bool] = []
    over: list[tuple[str, ...]] = []
    now = {name: resolve_amount(amount, numbers) for name, amount in record.angles.items()}
    clock = 0.0
    carried: tuple[str, ...] = ()
    index: dict[str, int] = {}
    for k in record.keyframes:
        lasts = resolve_amount(k.lasts, numbers)
        clock += lasts if k.still else lasts / tempo
        if phases and lasts < BRIEF and k.still:
            index[k.phase] = len(phases) - 1
            continue
        back = index[k.to] if k.to else len(phases) - 1 if k.still and phases else -1
        if k.to:
            now, carried = dict(wanted[back]), over[back]
        now = now | {name: resolve_amount(amount, numbers) for name, amount in k.angles.items()}
        carried = () if k.over == ("nothing",) else both_sides(k.over, KNOWN) or carried
        index[k.phase] = len(phases)
        phases.append(k.phase)
        times.append(clock)
        wanted.append(now)
        same.append(-1 if k.angles or k.over else back)
        through.append(k.through)
        over.append(carried)
    return MovementPlan(
        record=record,
        side=side,
        values=values,
        phases=tuple(phases),
        times=tuple(times),
        angles=tuple(_radians(_mirrored(a) if flip else a) for a in wanted),
        same_as=tuple(same),
        through=tuple(through),
        over=tuple(tuple(map(other_side, names)) if flip else names for names in over),
        keeps=tuple(map(other_side, record.keeps)) if flip else record.keeps,
        supports=tuple(
            PlannedSupport(
                s.name,
                None if s.at is None or values.get(str(s.at), 0.0) is None else resolve_amount(s.at, numbers),
                _flipped(s.normal) if flip else s.normal,
                s.friction,
                s.grip,
                s.held_by,
                s.brief,
                s.size,
            )
            for s in record.supports
        ),
        touches=tuple(_touch(t, record, index, flip) for t in record.touches),
    )


def _touch(t: Touch, record: Movement, index: Mapping[str, int], flip: bool) -> PlannedTouch:
    names = tuple(map(_other_point, t.regions)) if flip else t.regions
    support = [s.name for s in record.supports].index(t.support)
    return PlannedTouch(names, support, t.how, index[t.first], index[t.last])


def _other_point(name: str) -> str:
    """The partner of a region or a contact point."""
    partner = other_side(name)
    known = {r.region for r in mirrored_contact_points()} | {r.point for r in mirrored_contact_points()}
    return partner if partner in known else name


def _mirrored(angles: Mapping[str, float]) -> dict[str, float]:
    return {other_side(name): -value if name in LATERAL else value for name, value in angles.items()}


def _radians(angles: Mapping[str, float]) -> dict[str, float]:
    return {n: v if n.startswith("pelvis_t") and n[-1] in "xyz" else float(np.radians(v)) for n, v in angles.items()}


def _flipped(v: Vector) -> Vector:
    return v[0], v[1], -v[2]
