"""Walking: contact force of the hip, when the iliopsoas works, who gives the late-stance flexor moment.

`movements` names the walk: 'walk' was measured on one man, 'walk_average' are averaged curves of many people; `trial`
names a recorded one instead.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import SolverError
from iliopsoas.evidence.basis.context import Context
from iliopsoas.evidence.basis.target import Target
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.gait_events import Stance, main_stance, vertical_ground_force
from iliopsoas.results.hip_contact import hip_contact_force, hip_contact_peaks

Array = NDArray[np.float64]
SIDE = "r"
WALK = ("walk",)
ILIOPSOAS = ("psoas_major", "iliacus")
TOTAL_AND_ACTIVE = ("joint_moment", "muscle_moment")
PEAK_PHASE = 2.5
"""Half the length of a peak phase [% of the cycle] (bergmann2016)."""
PELVIS_PLANE_DEG = 5.87
"""How far the plane through the iliac spines, against which gait laboratories count hip flexion, leans forward when
pelvis_tilt is zero [deg] (rajagopal2016)."""


def hip_peak(context: Context, which: str, movements: Sequence[str] = WALK) -> float:
    """Hip contact force at one of its two peaks in stance, 'peak1' or 'peak2' [body weights]."""
    return float(hip_contact_peaks(context.stride(movements), SIDE)[which]["bw"] or np.nan)


def hip_peak_phase(context: Context, which: str, movements: Sequence[str] = WALK) -> float:
    """Mean hip contact force over a peak phase, 2.5 % of the cycle on either side of the peak [body weights]."""
    now = percent(context, movements)
    frame = hip_contact_peaks(context.stride(movements), SIDE)[which]["frame"]
    there = np.abs(now - now[frame]) <= PEAK_PHASE
    return float(hip_contact_force(context.stride(movements), SIDE)[there].mean())


def instrumented_hips(context: Context, which: str) -> Target:
    """Mean and standard deviation of ten instrumented hips over the peak phases [body weights]; the same for both."""
    del context, which
    mean, sd = INSTRUMENTED_HIPS["mean"], INSTRUMENTED_HIPS["sd"]
    return Target(mean, mean - sd, mean + sd, sd)


def activation(context: Context, muscles: tuple[str, ...] = ILIOPSOAS, movements: Sequence[str] = WALK) -> Array:
    """Activation of muscles together over the cycle, strands weighted by volume, (frames) [-]."""
    walk = context.stride(movements)
    mine = np.isin(walk["group"].values, [f"{m}_{SIDE}" for m in muscles])
    volume = (walk["fmax"].values * walk["lopt"].values)[mine]
    out: Array = walk["activation"].values[:, mine] @ volume / volume.sum()
    return out


def largest_before_midstance(context: Context, movements: Sequence[str] = WALK, trial: str = "") -> float:
    """Largest activation of the iliacus in the first half of stance [%]."""
    movements = (trial,) if trial else movements
    stance = _stance(context, movements)
    early = slice(stance.first, (stance.first + stance.last) // 2 + 1)
    return 100.0 * float(activation(context, ("iliacus",), movements)[early].max())


def burst(context: Context, movements: Sequence[str] = WALK, trial: str = "") -> float:
    """When the iliopsoas is most active [% of the cycle]."""
    movements = (trial,) if trial else movements
    return float(percent(context, movements)[activation(context, movements=movements).argmax()])


def onset(context: Context, movements: Sequence[str] = WALK, trial: str = "") -> float:
    """When the iliacus first exceeds half its greatest activation [% of the cycle]."""
    movements = (trial,) if trial else movements
    values = activation(context, ("iliacus",), movements)
    return float(percent(context, movements)[np.flatnonzero(values > 0.5 * values.max())[0]])


def passive_share(context: Context, movements: Sequence[str] = WALK, trial: str = "") -> float:
    """Share of the late-stance flexor moment that ligaments and passive muscle give, at its peak [%]."""
    movements = (trial,) if trial else movements
    total, active = (
        context.stride(movements)[name].sel(coordinate="hip_flexion_r").values for name in TOTAL_AND_ACTIVE
    )
    peak = int(total[: _stance(context, movements).last + 1].argmax())
    return 100.0 * float(1.0 - active[peak] / total[peak])


def flexor_moment(context: Context, movements: Sequence[str] = WALK) -> float:
    """Largest hip flexor moment in stance [N m/kg]."""
    return float(_moment(context, movements)[: _stance(context, movements).last + 1].max())


def extensor_moment(context: Context, movements: Sequence[str] = WALK) -> float:
    """Largest hip extensor moment in the first half of stance [N m/kg]."""
    stance = _stance(context, movements)
    return -float(_moment(context, movements)[: (stance.first + stance.last) // 2].min())


def pull_off_power(context: Context, movements: Sequence[str] = WALK) -> float:
    """Largest power of the hip flexors around foot-off, 50 to 75 % of the cycle [W/kg]."""
    walk = context.stride(movements)
    flexion = walk["pose"].sel(pose_coordinate="hip_flexion_r").values
    power = _moment(context, movements) * np.gradient(flexion, walk["time"].values)
    now = percent(context, movements)
    return float(power[(now >= 50.0) & (now <= 75.0)].max())


def percent(context: Context, movements: Sequence[str] = WALK) -> Array:
    """Time in percent of the right leg's cycle, (frames)."""
    time = context.stride(movements)["time"].values
    out: Array = 100.0 * (time - time[0]) / (time[-1] - time[0])
    return out


def _moment(context: Context, movements: Sequence[str] = WALK) -> Array:
    out: Array = context.stride(movements)["joint_moment"].sel(coordinate="hip_flexion_r").values
    return out / float(context.stride(movements).attrs["body_mass_kg"])


def _stance(context: Context, movements: Sequence[str] = WALK) -> Stance:
    found = main_stance(context.stride(movements), SIDE)
    if found is None:
        raise SolverError("the walk has no stance of the right foot")
    return found


def ground_force(context: Context, which: str, movements: Sequence[str] = WALK) -> float:
    """Vertical force under the foot: its 'first' peak, the 'valley' between, its 'second' peak [body weights]."""
    stance = _stance(context, movements)
    force = vertical_ground_force(context.stride(movements), SIDE) / float(
        context.stride(movements).attrs["body_weight_n"]
    )
    half = (stance.first + stance.last) // 2
    first = stance.first + int(force[stance.first : half].argmax())
    second = half + int(force[half : stance.last].argmax())
    return float({"first": force[first], "valley": force[first:second].min(), "second": force[second]}[which])


def fore_aft_force(context: Context, forward: bool, movements: Sequence[str] = WALK) -> float:
    """Largest force under the foot that drives forward, or that brakes, as a positive number [body weights]."""
    walk = context.stride(movements)
    mine = walk["contact"].values == f"foot_{SIDE}"
    force = walk["contact_force"].values[:, mine, 0].sum(axis=1) / float(walk.attrs["body_weight_n"])
    return float(force.max() if forward else -force.min())


def angle(context: Context, coordinate: str, largest: bool, movements: Sequence[str] = WALK) -> float:
    """Largest or smallest angle over the cycle [deg]; hip flexion counted against the plane of the iliac spines."""
    degrees = np.degrees(context.stride(movements)["pose"].sel(pose_coordinate=coordinate).values)
    offset = PELVIS_PLANE_DEG if coordinate.startswith("hip_flexion") else 0.0
    return float(degrees.max() if largest else degrees.min()) + offset


def stride(context: Context, what: str, movements: Sequence[str] = WALK) -> float:
    """'speed' [m/s], 'step' length [m] or 'cadence' [steps a minute]."""
    walk = context.stride(movements)
    seconds = float(walk["time"].values[-1] - walk["time"].values[0])
    metres = float(np.ptp(walk["pose"].sel(pose_coordinate="pelvis_tx").values[[0, -1]]))
    return {"speed": metres / seconds, "step": 0.5 * metres, "cadence": 120.0 / seconds}[what]


def foot_off(context: Context, movements: Sequence[str] = WALK) -> float:
    """When the foot leaves the ground [% of the cycle]."""
    return float(percent(context, movements)[_stance(context, movements).last + 1])


def anterior_tilt(context: Context, movements: Sequence[str] = WALK) -> float:
    """Mean forward lean of the plane through the iliac spines [deg]."""
    tilt = context.stride(movements)["pose"].sel(pose_coordinate="pelvis_tilt").values
    return PELVIS_PLANE_DEG - float(np.degrees(tilt.mean()))
