"""The variables of a result, one function a group: values with dimensions, unit and description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.body.body import Body
from iliopsoas.mechanics.femoral_head import femoral_head_force
from iliopsoas.mechanics.joint_reactions import bursa_force, disc_loads, joint_reactions, reported_joints
from iliopsoas.mechanics.limits.pain_thresholds import ThresholdLoads, threshold_ratios
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.emg import Emg
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.trajectory import Trajectory

ROOT = ("pelvis_tx", "pelvis_ty", "pelvis_tz", "pelvis_tilt", "pelvis_list", "pelvis_rotation")
"""The six degrees of freedom of the pelvis in space."""


class Variable(NamedTuple):
    """One variable of the dataset: names of its dimensions, values, unit and what it is."""

    dims: tuple[str, ...]
    values: Array
    unit: str
    long_name: str


Variables = dict[str, Variable]


class WorstArms(NamedTuple):
    """Moment arms about each balanced coordinate in the frame in which it lacks most: who could have helped.

    Attributes:
        lacking: largest reserve of each coordinate, (n) [N m]. arms: of all strands in that frame, (n, m) [m].
    """

    lacking: Array
    arms: Array

    def with_later(self, other: WorstArms) -> WorstArms:
        """The worse of both, coordinate by coordinate; the earlier one where they are equal."""
        worse = other.lacking > self.lacking
        return WorstArms(np.where(worse, other.lacking, self.lacking), np.where(worse[:, None], other.arms, self.arms))

    def variables(self) -> Variables:
        """As a variable of the result."""
        name = "moment arms in the frame in which the coordinate lacks most"
        return {"moment_arm_at_worst": Variable(("coordinate", "muscle"), self.arms, "m", name)}


def worst_arms(solution: Solution) -> WorstArms:
    """The worst frame of each balanced coordinate, and the moment arms there."""
    lacking = np.abs(solution.recruitment.reserve)
    frame, coordinate = lacking.argmax(axis=0), np.arange(lacking.shape[1])
    return WorstArms(lacking[frame, coordinate], solution.moment_arms[frame, :, coordinate])


def muscle_variables(solution: Solution, *, moment_arms: bool = True) -> Variables:
    """Forces, activations and fibres of every strand; moment arms, which are the largest of all, if asked for."""
    fibres, dims = solution.fibres, ("time", "muscle")
    arms = {"moment_arm": Variable(("time", "muscle", "coordinate"), solution.moment_arms, "m", "moment arm")}
    return {
        "muscle_force": Variable(dims, solution.tendon_force, "N", "tendon force"),
        "passive_force": Variable(dims, fibres.passive, "N", "passive part of the tendon force"),
        "activation": Variable(dims, solution.recruitment.activation, "1", "activation"),
        "fibre_length": Variable(dims, fibres.length, "m", "fibre length"),
        "fibre_velocity": Variable(dims, fibres.velocity, "m/s", "fibre velocity, + lengthening"),
        "muscle_length": Variable(dims, solution.kinetics.length, "m", "length of the muscle-tendon path"),
        **(arms if moment_arms else {}),
    }


def moment_variables(solution: Solution) -> Variables:
    """Moments about the balanced coordinates."""
    dims, reserve = ("time", "coordinate"), solution.recruitment.reserve
    return {
        "joint_moment": Variable(
            dims, solution.joint_moment, "N m", "moment of muscles, passive structures and abdominal pressure"
        ),
        "muscle_moment": Variable(dims, solution.muscle_moment, "N m", "moment asked of active muscle"),
        "reserve": Variable(dims, reserve, "N m", "moment the muscles could not give"),
    }


def joint_load_variables(body: Body, solution: Solution) -> Variables:
    """Reactions of joints, discs, and the iliopsoas' push on brim and femoral head."""
    reactions = joint_reactions(body, solution.constraint_forces)
    pressure = solution.abdominal_pressure
    compression, shear = disc_loads(body, reactions[:, -len(body.levels) :])
    sides = ("time", "side", "axis")
    return {
        "joint_reaction": Variable(("time", "joint", "axis"), reactions, "N", "force on the child, axes of the parent"),
        "compression": Variable(("time", "level"), compression, "N", "disc compression"),
        "abdominal_pressure": Variable(("time",), pressure, "Pa", "pressure of the belly beyond that of rest"),
        "shear": Variable(("time", "level"), shear, "N", "disc shear, + upper vertebra forward"),
        "bursa_force": Variable(
            sides,
            bursa_force(body, solution.kinetics, solution.tendon_force),
            "N",
            "push of the iliopsoas on pelvic brim and femoral head, axes of the pelvis",
        ),
        "head_push": Variable(
            sides,
            femoral_head_force(body, solution.kinetics, solution.tendon_force),
            "N",
            "part of bursa_force on the femoral head, which joint_reaction counts as the pelvis' push on the femur",
        ),
    }


def pose_variables(body: Body, trajectory: Trajectory, solution: Solution) -> Variables:
    """Coordinates, and what stays unexplained at the pelvis."""
    residual = solution.constraint_forces[:, [body.map.row(c) for c in ROOT]]
    return {
        "residual": Variable(
            ("time", "pelvis"), residual, "N, N m", "force and moment at the pelvis that nothing explains"
        ),
        "pose": Variable(("time", "pose_coordinate"), trajectory.q, "rad, m", "coordinates"),
    }


def contact_variables(loads: Sequence[ExternalLoad], frames: int) -> Variables:
    """What the outside world does to the body, measured, predicted or attached."""
    dims = ("time", "load", "axis")
    force, point = stacked([load.force for load in loads], frames), stacked([load.point for load in loads], frames)
    return {
        "contact_force": Variable(dims, force, "N", "force of the outside world on a segment, ground axes"),
        "contact_point": Variable(dims, point, "m", "where it acts, ground axes"),
    }


def threshold_variables(body: Body, solution: Solution, joint_loads: Variables) -> Variables:
    """Loads over their thresholds; nothing where no condition brings any."""
    if not body.limits.thresholds:
        return {}
    reactions, compression = joint_loads["joint_reaction"].values, joint_loads["compression"].values
    loads = ThresholdLoads(
        force=solution.tendon_force,
        fibre_length=solution.fibres.length,
        bursa=joint_loads["bursa_force"].values,
        joints={name: reactions[:, k] for k, name in enumerate(reported_joints(body))},
        compression={level.level: compression[:, k] for k, level in enumerate(body.levels)},
    )
    ratios = threshold_ratios(body, loads)
    name = "load over the threshold beyond which it hurts"
    return {"threshold_ratio": Variable(("time", "threshold"), ratios, "1", name)}


def emg_variables(emg: Emg | None, time: Array) -> Variables:
    """Recorded activities of muscles at the frames; nothing where none were recorded."""
    if emg is None:
        return {}
    name = "envelope of the recorded electromyogram, not normalised"
    return {"emg": Variable(("time", "emg_channel"), emg.at(time), emg.unit, name)}


def hidden_plate_variables(trajectory: Trajectory, solution: Solution) -> Variables:
    """What was measured but hidden from the solver; nothing where nothing was."""
    if solution.measured_moment is None:
        return {}
    force = stacked([load.force for load in trajectory.hidden], len(trajectory.time))
    text = "joint moment with the measured instead of the predicted forces"
    return {
        "plate_force": Variable(("time", "plate", "axis"), force, "N", "measured force, not used"),
        "plate_joint_moment": Variable(("time", "coordinate"), solution.measured_moment, "N m", text),
    }


def stacked(arrays: Sequence[Array], frames: int) -> Array:
    """Vectors of several loads side by side, (frames, loads, 3)."""
    return np.stack(arrays, axis=1) if arrays else np.zeros((frames, 0, 3))
