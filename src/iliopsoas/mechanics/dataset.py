"""The result as one labelled dataset.

Dimensions: `time`, `muscle`, `coordinate` (balanced), `joint` and `axis` (reactions), `level` (lumbar), `side`,
`pelvis` (the six residuals), `load` (measured, predicted or attached: `kind`; the part of the body in touch:
`contact`), `plate` (measured but hidden from the solver), `threshold` (loads that hurt, where a condition brings
some), `pose` (all coordinates), and `emg_channel` where muscles were recorded. Every variable carries its unit; the
attributes carry subject, options, notes, version and the citation keys of exactly this result.
"""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.mechanics.contact_forces import resultants
from iliopsoas.mechanics.femoral_head import head_push
from iliopsoas.mechanics.joint_ranges import beyond_range
from iliopsoas.mechanics.joint_reactions import bursa_force, disc_loads, joint_reactions, reported_joints
from iliopsoas.mechanics.pain_thresholds import Loads, threshold_ratios
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory

if TYPE_CHECKING:
    from iliopsoas.mechanics.solution import Solution

AXES = ["x", "y", "z"]
METHOD_SOURCES = ("degroote2016", "crowninshield1981", "happee1995", "todorov2012")
ROOT = ("pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation")


def assemble(body: Body, motion: Motion, trajectory: Trajectory, solution: Solution, *, exponent: int) -> xr.Dataset:
    """Name everything (see the module's docstring)."""
    kin, state, recruited = solution.kinetics, solution.fibres, solution.recruitment
    reactions = joint_reactions(body, solution.left_over)
    levels = [level.level for level in body.levels]
    compression, shear = disc_loads(body, reactions[:, -len(levels) :])
    loads = list(trajectory.loads)
    if solution.contacts is not None and kin.contacts is not None:
        loads += resultants(solution.contacts[0], kin.contacts, solution.contacts[1], trajectory.time)
    per_muscle = ("time", "muscle")
    variables = {
        "muscle_force": (per_muscle, solution.force, "N", "tendon force"),
        "passive_force": (per_muscle, state.passive, "N", "passive part of the tendon force"),
        "activation": (per_muscle, recruited.activation, "1", "activation"),
        "fibre_length": (per_muscle, state.length, "m", "fibre length"),
        "fibre_velocity": (per_muscle, state.velocity, "m/s", "fibre velocity, + lengthening"),
        "muscle_length": (per_muscle, kin.length, "m", "length of the muscle-tendon path"),
        "moment_arm": (("time", "muscle", "coordinate"), solution.arms, "m", "moment arm"),
        "joint_moment": (("time", "coordinate"), solution.total, "N m", "moment of muscles and passive structures"),
        "muscle_moment": (("time", "coordinate"), solution.moment, "N m", "moment asked of active muscle"),
        "reserve": (("time", "coordinate"), recruited.reserve, "N m", "moment the muscles could not give"),
        "joint_reaction": (("time", "joint", "axis"), reactions, "N", "force on the child, axes of the parent"),
        "compression": (("time", "level"), compression, "N", "disc compression"),
        "shear": (("time", "level"), shear, "N", "disc shear, + upper vertebra forward"),
        "bursa_force": (
            ("time", "side", "axis"),
            bursa_force(body, kin, solution.force),
            "N",
            "push of the iliopsoas on pelvic brim and femoral head, axes of the pelvis",
        ),
        "head_push": (
            ("time", "side", "axis"),
            head_push(body, kin, solution.force),
            "N",
            "part of bursa_force on the femoral head, which joint_reaction counts as the pelvis' push on the femur",
        ),
        "residual": (
            ("time", "pelvis"),
            solution.left_over[:, [body.map.row(c) for c in ROOT]],
            "N, N m",
            "force and moment at the pelvis that nothing explains",
        ),
        "pose": (("time", "pose_coordinate"), trajectory.q, "rad, m", "coordinates"),
        "contact_force": (
            ("time", "load", "axis"),
            _stack([load.force for load in loads], len(trajectory.time)),
            "N",
            "force of the outside world on a segment, ground axes",
        ),
        "contact_point": (
            ("time", "load", "axis"),
            _stack([load.point for load in loads], len(trajectory.time)),
            "m",
            "where it acts, ground axes",
        ),
    }
    thresholds = [t.name for t in body.limits.thresholds]
    if thresholds:
        joints = {name: reactions[:, k] for k, name in enumerate(reported_joints(body))}
        pressed = {level: compression[:, k] for k, level in enumerate(levels)}
        loads_that_hurt = Loads(solution.force, state.length, variables["bursa_force"][1], joints, pressed)
        variables["threshold_ratio"] = (
            ("time", "threshold"),
            threshold_ratios(body, loads_that_hurt),
            "1",
            "load over the threshold beyond which it hurts",
        )
    channels: list[str] = []
    if motion.emg is not None:
        channels = list(motion.emg.channels)
        variables["emg"] = (
            ("time", "emg_channel"),
            motion.emg.at(trajectory.time),
            motion.emg.unit,
            "envelope of the recorded electromyogram, not normalised",
        )
    data = xr.Dataset(
        {
            name: (dims, values, {"units": unit, "long_name": text})
            for name, (dims, values, unit, text) in variables.items()
        },
        coords={
            "time": ("time", trajectory.time, {"units": "s"}),
            "muscle": list(body.muscles.names),
            "coordinate": list(solution.coordinates),
            "joint": list(reported_joints(body)),
            "axis": AXES,
            "level": levels,
            "side": ["r", "l"],
            "pelvis": list(ROOT),
            "pose_coordinate": list(body.map.names),
            "load": [load.name for load in loads],
            "group": ("muscle", list(body.muscles.groups)),
            "fmax": ("muscle", body.muscles.fmax, {"units": "N"}),
            "lopt": ("muscle", body.muscles.lopt, {"units": "m"}),
            "activation_max": ("muscle", body.muscles.activation_max, {"units": "1"}),
            "segment": ("load", [load.body or "" for load in loads]),
            "kind": ("load", [load.kind for load in loads]),
            "contact": ("load", [contact_of(load) for load in loads]),
            **({"emg_channel": channels} if channels else {}),
            **({"threshold": thresholds} if thresholds else {}),
        },
    )
    if solution.measured is not None:
        data = data.assign(_hidden(trajectory, solution)).assign_coords(
            plate_contact=("plate", [contact_of(load) for load in trajectory.hidden])
        )
    subject = body.subject
    keys = sorted({*body.sources, *METHOD_SOURCES, *trajectory.sources})
    data.attrs = {
        "title": motion.name,
        "height_m": subject.height,
        "body_mass_kg": subject.mass,
        "body_weight_n": subject.weight,
        "sex": subject.sex,
        "age_years": subject.age,
        "conditions": " ".join(body.conditions),
        "exponent": exponent,
        "seconds": float(sum(solution.stages.values())),
        "stages": "; ".join(f"{name}: {seconds:.4f} s" for name, seconds in solution.stages.items()),
        "notes": "\n".join([*trajectory.notes, *(b.words for b in beyond_range(body, trajectory.q))]),
        "supports": json.dumps(drawn_supports(trajectory)),
        "sources": " ".join(keys),
        "iliopsoas_version": installed_version(),
    }
    if motion.marker_errors is not None:
        error = motion.marker_errors.summary()
        data.attrs |= {"marker_error_rms_mm": error["rms"], "marker_error_max_mm": error["max"]}
        data.attrs["marker_error_worst"] = error["worst"]
    return data


def contact_of(load: ExternalLoad) -> str:
    """The part of the body a load touches: 'foot_r', 'seat'; empty for what the body carries."""
    if load.kind == "predicted":
        return load.name.split(" on ")[0]
    if load.kind == "attached" or not load.body:
        return ""
    return load.body.replace("calcn_", "foot_")


def drawn_supports(trajectory: Trajectory) -> list[dict[str, Any]]:
    """Planes that push on the body, for pictures: name, a point, normal, half lengths where known."""
    out: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys(s.name for s in trajectory.supports if not s.grip):
        mine = [s for s in trajectory.supports if s.name == name]
        point = np.mean([s.point for s in mine], axis=0)
        out[name] = {"name": name, "point": point.round(4).tolist(), "normal": list(mine[0].normal)}
        if mine[0].size is not None:
            out[name]["size"] = list(mine[0].size)
    return list(out.values())


def _hidden(trajectory: Trajectory, solution: Solution) -> dict[str, xr.DataArray]:
    """What was measured but hidden from the solver."""
    force = _stack([load.force for load in trajectory.hidden], len(trajectory.time))
    return {
        "plate_force": xr.DataArray(
            force, dims=("time", "plate", "axis"), attrs={"units": "N", "long_name": "measured force, not used"}
        ),
        "plate_joint_moment": xr.DataArray(
            solution.measured,
            dims=("time", "coordinate"),
            attrs={"units": "N m", "long_name": "joint moment with the measured instead of the predicted forces"},
        ),
    }


def _stack(arrays: list[np.ndarray], frames: int) -> np.ndarray:
    return np.stack(arrays, axis=1) if arrays else np.zeros((frames, 0, 3))


def installed_version() -> str:
    """Version of this package."""
    try:
        return version("iliopsoas")
    except PackageNotFoundError:
        return "unknown"
