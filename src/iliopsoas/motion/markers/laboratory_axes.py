"""From a laboratory's axes and units to ours: metres, x forward, y up, z right.

Up is the laboratory axis nearest to the mean force of the loaded plates or, without plates, to the way from the feet
to the pelvis and on to the shoulders. A laboratory with y up is left as it is. Any other is turned so that up becomes y
and the axis nearest to the way of walking (or, standing, to the front of the pelvis) becomes x.
"""

from __future__ import annotations

import dataclasses
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import InputError
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed

LEG_M = (0.25, 1.6)
"""Largest distance from pelvis to foot that a person can have [m]; estimated."""
UNITS = {"millimetres": 1e-3, "centimetres": 1e-2, "metres": 1e3}
"""What else the numbers may be, and what they must be multiplied by; technical."""
TRAVEL_M = 0.5
"""A pelvis that travels further walks [m]; technical."""
STANDS_M = 0.5
"""Feet to pelvis and pelvis to shoulders together beyond which a body stands [m]; technical."""
SWAPPED_M = 0.03
"""A right marker further left of its left partner than this has its label swapped [m]; technical."""
ALL_SIDES = 0.8
"""Share of pairs on the wrong side above which all are, those of the arms too [-]; technical."""
ARMS = ("humerus", "ulna", "radius", "hand")
FEET = ("heel", "toe", "metatarsal5", "metatarsal2", "metatarsal1", "malleolus_lateral", "ankle_centre")
AXES = "xyz"


class AlignedMarkers(NamedTuple):
    """Markers in our axes, and how they got there.

    Attributes:
        markers: in metres, x forward, y up, z right.
        turn: the rotation from the laboratory's axes to ours, (3, 3).
    """

    markers: Markers
    turn: Array


def align_axes(markers: Markers, known: RecognisedLabels) -> AlignedMarkers:
    """Correct units, swapped sides and axes, each with a note.

    Raises:
        InputError: no unit makes a person of it; pelvis or feet were never seen.
    """
    markers = correct_swapped_sides(_in_metres(markers, known), known)
    up, from_plates = _up(markers, known)
    turn = np.eye(3)
    if up != (1, 1):
        forward = _forward(markers, known, up)
        turn = _rotation(up, forward)
        signs = {1: "+", -1: "-"}
        why = "the plates push" if from_plates else "the body stands"
        note = (
            f"The laboratory's {signs[up[1]]}{AXES[up[0]]} is up (so {why}) and the person faces or walks along "
            f"{signs[forward[1]]}{AXES[forward[0]]}: everything was turned to x forward, y up, z right."
        )
        markers = rotate_axes(markers, turn).with_notes([note])
    return AlignedMarkers(_push_up(markers), turn)


def rotate_axes(markers: Markers, turn: Array) -> Markers:
    """Markers and plates in other axes: v -> turn v."""
    loads = [
        dataclasses.replace(x, force=x.force @ turn.T, point=x.point @ turn.T, torque=x.torque @ turn.T)
        for x in markers.loads
    ]
    return dataclasses.replace(markers, positions=markers.positions @ turn.T, loads=tuple(loads))


def landmark_midpoint(markers: Markers, known: RecognisedLabels, *landmarks: str) -> Array:
    """Mean of the landmarks that were seen, (frames, 3); NaN in frames without any."""
    labels = [label for label in known.labels_of(*landmarks) if label in markers.labels]
    if not labels:
        return np.full((markers.frames, 3), np.nan)
    paths = np.stack([markers.path(label) for label in labels])
    count = np.isfinite(paths).all(axis=2).sum(axis=0)
    total = np.where(np.isfinite(paths), paths, 0.0).sum(axis=0)
    return np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], np.nan)


def _both(*names: str) -> list[str]:
    return [f"{name}_{side}" for name in names for side in "rl"]


def _median(values: Array) -> Array:
    """Median over the frames that have values, (3); NaN if none has."""
    good = values[np.isfinite(values).all(axis=1)]
    out: Array = np.median(good, axis=0) if len(good) else np.full(3, np.nan)
    return out


def _pelvis(markers: Markers, known: RecognisedLabels) -> Array:
    return landmark_midpoint(markers, known, *_both("asis", "psis"), "sacrum")


def _in_metres(markers: Markers, known: RecognisedLabels) -> Markers:
    pelvis = _pelvis(markers, known)
    feet = [landmark_midpoint(markers, known, *(f"{name}_{side}" for name in FEET)) for side in "rl"]
    legs = np.concatenate([np.linalg.norm(pelvis - foot, axis=1) for foot in feet])
    legs = legs[np.isfinite(legs)]
    if not legs.size:
        raise InputError(
            f"markers '{markers.name}': pelvis and feet were never seen together, so the size of the body is not "
            f"known; there are: {', '.join(known.spots)}"
        )
    length = float(np.percentile(legs, 95.0))
    if LEG_M[0] <= length <= LEG_M[1]:
        return markers
    for unit, factor in UNITS.items():
        if LEG_M[0] <= factor * length <= LEG_M[1]:
            loads = [dataclasses.replace(load, point=factor * load.point) for load in markers.loads]
            note = (
                f"Pelvis and foot would be {length:.4g} m apart: the numbers were taken for {unit} wrongly marked, "
                f"and multiplied by {factor:g}."
                if unit != "metres"
                else f"Pelvis and foot would be {1000 * length:.3g} mm apart: the numbers are metres marked as "
                "millimetres, and were multiplied by 1000."
            )
            return dataclasses.replace(
                markers, positions=factor * markers.positions, loads=tuple(loads), notes=(*markers.notes, note)
            )
    raise InputError(
        f"markers '{markers.name}': pelvis and foot are {length:.3g} m apart, which is no person in metres, "
        "millimetres or centimetres; check the unit in the file and the labels of pelvis and feet"
    )


def _up(markers: Markers, known: RecognisedLabels) -> tuple[tuple[int, int], bool]:
    """(axis, sign) that points up, and whether the plates said so."""
    pushes = [load.force[load.loaded(100.0)] for load in markers.loads]
    total = np.sum([push.sum(axis=0) for push in pushes if len(push)], axis=0) if pushes else np.zeros(3)
    pelvis, feet = _pelvis(markers, known), landmark_midpoint(markers, known, *_both(*FEET))
    shoulders = landmark_midpoint(markers, known, *_both("acromion"), "c7", "sternal_notch")
    rise = np.nan_to_num(_median(pelvis - feet)) + np.nan_to_num(_median(shoulders - pelvis))
    if np.linalg.norm(total) > 0.0:
        axis, tall = int(np.argmax(np.abs(total))), int(np.argmax(np.abs(rise)))
        if tall != axis and abs(rise[tall]) > STANDS_M:
            raise InputError(
                f"markers '{markers.name}': the body stands along the laboratory's {AXES[tall]}, but the plates push "
                f"along {AXES[axis]}: markers and plates are in different axes; export both in the same"
            )
        if abs(rise[axis]) > 0.1:  # plates may store the force on themselves: the body decides the sign
            return (axis, 1 if rise[axis] > 0 else -1), True
        return (axis, 1 if total[axis] > 0 else -1), True
    if not np.any(rise):
        raise InputError(f"markers '{markers.name}': pelvis and feet were never seen together: up is not known")
    axis = int(np.argmax(np.abs(rise)))
    return (axis, 1 if rise[axis] > 0 else -1), False


def _forward(markers: Markers, known: RecognisedLabels, up: tuple[int, int]) -> tuple[int, int]:
    pelvis = _pelvis(markers, known)
    good = pelvis[np.isfinite(pelvis).all(axis=1)]
    way = good[-1] - good[0]
    front = _median(
        landmark_midpoint(markers, known, *_both("asis")) - landmark_midpoint(markers, known, *_both("psis"), "sacrum")
    )
    way[up[0]] = 0.0
    if np.linalg.norm(way) < TRAVEL_M or way @ front < 0.0:
        way = front
    way[up[0]] = 0.0
    axis = int(np.nanargmax(np.abs(way)))
    return axis, 1 if way[axis] > 0 else -1


def _rotation(up: tuple[int, int], forward: tuple[int, int]) -> Array:
    y, x = up[1] * np.eye(3)[up[0]], forward[1] * np.eye(3)[forward[0]]
    return np.stack([x, y, np.cross(x, y)])


def _push_up(markers: Markers) -> Markers:
    """Plates that store the force on themselves are turned to the force on the person."""
    loads: list[ExternalLoad] = []
    notes = []
    for load in markers.loads:
        push = load.force[load.loaded(100.0), 1]
        if push.size and push.mean() < 0.0:
            load = dataclasses.replace(load, force=-load.force, torque=-load.torque)
            notes.append(f"'{load.name}' stores the force on the plate: its sign was changed.")
        loads.append(load)
    return markers.with_loads(loads).with_notes(notes)


def correct_swapped_sides(markers: Markers, known: RecognisedLabels) -> Markers:
    """Exchange pairs whose right marker lies left of its left partner, as the pelvis sees it."""
    asis = [landmark_midpoint(markers, known, f"asis_{side}") for side in "rl"]
    back = landmark_midpoint(markers, known, *_both("psis"), "sacrum")
    feet, pelvis = landmark_midpoint(markers, known, *_both(*FEET)), _pelvis(markers, known)
    forward, up = 0.5 * (asis[0] + asis[1]) - back, pelvis - feet
    right = np.cross(forward, up)
    right /= np.linalg.norm(right, axis=1, keepdims=True)
    wrong, sure = [], 0
    for r, le in known.pairs():
        if str(known.spots[r].body).startswith(ARMS):  # arms may cross
            continue
        apart = ((markers.path(r) - markers.path(le)) * right).sum(axis=1)
        apart = apart[np.isfinite(apart)]
        sure += bool(apart.size)
        if apart.size and np.median(apart) < -SWAPPED_M:
            wrong.append((r, le))
    if len(wrong) > ALL_SIDES * sure:
        wrong = known.pairs()
    positions, names = np.array(markers.positions), []
    for r, le in wrong:
        i, j = markers.labels.index(r), markers.labels.index(le)
        positions[:, [i, j]] = positions[:, [j, i]]
        names.append(f"{r} and {le}")
    if not names:
        return markers
    note = f"Right and left were exchanged, since they lay on the wrong sides: {listed(names)}."
    return dataclasses.replace(markers, positions=positions).with_notes([note])
