"""OpenSim beside ours on the recorded trials: hip and knee loads of the same person, angles and plates.

OpenSim gets RajagopalLaiUhlrich2023, each thigh, shank and pelvis scaled to ours, our joint angles, the centres of the
hips where ours are, and static optimisation with muscle physiology, exponent 2 and reserves of 1 N m.

    python bench/opensim_trials.py [trial ...] [--out docs/_bench/opensim_trials.md]       minutes each
"""

from __future__ import annotations

import argparse
import importlib
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from least_loads import MEASURED
from opensim_peer import Peer, Recording, run_peer
from trial import SHARED

from iliopsoas import Body, analyze
from iliopsoas.arrays import Array
from iliopsoas.body.kinematics.segment_poses import points_in_pose
from iliopsoas.evidence.basis.recorded_trials import TRIALS, RecordedTrial
from iliopsoas.files import write_text
from iliopsoas.motion import write_storage
from iliopsoas.motion.records.motion import Motion

GENERIC_MODEL = SHARED / "peers" / "RajagopalLaiUhlrich2023.osim"
JOINTS = {
    f"{joint}_{side}": f"{child}_{side}"
    for joint, child in (("hip", "femur"), ("walker_knee", "tibia"))
    for side in "rl"
}
LANDMARKS = ("pelvis", "femur_r", "femur_l", "tibia_r", "talus_r")
SHANK = ("tibia", "patella", "talus", "calcn", "toes")
TURNS = ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
SLIDES = ("pelvis_tx", "pelvis_ty", "pelvis_tz")


def main() -> None:
    """Print and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("trials", nargs="*", default=["walk_gait2392", "squats", "chair_rise", "running"])
    parser.add_argument("--out", type=Path, help="write the table there")
    options = parser.parse_args()
    lines = ["| trial | joint | ours | OpenSim | instrumented people |", "| --- | --- | --- | --- | --- |"]
    for name in options.trials:
        lines += list(compared(name, TRIALS[name]))
        print("\n".join(lines[-4:]), flush=True)
    if options.out:
        text = "<!-- written by bench/opensim_trials.py; do not edit -->\n\n" + "\n".join(lines) + "\n"
        write_text(options.out, text)


def compared(name: str, trial: RecordedTrial) -> Iterator[str]:
    """Rows of one trial."""
    body, motion = trial.read(SHARED / "trials")
    ours = analyze(
        body, motion, cutoff_hz=trial.cutoff_hz, start=trial.start, end=trial.end, seat=trial.seat, moment_arms=False
    )
    window = (float(ours.time[0]), float(ours.time[-1]))
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
        peer = prepared(Path(folder), body, motion, trial, window)
    weight = body.subject.weight
    for joint, force in peer.reactions.items():
        known = joint.removeprefix("walker_")
        mine = np.linalg.norm(ours["joint_reaction"].sel(joint=known), axis=1).max() / weight
        theirs = np.linalg.norm(force, axis=1).max() / weight
        yield f"| {name} | {known} | {mine:.2f} | {theirs:.2f} | {MEASURED[name][known.startswith('knee')]} |"


def prepared(folder: Path, body: Body, motion: Motion, trial: RecordedTrial, window: tuple[float, float]) -> Peer:
    """Scale the model, write its movement, run it."""
    osim: Any = importlib.import_module("opensim")
    osim.Logger.setLevelString("Off")
    places = dict(zip(LANDMARKS, points_in_pose(body, body.map.pose(1)[0], LANDMARKS, np.zeros((5, 3))), strict=True))
    scaled(osim, places, trial.mass).printToXML(str(folder / "scaled.osim"))
    loads = SHARED / "trials" / trial.folder / (trial.loads or trial.motion)
    _moved(osim, folder, motion, places)
    return run_peer(
        Recording(
            folder / "scaled.osim", folder / "theirs.mot", loads, _plates(loads), *window, trial.cutoff_hz, JOINTS
        )
    )


class _Place(NamedTuple):
    """Of segments of an OpenSim model in its default pose [m]."""

    model: Any
    state: Any

    def __call__(self, segment: str) -> Array:
        out: Array = self.model.getBodySet().get(segment).getPositionInGround(self.state).to_numpy()
        return out


def scaled(osim: Any, places: dict[str, Array], mass: float) -> Any:
    """The generic model with our lengths of thigh, shank and pelvis."""
    model = osim.Model(str(GENERIC_MODEL))
    state = model.initSystem()
    theirs = _Place(model, state)

    def factor(a: str, b: str) -> float:
        return float(np.linalg.norm(places[a] - places[b]) / np.linalg.norm(theirs(a) - theirs(b)))

    thigh, shank, pelvis = factor("femur_r", "tibia_r"), factor("tibia_r", "talus_r"), factor("femur_r", "femur_l")
    factors = osim.ScaleSet()
    for i in range(model.getBodySet().getSize()):
        name = model.getBodySet().get(i).getName()
        base = name.rsplit("_", 1)[0]
        size = thigh if base == "femur" else pelvis if name == "pelvis" else shank
        one = osim.Scale()
        one.setSegmentName(name)
        one.setScaleFactors(osim.Vec3(size, size, size))
        one.setApply(True)
        factors.cloneAndAppend(one)
    model.scale(state, factors, True, mass)
    return model


def _moved(osim: Any, folder: Path, motion: Motion, places: dict[str, Array]) -> None:
    """Our angles with the middle between the hips where ours is, written as `theirs.mot`."""
    model = osim.Model(str(folder / "scaled.osim"))
    state = model.initSystem()
    coordinates, at = model.getCoordinateSet(), _Place(model, state)
    names = [coordinates.get(i).getName() for i in range(coordinates.getSize())]
    columns = {name: np.array(values) for name, values in motion.coordinates.items()}
    for side in "rl":
        columns[f"knee_angle_{side}_beta"] = columns[f"knee_angle_{side}"]

    def turn(angles: tuple[float, ...]) -> None:
        for name, value in zip((*TURNS, *SLIDES), (*angles, 0.0, 0.0, 0.0), strict=True):
            coordinates.get(name).setValue(state, float(value), False)
        model.realizePosition(state)

    turn((0.0, 0.0, 0.0))
    ours = 0.5 * (places["femur_r"] + places["femur_l"]) - places["pelvis"]
    apart = ours - (0.5 * (at("femur_r") + at("femur_l")) - at("pelvis"))
    for t in range(len(motion.time)):
        turn(tuple(columns[n][t] for n in TURNS))
        rotation = model.getBodySet().get("pelvis").getTransformInGround(state).R()
        step = np.array([[rotation.get(i, j) for j in range(3)] for i in range(3)]) @ apart
        for name, value in zip(SLIDES, step, strict=True):
            columns[name][t] += value
    kept = [n for n in names if n in columns]
    table = np.stack([motion.time, *(columns[n] for n in kept)], axis=1)
    write_storage(folder / "theirs.mot", ["time", *kept], table, in_degrees=False)


def _plates(loads: Path) -> dict[str, tuple[str, str, str]]:
    """Columns of the right foot's plate, which comes first, and of the left one's."""
    labels = next(line for line in loads.read_text().splitlines() if line.lower().startswith("time")).split()
    parts = [[label[:-1] for label in labels if re.search(end, label)] for end in ("_vx$", "_px$", "(_mx|torque_x)$")]
    right, left, *_ = zip(*parts, strict=True)
    return {"calcn_r": right, "calcn_l": left}


if __name__ == "__main__":
    main()
