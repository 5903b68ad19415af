"""What a marker file says wrongly: units of length, labels of right and left exchanged, labels that mean something else
than they seem to."""

from __future__ import annotations

import dataclasses

import numpy as np

from iliopsoas.errors import InputError
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.markers.landmarks import FEET, both_sides_of, landmark_midpoint, pelvis_middle
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed

LEG_M = (0.25, 1.6)
"""Largest distance from pelvis to foot that a person can have [m]; estimated."""
UNITS = {"millimetres": 1e-3, "centimetres": 1e-2, "metres": 1e3}
"""What else the numbers may be, and what they must be multiplied by; technical."""
SWAPPED_M = 0.03
"""A right marker further left of its left partner than this has its label swapped [m]; technical."""
ALL_SIDES = 0.8
"""Share of pairs on the wrong side above which all are, those of the arms too [-]; technical."""
ARMS = ("humerus", "ulna", "radius", "hand")
REACH_M = {"femur": 0.55, "tibia": 0.55, "calcn": 0.3, "humerus": 0.45, "ulna": 0.45, "pelvis": 0.4, "torso": 0.7}
"""Farthest that a marker on a segment can be from the nearest landmark of that segment [m]; estimated."""


def correct_units(markers: Markers, known: RecognisedLabels) -> Markers:
    """Positions in metres: legs must be as long as a person's can be.

    Raises:
        InputError: no unit makes a person of it; pelvis or feet were never seen.
    """
    pelvis = pelvis_middle(markers, known)
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


def correct_swapped_sides(markers: Markers, known: RecognisedLabels) -> Markers:
    """Exchange pairs whose right marker lies left of its left partner, as the pelvis sees it."""
    asis = [landmark_midpoint(markers, known, f"asis_{side}") for side in "rl"]
    back = landmark_midpoint(markers, known, *both_sides_of("psis"), "sacrum")
    feet, pelvis = landmark_midpoint(markers, known, *both_sides_of(*FEET)), pelvis_middle(markers, known)
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


def without_misplaced(markers: Markers, known: RecognisedLabels) -> RecognisedLabels:
    """Leave out markers on a segment, landmark unknown, that are nowhere near it: their labels mean something else.

    Markers must be in metres.
    """
    there: dict[str, list[str]] = {}
    for label, spot in known.spots.items():
        if spot.landmark is not None and label in markers.labels:
            there.setdefault(str(spot.body), []).append(label)
    far = {}
    for label, spot in known.spots.items():
        reach = REACH_M.get(str(spot.body).removesuffix("_r").removesuffix("_l"))
        if spot.landmark is None and reach and str(spot.body) in there and label in markers.labels:
            paths = np.stack([markers.path(other) for other in there[str(spot.body)]])
            apart = np.linalg.norm(paths - markers.path(label), axis=2)
            seen = np.isfinite(apart).all(axis=0)
            if seen.any() and float(np.median(apart[:, seen], axis=1).min()) > reach:
                far[label] = f"{label} ({spot.body})"
    if not far:
        return known
    note = (
        "These markers are nowhere near the segment that their labels seem to name, and were left out: "
        f"{listed(list(far.values()))}."
    )
    spots = {label: spot for label, spot in known.spots.items() if label not in far}
    return dataclasses.replace(known, spots=spots, notes=(*known.notes, note), unknown=(*known.unknown, *far))
