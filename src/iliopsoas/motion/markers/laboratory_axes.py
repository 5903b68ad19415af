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
from iliopsoas.motion.markers.landmarks import FEET, both_sides_of, landmark_midpoint, pelvis_middle
from iliopsoas.motion.markers.recording_errors import correct_swapped_sides, correct_units
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.markers import Markers

TRAVEL_M = 0.5
"""A pelvis that travels further walks [m]; technical."""
STANDS_M = 0.5
"""Feet to pelvis and pelvis to shoulders together beyond which a body stands [m]; technical."""
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
    markers = correct_swapped_sides(correct_units(markers, known), known)
    up, from_plates = _vertical_axis(markers, known)
    turn = np.eye(3)
    if up != (1, 1):
        forward = _forward_axis(markers, known, up)
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


def _median(values: Array) -> Array:
    """Median over the frames that have values, (3); NaN if none has."""
    good = values[np.isfinite(values).all(axis=1)]
    out: Array = np.median(good, axis=0) if len(good) else np.full(3, np.nan)
    return out


def _vertical_axis(markers: Markers, known: RecognisedLabels) -> tuple[tuple[int, int], bool]:
    """(axis, sign) that points up, and whether the plates said so."""
    pushes = [load.force[load.loaded(100.0)] for load in markers.loads]
    total = np.sum([push.sum(axis=0) for push in pushes if len(push)], axis=0) if pushes else np.zeros(3)
    pelvis, feet = pelvis_middle(markers, known), landmark_midpoint(markers, known, *both_sides_of(*FEET))
    shoulders = landmark_midpoint(markers, known, *both_sides_of("acromion"), "c7", "sternal_notch")
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


def _forward_axis(markers: Markers, known: RecognisedLabels, up: tuple[int, int]) -> tuple[int, int]:
    pelvis = pelvis_middle(markers, known)
    good = pelvis[np.isfinite(pelvis).all(axis=1)]
    way = good[-1] - good[0]
    front = _median(
        landmark_midpoint(markers, known, *both_sides_of("asis"))
        - landmark_midpoint(markers, known, *both_sides_of("psis"), "sacrum")
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
