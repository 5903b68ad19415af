"""Recognise what a file of joint angles leaves unsaid: degrees or radians, and which way the knee counts.

Degrees or radians
  1. The file says radians (inDegrees=no), yet a hip, knee, ankle, lumbar joint or the pelvis' tilt or list reaches more
     than 3.5 (200 degrees): impossible, FileError.
  2. The file says degrees, yet no such angle reaches 3.5, and none of hip, knee and ankle moves by as much as 3.2,
     while the pelvis rises and falls by more than 30 mm or travels more than 0.3 m: nobody walks, squats or jumps with
     joints that still, so these are radians, FileError. (3.2 degrees at every joint lift the pelvis by 2 mm.)
     Without that travel it may be quiet standing: a note.
  3. The file says nothing: degrees if rule 1 would be broken, otherwise radians; a note says so.

The knee
  Flexion is positive here and in Rajagopal2016, negative in gait2392. Over a movement the knee's larger excursion is
  flexion, so the sign of the larger of the 95th and the (negated) 5th percentile over both knees decides, if it exceeds
  5 degrees. Otherwise the knees say nothing: arms mean Rajagopal2016 (gait2392 has none), and without arms the same is
  assumed; a note says so. Below 15 degrees the decision stands, but a note warns: a hyperextended knee looks the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError, UnknownName
from iliopsoas.motion.files.coordinate_names import ARMS, LIMITED
from iliopsoas.motion.files.storage import Storage
from iliopsoas.motion.records.motion import CONVENTIONS

LARGEST = 3.5  # [rad] no joint in LIMITED turns further (technical)
STILL = 3.2  # [deg] legs that move less are still (technical)
LIFT, TRAVEL = 0.03, 0.3  # [m] a pelvis that moves more needs legs that move (technical)
SILENT = "The file does not say whether angles are degrees or radians;"
UNCLEAR, CLEAR = np.radians(5.0), np.radians(15.0)  # [rad] technical: knee excursions that say nothing, that decide


def angles_in_degrees(storage: Storage, values: Mapping[str, Array]) -> tuple[bool, str | None]:
    """Whether the angles in `values` (coordinate -> (frames,)) are degrees, and a note if that was not plain."""
    name, largest = _largest(values)
    where = f" in line {storage.degrees_line}" if storage.degrees_line else " in the header"
    impossible = largest > LARGEST
    if storage.in_degrees is None:
        if impossible:
            return True, f"{SILENT} {name} reaches {largest:.1f}, so degrees were assumed."
        return False, f"{SILENT} no angle exceeds {largest:.2f}, so radians were assumed."
    if not storage.in_degrees:
        if impossible:
            raise FileError(
                storage.path,
                f"angles are marked as radians{where}, but {name} reaches {largest:.1f}; "
                f"if they are degrees set inDegrees=yes{where}",
                line=storage.degrees_line,
                column=name,
            )
        return False, None
    if impossible:
        return True, None
    swing = max(_range(v) for k, v in values.items() if k.startswith(("hip_flexion", "knee_angle", "ankle_angle")))
    lift = _range(values["pelvis_ty"])
    travel = max((_range(values[name]) for name in ("pelvis_tx", "pelvis_tz") if name in values), default=0.0)
    if swing < STILL and (lift > LIFT or travel > TRAVEL):
        raise FileError(
            storage.path,
            f"angles are marked as degrees{where}, but hip, knee and ankle move by no more than {swing:.2f} degrees "
            f"while the pelvis rises and falls by {lift:.2f} m and travels {travel:.2f} m; they look like radians: "
            f"set inDegrees=no{where}",
            line=storage.degrees_line,
        )
    return True, (
        f"No angle exceeds {largest:.2f} degrees: the person stands almost straight, or the angles are radians and "
        "marked as degrees."
    )


def _largest(values: Mapping[str, Array]) -> tuple[str, float]:
    """The limited joint that turns furthest, and how far."""
    reach = {name: float(np.nanmax(np.abs(values[name]))) for name in LIMITED if name in values}
    name = max(reach, key=reach.__getitem__)
    return name, reach[name]


def _range(values: Array) -> float:
    return float(np.nanmax(values) - np.nanmin(values))


def knee_convention(storage: Storage, values: Mapping[str, Array], given: str | None = None) -> tuple[str, str | None]:
    """'rajagopal2016' or 'gait2392', from the knees in `values` [rad] or as `given`; a note if that was not plain."""
    if given is not None:
        if given not in CONVENTIONS:
            raise UnknownName("convention", given, CONVENTIONS)
        return given, None
    bends = {side: _excursion(values[f"knee_angle_{side}"]) for side in "rl"}
    if min(bends.values()) < -CLEAR and max(bends.values()) > CLEAR:
        raise FileError(
            storage.path,
            f"the right knee goes to {np.degrees(bends['r']):.0f} degrees, the left to {np.degrees(bends['l']):.0f}: "
            "both must count flexion the same way; change the sign of one",
            column="knee_angle_r",
        )
    both = _excursion(np.concatenate([values["knee_angle_r"], values["knee_angle_l"]]))
    shown = f"{np.degrees(both):.0f} degrees"
    advice = "If that is wrong, give the convention ('rajagopal2016' or 'gait2392')."
    if abs(both) < UNCLEAR:
        why = "it has arms, as Rajagopal2016 has" if any(arm in values for arm in ARMS) else "as in Rajagopal2016"
        return "rajagopal2016", f"The knees hardly bend ({shown}); flexion was taken as positive: {why}. {advice}"
    if both > 0:
        doubt = f"The knees bend by only {shown}; flexion was taken as positive. {advice}"
        return "rajagopal2016", None if both > CLEAR else doubt
    note = f"The knees bend to {shown}, so the file counts as gait2392 does; knee flexion was turned to positive."
    return "gait2392", note if both < -CLEAR else f"{note} {advice}"


def _excursion(knee: Array) -> float:
    """The 95th percentile or the 5th, whichever is further from zero [rad]."""
    low, high = np.nanpercentile(knee, [5.0, 95.0])
    return float(high if high >= -low else low)
