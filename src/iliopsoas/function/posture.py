"""Postures as people write them: `hip_flexion_r=30,knee_angle_r=20`, in degrees, checked against the body."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, UnknownName

Array = NDArray[np.float64]
Posture = Mapping[str, float]
"""Coordinate -> angle [rad]; coordinates that are not named are zero."""

MAX_ANGLES = 5000  # technical
_SLACK = 1e-3
"""Ranges are stored in rounded radians [deg] (technical)."""


def joint_coordinates(body: Body) -> tuple[str, ...]:
    """Coordinates of joints that muscles cross: legs, lumbar spine as a whole and level by level."""
    chosen = body.map.columns("free", "locked", "rhythm", "level")
    return tuple(body.map.names[i] for i in chosen)


def check_coordinate(body: Body, name: str) -> str:
    """The name itself, if it is a joint angle of the body.

    Raises:
        UnknownName: it is not; lists those that exist.
    """
    known = joint_coordinates(body)
    if name not in known:
        raise UnknownName("joint coordinate", name, known)
    return name


def coordinate_range_deg(body: Body, coordinate: str) -> tuple[float, float]:
    """Range of a coordinate [deg]."""
    i = body.map.column(coordinate)
    return float(np.degrees(body.map.lower[i])), float(np.degrees(body.map.upper[i]))


def check_angles(body: Body, coordinate: str, degrees: Array) -> None:
    """Raises InputError if an angle [deg] lies outside the coordinate's range."""
    low, high = coordinate_range_deg(body, check_coordinate(body, coordinate))
    for value in np.atleast_1d(degrees):
        if not low - _SLACK <= value <= high + _SLACK:
            raise InputError(
                f"{coordinate} = {value:g} deg lies outside its range; give a value from {low:.0f} to {high:.0f} deg"
            )


def parse_posture(text: str, body: Body) -> dict[str, float]:
    """A posture from `NAME=DEGREES,NAME=DEGREES`; empty text is the neutral posture.

    Raises:
        InputError: a part is not NAME=DEGREES, is given twice, or lies outside its range (named in degrees).
        UnknownName: no joint coordinate is called so.
    """
    out: dict[str, float] = {}
    for part in filter(None, (p.strip() for p in text.split(","))):
        name, equals, number = (s.strip() for s in part.partition("="))
        try:
            value = float(number)
        except ValueError:
            value = np.nan
        if not equals or not np.isfinite(value):
            raise InputError(f"'{part}' is not NAME=DEGREES; write a posture like hip_flexion_r=30,knee_angle_r=20")
        if name in out:
            raise InputError(f"{name} is given twice in the posture '{text}'")
        check_angles(body, name, np.array([value]))
        out[name] = float(np.radians(value))
    return out


def parse_angles(text: str, coordinate: str, body: Body) -> Array:
    """Angles [rad] from `0,30,60,90` [deg], checked against the coordinate's range."""
    try:
        degrees = np.array([float(part) for part in text.split(",")])
    except ValueError:
        raise InputError(f"'{text}' is not a list of angles; write them like 0,30,60,90 [deg]") from None
    check_angles(body, coordinate, degrees)
    out: Array = np.radians(degrees)
    return out


def sweep(
    body: Body, coordinate: str, start: float | None = None, stop: float | None = None, step: float = 10.0
) -> Array:
    """Angles [rad] from `start` to `stop` [deg], both included; default the coordinate's range in whole steps.

    Raises:
        InputError: the step is not positive, the ends are the wrong way round or outside the range.
        UnknownName: no joint coordinate is called so.
    """
    low, high = coordinate_range_deg(body, check_coordinate(body, coordinate))
    if not step > 0:
        raise InputError(f"the step is {step:g} deg; it must be positive")
    first = np.ceil(low / step - _SLACK) * step if start is None else start
    last = np.floor(high / step + _SLACK) * step if stop is None else stop
    if not last >= first:
        raise InputError(f"{coordinate} cannot go from {first:g} to {last:g} deg; the end lies before the start")
    count = int(np.floor((last - first) / step + _SLACK)) + 1
    if count > MAX_ANGLES:
        raise InputError(f"{count} angles are more than {MAX_ANGLES}; take a larger step than {step:g} deg")
    degrees: Array = np.asarray(first + step * np.arange(count), dtype=float)
    check_angles(body, coordinate, degrees)
    out: Array = np.radians(degrees)
    return out
