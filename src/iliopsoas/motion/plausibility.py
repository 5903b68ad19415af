"""Whether a recording can be believed, before anything is computed from it.

The bounds are those of `iliopsoas.atlas.plausibility`; here is what they are compared with.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.plausibility import PlausibilityFinding, plausibility_rule
from iliopsoas.motion.records.external_loads import ExternalLoad, total_force
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import MarkerErrors, Motion

PLACES = ("pelvis_tx", "pelvis_ty", "pelvis_tz")
FREE_TURNS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
"""Angles without an end: a person may turn round and round."""
SLOW_PARTS = ("pelvis", "hip", "knee", "ankle", "lumbar")
"""How coordinates begin whose speed is judged; an arm that throws is faster than any bound for a leg."""
WHOLE_TURN = 2.0 * np.pi
"""Jumps of a free turn by this are the angle's way of counting [rad] (technical)."""


def motion_findings(motion: Motion) -> list[PlausibilityFinding]:
    """Angles, places and speeds of a motion that are hard to believe, each with coordinate, frame and value."""
    found = []
    for name, values in motion.coordinates.items():
        found += _place(motion, name, values) if name in PLACES else _angle(motion, name, values)
    return found


def _place(motion: Motion, name: str, values: Array) -> list[PlausibilityFinding]:
    check = "height" if name == "pelvis_ty" else "distance"
    found = [_worst(motion, check, name, np.abs(values), values, "m")]
    if motion.frames > 1:
        speed = np.abs(np.diff(values)) / np.diff(motion.time)
        found.append(_worst(motion, "speed", name, speed, speed, "m/s"))
    return [finding for finding in found if finding]


def _angle(motion: Motion, name: str, values: Array) -> list[PlausibilityFinding]:
    found = []
    if name not in FREE_TURNS:
        found.append(_worst(motion, "angle", name, np.degrees(np.abs(values)), np.degrees(values), "deg"))
    if motion.frames > 1 and name.startswith(SLOW_PARTS):
        step = np.diff(values)
        if name in FREE_TURNS:
            step = step - WHOLE_TURN * np.round(step / WHOLE_TURN)
        speed = np.degrees(np.abs(step)) / np.diff(motion.time)
        found.append(_worst(motion, "angular_speed", name, speed, speed, "deg/s"))
    return [finding for finding in found if finding]


def _worst(motion: Motion, check: str, name: str, judged: Array, shown: Array, unit: str) -> PlausibilityFinding | None:
    """The largest of `judged` (frames or steps between them), shown as it was written."""
    frame = int(np.argmax(judged))
    words = (
        f"motion '{motion.name}': coordinate '{name}' is {shown[frame]:.6g} {unit} in frame {frame} "
        f"({motion.time[frame]:.3f} s)"
    )
    return plausibility_rule(check).judge(float(judged[frame]), words)


def marker_findings(markers: Markers) -> list[PlausibilityFinding]:
    """Markers that lie far from the middle of the others, each with its worst frame."""
    middle = np.nanmedian(markers.positions, axis=1, keepdims=True)  # (frames, 1, 3)
    away = np.linalg.norm(markers.positions - middle, axis=2)  # (frames, k)
    found = []
    for k, label in enumerate(markers.labels):
        if not np.isfinite(away[:, k]).any():
            continue
        frame = int(np.nanargmax(away[:, k]))
        words = (
            f"markers '{markers.name}': '{label}' lies {away[frame, k]:.4g} m from the others in frame {frame} "
            f"({markers.time[frame]:.3f} s)"
        )
        if finding := plausibility_rule("marker_distance").judge(float(away[frame, k]), words):
            found.append(finding)
    return found


def fit_findings(errors: MarkerErrors) -> list[PlausibilityFinding]:
    """How well joint angles explain the markers they come from, and whether the standing trial is of any help."""
    total = errors.summary()
    words = f"the fitted markers lie {total['rms']:.1f} mm from the measured ones (RMS); worst {total['worst']}"
    found = []
    if errors.without_static is not None:
        bare = 1000.0 * errors.without_static
        beside = (
            f"with the standing trial markers fit to {total['rms']:.1f} mm (RMS), without it to about {bare:.1f} mm"
        )
        found = [plausibility_rule("static_trial").judge(1000.0 * errors.total - bare, beside)]
        words += f"; {beside}" if found[0] else ""
    found.append(plausibility_rule("marker_fit").judge(1000.0 * errors.total, words))
    return [finding for finding in found if finding]


def load_findings(
    loads: Sequence[ExternalLoad], time: Array, com: Array, weight: float, mass: float, *, alone: bool
) -> list[PlausibilityFinding]:
    """Measured forces beside the body's weight, and the largest of them.

    Over the part that is analysed the plates must carry, in the mean,

        mean vertical force = weight + mass * (change of the vertical speed of the centre of mass) / duration

    Args:
        loads: on segments. time: of the part, (frames,) [s].
        com: centre of mass at these times, (frames, 3) [m].
        weight, mass: of the body [N], [kg].
        alone: nothing but the plates carries the body, so that they must carry all of it.
    """
    if not loads or time.size < 3:
        return []
    push = total_force(loads, time)
    speed = np.gradient(com[:, 1], time)
    expected = weight + mass * float(speed[-1] - speed[0]) / float(time[-1] - time[0])
    ratio = float(np.trapezoid(push[:, 1], time) / (time[-1] - time[0])) / expected
    words = (
        f"the plates carry {ratio:.2f} times this body's weight ({mass:.1f} kg) from {time[0]:.2f} to {time[-1]:.2f} s"
    )
    found = [plausibility_rule("weight_above").judge(ratio - 1.0, words)]
    if alone:
        found.append(plausibility_rule("weight_missing").judge(1.0 - ratio, words))
    total = np.linalg.norm(push, axis=1) / weight
    frame = int(np.argmax(total))
    found.append(
        plausibility_rule("ground_force").judge(
            float(total[frame]), f"the plates push with {total[frame]:.3g} body weights at {time[frame]:.3f} s"
        )
    )
    return [finding for finding in found if finding]
