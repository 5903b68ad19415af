"""A made-up result on a real body: plates, poses that move, forces that are plainly invented."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject

PERIOD = 1.0
"""Cycle of the made-up walk [s]."""
STRIKE = {"r": 0.20, "l": 0.70}
"""First heel strikes [s]."""
COORDINATES = (
    *(f"{c}_{s}" for s in "rl" for c in ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle")),
    "lumbar_extension",
)
ROOT = ("pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation")


@pytest.fixture(scope="session")
def body() -> Body:
    """Somebody a little taller than the generic body."""
    return Body.build(Subject(1.80, 72.6))


@pytest.fixture(scope="session")
def walk(body: Body) -> xr.Dataset:
    """1.5 s at 100 Hz: a whole right cycle, a left one with one heel strike."""
    return made_up(body, np.arange(0.0, 1.505, 0.01))


@pytest.fixture(scope="session")
def free(body: Body) -> xr.Dataset:
    """The same without measured forces."""
    return made_up(body, np.arange(0.0, 1.505, 0.01), plates=False)


@pytest.fixture(scope="session")
def single(body: Body) -> xr.Dataset:
    """One frame."""
    return made_up(body, np.array([0.3]), plates=False)


def made_up(body: Body, time: np.ndarray, *, plates: bool = True) -> xr.Dataset:
    """A dataset with everything `analyze` names."""
    n, m = len(time), len(body.muscles)
    rng = np.random.default_rng(7)
    phase = 2 * np.pi * time / PERIOD
    pose = body.map.pose(n, pelvis_ty=0.95, pelvis_tx=1.2 * time)
    for side, shift in (("r", 0.0), ("l", np.pi)):
        pose[:, body.map.column(f"hip_flexion_{side}")] = 0.2 + 0.4 * np.cos(phase + shift)
        pose[:, body.map.column(f"knee_angle_{side}")] = 0.5 - 0.4 * np.cos(phase + shift + 1)
    levels = [level.level for level in body.levels]
    joints = ["hip_r", "hip_l", "knee_r", "knee_l", *levels]
    wave = 1 + 0.5 * np.sin(phase)[:, None]
    force = wave * rng.uniform(5, 60, m)
    loads = ["plate_1", "plate_2"] if plates else []
    contact = np.zeros((n, len(loads), 3))
    for k, side in enumerate("rl" if plates else ""):
        contact[:, k, 1] = np.where((time - STRIKE[side]) % PERIOD < 0.62, 700.0, 0.0)
    point = np.stack([np.stack([1.2 * time, 0 * time, z + 0 * time], axis=1) for z in (0.1, -0.1)], axis=1)
    point[contact[..., 1] == 0 if plates else np.zeros((n, 2), dtype=bool)] = np.nan
    hip = np.stack([-200 * wave[:, 0], -1500 * wave[:, 0], 150 * wave[:, 0]], axis=1)
    reaction = np.stack([hip * (1 + 0.05 * j) for j in range(len(joints))], axis=1)
    per_level = wave * np.linspace(1200, 700, len(levels))
    moment = np.cos(phase)[:, None] * np.linspace(10, 90, len(COORDINATES))
    variables = {
        "muscle_force": (("time", "muscle"), force),
        "activation": (("time", "muscle"), np.clip(force / 100, 0, 1)),
        "muscle_length": (("time", "muscle"), lengths(body, pose)),
        "joint_moment": (("time", "coordinate"), moment),
        "muscle_moment": (("time", "coordinate"), moment),
        "moment_arm": (("time", "muscle", "coordinate"), np.full((n, m, len(COORDINATES)), 0.03)),
        "reserve": (("time", "coordinate"), 0.01 * moment),
        "joint_reaction": (("time", "joint", "axis"), reaction),
        "compression": (("time", "level"), per_level),
        "shear": (("time", "level"), 0.2 * per_level - 100),
        "bursa_force": (("time", "side", "axis"), np.stack([hip * 0.3, hip * 0.25], axis=1)),
        "residual": (("time", "pelvis"), np.full((n, 6), 4.0)),
        "pose": (("time", "pose_coordinate"), pose),
        "contact_force": (("time", "load", "axis"), contact),
        "contact_point": (("time", "load", "axis"), point[:, : len(loads)]),
    }
    data = xr.Dataset(
        variables,
        coords={
            "time": time, "muscle": list(body.muscles.names), "coordinate": list(COORDINATES), "joint": joints,
            "axis": ["x", "y", "z"], "level": levels, "side": ["r", "l"], "pelvis": list(ROOT), "load": loads,
            "pose_coordinate": list(body.map.names), "group": ("muscle", list(body.muscles.groups)),
            "fmax": ("muscle", body.muscles.fmax), "lopt": ("muscle", body.muscles.lopt),
            "activation_max": ("muscle", body.muscles.activation_max),
            "segment": ("load", ["calcn_r", "calcn_l"] if plates else []),
            "kind": ("load", ["measured", "measured"] if plates else []),
            "contact": ("load", ["foot_r", "foot_l"] if plates else []),
        },
    )  # fmt: skip
    data.attrs = {
        "title": "made <up> walk", "height_m": 1.80, "body_mass_kg": 72.6, "body_weight_n": 72.6 * 9.80665,
        "sex": "female", "age_years": 30.0, "seconds": 0.1, "notes": "First note.\nSecond <note>.",
        "sources": "iliopsoas", "iliopsoas_version": "0.1.0",
    }  # fmt: skip
    return data


def lengths(body: Body, pose: np.ndarray) -> np.ndarray:
    """Path lengths straight from the engine, (frames, m) [m]."""
    data = mujoco.MjData(body.model)
    u = body.map.expand(pose, 0 * pose, 0 * pose)[0]
    out = np.zeros((len(pose), len(body.muscles)))
    for i, row in enumerate(u):
        data.qpos[:] = row
        mujoco.mj_fwdPosition(body.model, data)
        out[i] = data.ten_length
    return out
