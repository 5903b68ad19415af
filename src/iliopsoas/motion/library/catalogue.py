"""Movements that come with the package, and a user's own, made for any body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.atlas.movements.records import Movement, Parameter
from iliopsoas.atlas.own_files import plain_name
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, expect
from iliopsoas.motion.library.keyframe_fitting import FittedMovement, fit_keyframes
from iliopsoas.motion.library.keyframe_plan import SIDES, MovementPlan, check_parameters, plan_movement
from iliopsoas.motion.library.measured_walk import measured_walk
from iliopsoas.motion.library.planned_loads import planned_attachments, planned_supports
from iliopsoas.motion.library.running import steady_run
from iliopsoas.motion.library.walking import textbook_walk
from iliopsoas.motion.records.attachments import Attachment, Push
from iliopsoas.motion.records.motion import Motion

CODED: dict[str, Callable[..., Motion]] = {"walk": measured_walk, "walk_average": textbook_walk, "run": steady_run}
"""Movements that are made by code of their own."""
TOO_FAR = 0.02
"""Distance between a body and a support it should touch above which a movement is refused [m] (technical)."""
MOST_NAMED = 6
"""Movements that an error names as examples (technical)."""
COMMON = (
    Parameter("tempo", "How fast everything but holds is done, 1 as written down.", "", 1.0, 0.25, 3.0),
    Parameter("repetitions", "How often it is done.", "", 1.0, 1.0, 30.0),
)
"""Parameters of every movement made from keyframes; estimated."""


def movement(name: str, body: Body, *, side: str = "right", **parameters: Any) -> Motion:
    """A movement of the library for a body.

    Args:
        name: name or alias, see `movements`; or the path of a file that describes your own, 'my_exercise.toml'.
        side: 'right' or 'left' (or 'r', 'l'): the side that moves (or begins) in movements of one side.
        parameters: of this movement; angles in degrees, the rest in SI units.

    Raises:
        UnknownName: no such movement or parameter; lists those there are.
        FileError: the file cannot be used; says line, block and key.
        InputError: a value out of range, or a side where both do the same.
    """
    expect(name, str, "name", "write movement(name, body), for instance movement('walk', body)")
    expect(body, Body, "body", "build one: Body.build(Subject(height=1.75, mass=70))")
    record = _with_common(find_movement(name))
    if (side := SIDE_NAMES.get(side, side)) not in SIDES:
        raise InputError(f"side is '{side}'; it must be 'right' or 'left'")
    if side != "right" and record.laterality == "both":
        raise InputError(f"'{record.name}' does the same on both sides; leave out side")
    values = check_parameters(record, _applying(record, parameters))
    if record.maker != "keyframes":
        return CODED[record.maker](body, **values)
    plan, fitted = _put(record, body, side, values)
    if fitted.missed.size > TOO_FAR:
        chosen = ", ".join(f"{n} = {v:g}" if isinstance(v, float) else f"{n} = {v}" for n, v in parameters.items())
        raise InputError(
            f"{record.name}: this body cannot do it{f' with {chosen}' if chosen else ''}: {fitted.missed.where} stay "
            f"{1000 * fitted.missed.size:.0f} mm apart. Change the movement's parameters "
            "(see iliopsoas movements --json)"
        )
    motion = Motion(
        name=plain_name(record.name),
        time=fitted.time,
        coordinates=_coordinates(body, fitted.q),
        supports=planned_supports(body, plan, fitted),
        attached=planned_attachments(body, plan, fitted),
        sources=record.sources,
        notes=_notes(record, fitted, side),
    )
    return _repeated(motion, round(float(values["repetitions"] or 1)), record)


def fitted_movement(
    name: str, body: Body, *, side: str = "right", **parameters: Any
) -> tuple[MovementPlan, FittedMovement]:
    """Plan and placement of a movement made from keyframes: what `movement` is made of, for checks."""
    record = _with_common(find_movement(name))
    return _put(record, body, SIDE_NAMES.get(side, side), check_parameters(record, parameters))


def _put(
    record: Movement, body: Body, side: str, values: Mapping[str, float | str | None]
) -> tuple[MovementPlan, FittedMovement]:
    plan = plan_movement(record, side, values)
    return plan, fit_keyframes(body, plan)


def movements() -> list[dict[str, Any]]:
    """What there is: name, aliases, title, about, kind, group, parameters, supports and sources of each movement."""
    return [_described(_with_common(record)) for record in movement_records().values()]


def described_movement(name: str) -> dict[str, Any]:
    """One of them, or the one in a user's own file.

    Raises:
        UnknownName, FileError: as `movement`.
    """
    return _described(_with_common(find_movement(name)))


class _Maker:
    """A movement as a function of a body, with its sentence as documentation."""

    def __init__(self, record: Movement) -> None:
        self.name, self.__doc__ = record.name, f"{record.title}: {record.about}"

    def __call__(self, body: Body, **options: Any) -> Motion:
        return movement(self.name, body, **options)


MOVEMENTS: Mapping[str, Callable[..., Motion]] = {
    name: _Maker(record) for record in movement_records().values() for name in (record.name, *record.aliases)
}
"""Every name and alias, with what makes it."""


def _applying(record: Movement, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """The parameters given, all of which the movement has.

    Raises:
        UnknownName, InputError: it has none of that name; says what it has, and which movements take it.
    """
    for name in given:
        if name in (p.name for p in record.parameters):
            continue
        others = [r.name for r in movement_records().values() if name in (p.name for p in r.parameters)]
        if others:
            has = ", ".join(p.name for p in record.parameters)
            raise InputError(
                f"'{record.name}' takes no {name}; it takes {has or 'no parameters'}. {name} goes with "
                f"{', '.join(others[:MOST_NAMED])}{' and others' if len(others) > MOST_NAMED else ''}"
            )
        record.parameter(name)
    return given


def _with_common(record: Movement) -> Movement:
    if record.maker != "keyframes":
        return record
    return replace(record, parameters=(*record.parameters, *COMMON))


def _coordinates(body: Body, q: Array) -> dict[str, Array]:
    return {name: q[:, i] for i, name in enumerate(body.map.names) if np.any(q[:, i])}


def _notes(record: Movement, fitted: FittedMovement, side: str) -> tuple[str, ...]:
    change, coordinate = fitted.adjusted
    notes = [
        f"{record.title}: angles and times are estimates, not measured on a person.",
        f"The wanted angles were changed by up to {np.degrees(change):.0f} degrees ({coordinate}) so that this body "
        "touches its supports and keeps its balance."
        if change > np.radians(0.5)
        else "This body touches its supports with the wanted angles.",
    ]
    if record.laterality != "both":
        notes.append(f"The {side} side is the one that moves or is observed.")
    return tuple(notes)


def _repeated(motion: Motion, times: int, record: Movement) -> Motion:
    """The movement several times in a row; it must end where it begins."""
    if times == 1:
        return motion
    if not record.cyclic:
        raise InputError(
            f"'{record.name}' does not end where it begins, so it cannot be repeated; leave repetitions at 1"
        )
    step = motion.time[1] - motion.time[0]
    frames = motion.frames - 1
    time = np.arange(times * frames + 1) * step
    tiled = {n: np.append(np.tile(x[:-1], times), x[-1]) for n, x in motion.coordinates.items()}
    attached: list[Attachment] = []
    for load in motion.attached:
        if isinstance(load, Push) and load.when is not None:
            stamps = np.concatenate([np.array(load.when[0]) + k * motion.duration for k in range(times)])
            load = replace(load, when=(tuple(stamps.tolist()), load.when[1] * times))
        attached.append(load)
    if any(s.during for s in motion.supports):
        raise InputError(f"'{record.name}' cannot be repeated: its supports change; leave repetitions at 1")
    return replace(motion, time=time, coordinates=tiled, attached=tuple(attached))


def _described(record: Movement) -> dict[str, Any]:
    parameters: dict[str, dict[str, Any]] = {}
    for p in record.parameters:
        parameters[p.name] = {"about": p.about, "unit": p.unit, "default": p.default} | (
            {"choices": list(p.choices)} if p.choices else {"min": p.minimum, "max": p.maximum}
        )
    if record.laterality != "both":
        parameters["side"] = {"about": "Side that moves.", "unit": "", "default": "right", "choices": list(SIDES)}
    return {
        "name": record.name,
        "aliases": list(record.aliases),
        "title": record.title,
        "about": record.about,
        "kind": record.kind,
        "group": record.group,
        "laterality": record.laterality,
        "parameters": parameters,
        "supports": [s.name for s in record.supports],
        "sources": list(record.sources),
    }
