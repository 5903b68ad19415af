"""Angles, ground forces, moments and powers of a movement; in walking beside how healthy people walk at that pace."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.walking.own_norms import OwnNorms
from iliopsoas.atlas.walking.walking_norms import WalkingNorm, walking_norms, walking_pace
from iliopsoas.report.figures.curve_chart import SIDE_COLOUR, SIDE_DASH, Chart, Line, Ribbon, chart
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.basis.columns import frames_of, some_columns
from iliopsoas.results.basis.joint_power import joint_power
from iliopsoas.results.cycle_axis import Axis, has_flight_phase

Axes = Mapping[str, Axis]
Read = Callable[[xr.Dataset, str], Array]
BROAD = 2.0
"""Standard deviations from the mean beyond which a curve is called unusual."""
LEAST_TRAVEL_M = 0.4
"""Somebody whose pelvis comes no further walks on a treadmill: their speed is not known."""


class Norms(NamedTuple):
    """What a walk is compared with.

    Attributes:
        pace: 'very slow' ...; empty where nothing is, and with a user's own.
        of: quantities by name.
        own: the user's own, if they are.
    """

    pace: str
    of: Mapping[str, WalkingNorm]
    own: OwnNorms | None = None

    def ribbons(self, quantity: str) -> list[Ribbon]:
        """The band of a quantity, if there is one."""
        norm = self.of.get(quantity)
        return [Ribbon("usual, mean \u00b1 SD", norm.percent, norm.mean - norm.sd, norm.mean + norm.sd)] if norm else []


NO_NORMS = Norms("", {})
"""Nothing to compare with (technical)."""


def norms_of(result: xr.Dataset, axes: Axes, leg_length: float, own: OwnNorms | None = None) -> Norms:
    """The norms of this walk's pace, none where it is no walk over ground; or a user's own, where there is a cycle."""
    if own is not None:
        return Norms("", own.of if axes["r"].cycle else {}, own)
    speed = walking_speed(result)
    if not axes["r"].cycle or speed is None or has_flight_phase(result):
        return Norms("", {})
    pace = walking_pace(speed, leg_length)
    return Norms((pace or "").replace("_", " "), walking_norms(pace or ""))


def walking_speed(result: xr.Dataset) -> float | None:
    """Mean speed of the pelvis over ground [m/s]; None where it stays in place."""
    names = [str(name) for name in result["pose_coordinate"].values]
    time = result["time"].values
    if len(time) < 2 or not {"pelvis_tx", "pelvis_tz"} <= set(names):
        return None
    ends = frames_of(result, "pose", [0, len(time) - 1])[:, [names.index("pelvis_tx"), names.index("pelvis_tz")]]
    way = float(np.linalg.norm(ends[1] - ends[0]))
    return way / float(time[-1] - time[0]) if way > LEAST_TRAVEL_M else None


def angle_charts(result: xr.Dataset, axes: Axes, norms: Norms) -> list[Chart]:
    """Pelvis, hip, knee and ankle."""

    def angle(name: str) -> Read:
        return lambda r, s: np.degrees(r["pose"].sel(pose_coordinate=name.replace("{s}", s)).values)

    there = {str(name) for name in result["pose_coordinate"].values}
    what = (
        ("pelvis_tilt", "pelvis_tilt", "Pelvis, + tilts backward"),
        ("hip_flexion", "hip_flexion_{s}", "Hip, + flexion"),
        ("hip_adduction", "hip_adduction_{s}", "Hip, + adduction"),
        ("knee_angle", "knee_angle_{s}", "Knee, + flexion"),
        ("ankle_angle", "ankle_angle_{s}", "Ankle, + dorsiflexion"),
    )
    return [
        _chart(result, axes, f"angle-{key}", title, "angle [deg]", angle(name), norms, f"{key}_deg")
        for key, name, title in what
        if name.replace("{s}", "r") in there
    ]


def ground_charts(result: xr.Dataset, axes: Axes, norms: Norms) -> list[Chart]:
    """What the ground gives each foot; nothing where nothing is known of it."""
    if not any(str(part).startswith("foot_") for part in result["contact"].values):
        return []
    weight = body_weight(result)

    def force(axis: int) -> Read:
        def read(r: xr.Dataset, side: str) -> Array:
            mine = r["contact"].values == f"foot_{side}"
            out: Array = some_columns(r, "contact_force", mine)[:, :, axis].sum(axis=1) / weight
            return out

        return read

    what = (("force_up_bw", "Up", force(1)), ("force_forward_bw", "Forward", force(0)), ("", "To the right", force(2)))
    return [
        _chart(result, axes, f"ground-{k}", title, "force [body weights]", read, norms, key)
        for k, (key, title, read) in enumerate(what)
    ]


def moment_charts(result: xr.Dataset, axes: Axes, norms: Norms) -> list[Chart]:
    """Joint moments per body mass."""
    mass = float(result.attrs["body_mass_kg"])

    def moment(name: str) -> Read:
        return lambda r, s: r["joint_moment"].sel(coordinate=f"{name}_{s}").values / mass

    what = (
        ("hip_flexion", "Hip, + flexion"),
        ("hip_adduction", "Hip, + adduction"),
        ("knee_angle", "Knee, + flexion"),
        ("ankle_angle", "Ankle, + dorsiflexion"),
    )
    there = {str(name) for name in result["coordinate"].values}
    return [
        _chart(result, axes, f"moment-{n}", title, "moment [N m/kg]", moment(n), norms, f"{n}_moment_nm_kg")
        for n, title in what
        if f"{n}_r" in there
    ]


def power_charts(result: xr.Dataset, axes: Axes, norms: Norms) -> list[Chart]:
    """Joint powers per body mass."""
    mass = float(result.attrs["body_mass_kg"])

    def power(joint: str) -> Read:
        return lambda r, s: joint_power(r, joint, s) / mass

    what = (("hip", "Hip", "hip_flexion"), ("knee", "Knee", "knee_angle"), ("ankle", "Ankle", "ankle_angle"))
    return [
        _chart(result, axes, f"power-{joint}", title, "power [W/kg]", power(joint), norms, f"{key}_power_w_kg")
        for joint, title, key in what
    ]


def _chart(
    result: xr.Dataset, axes: Axes, key: str, title: str, unit: str, read: Read, norms: Norms, quantity: str
) -> Chart:
    """Both legs, with the norm where there is one."""
    lines = [Line(text, read(result, s), axes[s], SIDE_COLOUR[s], SIDE_DASH[s]) for s, text in SIDE_NAMES.items()]
    caption = beside_norm(lines, norms, quantity, unit)
    return chart(key, title, lines, unit, ribbons=norms.ribbons(quantity), caption=caption, shade=axes["r"].cycle)


def beside_norm(lines: Sequence[Line], norms: Norms, quantity: str, unit: str) -> str:
    """What is usual in these curves and what is not; empty where nothing is known of the quantity."""
    norm = norms.of.get(quantity)
    return "" if norm is None else " ".join(_beside(line, norm, unit) for line in lines)


def _beside(line: Line, norm: WalkingNorm, unit: str) -> str:
    """'Right: within two SD all the time.' or where it is unusual, and how far."""
    values, at = line.axis.arrange(line.values), line.axis.at
    mean, sd = norm.at(at)
    away = (values - mean) / np.maximum(sd, 1e-9)
    known = np.isfinite(away)
    if not known.any():
        return ""
    share = 100.0 * float((np.abs(away[known]) > BROAD).mean())
    name = line.name.capitalize()
    if share < 0.5:
        return f"{name}: usual, within {BROAD:.0f} SD of the mean throughout."
    worst = int(np.nanargmax(np.where(known, np.abs(values - mean) * (np.abs(away) > BROAD), np.nan)))
    what = unit[unit.index("[") + 1 : unit.index("]")]
    return (
        f"{name}: unusual (beyond {BROAD:.0f} SD) in {share:.0f} % of the cycle, most at {at[worst]:.0f} %: "
        f"{values[worst] - mean[worst]:+.2g} {what} from the mean."
    )
