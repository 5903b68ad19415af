"""The result as one labelled dataset.

Dimensions: `time`, `muscle`, `coordinate` (balanced), `joint` and `axis` (reactions), `level` (lumbar), `side`,
`pelvis` (the six residuals), `load` (measured, predicted or attached: `kind`; the part of the body in touch:
`contact`), `plate` (measured but hidden from the solver), `threshold` (loads that hurt, where a condition brings
some), `pose` (all coordinates), and `emg_channel` where muscles were recorded. Every variable carries its unit; the
attributes carry subject, options, notes, version and the citation keys of exactly this result.

A long record is put together of parts (`result_part`); without the moment arms of every frame it keeps those of the
worst one (`moment_arm_at_worst`). The variables themselves are in `dataset_variables`, a function for each group.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.mechanics.balance import RecruitmentCost
from iliopsoas.mechanics.contact_forces import ContactResultant, contact_resultants
from iliopsoas.mechanics.dataset_variables import (
    ROOT,
    Variables,
    WorstArms,
    contact_variables,
    emg_variables,
    hidden_plate_variables,
    joint_load_variables,
    moment_variables,
    muscle_variables,
    pose_variables,
    threshold_variables,
    worst_arms,
)
from iliopsoas.mechanics.joint_reactions import reported_joints
from iliopsoas.mechanics.limits.joint_ranges import exceeded_ranges
from iliopsoas.mechanics.solution import Solution
from iliopsoas.motion.records.attachments import attached_as_text
from iliopsoas.motion.records.external_loads import ExternalLoad
from iliopsoas.motion.records.gait_event import events_as_text
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.trajectory import Trajectory, TrajectoryPlan
from iliopsoas.version import installed_version

METHOD_SOURCES = ("degroote2016", "crowninshield1981", "happee1995", "todorov2012", "torsostanding", "mairiaux1984")
"""What every result owes: muscle curves, recruitment, its weights, the engine, tone and pressure of the trunk."""


class ResultPart(NamedTuple):
    """Some frames of a result.

    Attributes:
        first: number of its first frame in the whole.
        variables: those over time, all of the same frames.
        worst: moment arms where most was lacking so far (`WorstArms`).
        contacts: names of the forces of the outside world, the same in every part.
        coordinates: names of the balanced coordinates. compared: measured forces were hidden and are compared.
        stages: seconds spent in each stage.
    """

    first: int
    variables: Variables
    worst: WorstArms
    contacts: tuple[ContactLabel, ...]
    coordinates: tuple[str, ...]
    compared: bool
    stages: Mapping[str, float]

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return len(self.variables["muscle_force"].values)

    def joined_to(self, earlier: ResultPart) -> ResultPart:
        """The same with the worst moment arms and the seconds of both."""
        stages = {name: earlier.stages.get(name, 0.0) + seconds for name, seconds in self.stages.items()}
        return self._replace(worst=earlier.worst.with_later(self.worst), stages=stages)

    def after(self, before: int) -> ResultPart:
        """Without its first frames, which only led up to the others."""
        kept = {n: v._replace(values=v.values[before:]) for n, v in self.variables.items()}
        return self._replace(first=self.first + before, variables=kept)


class ContactLabel(NamedTuple):
    """What is known of a force of the outside world: its name, segment, kind and the part of the body in touch."""

    load: str
    segment: str
    kind: str
    contact: str


def result_part(
    body: Body, motion: Motion, trajectory: Trajectory, solution: Solution, *, first: int = 0, moment_arms: bool = True
) -> ResultPart:
    """The variables of some frames, named.

    Args:
        first: number of the first of these frames in the whole.
        moment_arms: keep them for every frame: two thirds of a result.
    """
    contacts = [ContactResultant(touched_region(load), load) for load in trajectory.loads]
    if solution.contacts is not None:
        contacts += contact_resultants(solution.contacts, trajectory.time)
    joint_loads = joint_load_variables(body, solution)
    variables = {
        **muscle_variables(solution, moment_arms=moment_arms),
        **moment_variables(solution),
        **joint_loads,
        **pose_variables(body, trajectory, solution),
        **contact_variables([c.load for c in contacts], len(trajectory.time)),
        **threshold_variables(body, solution, joint_loads),
        **emg_variables(motion.emg, trajectory.time),
        **hidden_plate_variables(trajectory, solution),
    }
    labels = tuple(ContactLabel(c.load.name, c.load.body or "", c.load.kind, c.region) for c in contacts)
    compared = solution.measured_moment is not None
    worst = worst_arms(solution)
    return ResultPart(first, variables, worst, labels, solution.coordinates, compared, solution.stages)


def assemble(body: Body, motion: Motion, trajectory: Trajectory, solution: Solution) -> xr.Dataset:
    """Name everything (see the module's docstring)."""
    part = result_part(body, motion, trajectory, solution)
    return labelled(
        part.variables,
        result_labels(body, motion, trajectory, part),
        result_attributes(body, motion, trajectory, solution.cost, solution.stages),
    )


def labelled(variables: Variables, labels: Mapping[str, Any], attributes: Mapping[str, Any]) -> xr.Dataset:
    """Variables of all frames with labels and attributes."""
    return xr.Dataset(
        {n: (v.dims, v.values, {"units": v.unit, "long_name": v.long_name}) for n, v in variables.items()},
        coords=labels,
        attrs=attributes,
    )


def result_labels(
    body: Body, motion: Motion, trajectory: Trajectory | TrajectoryPlan, part: ResultPart
) -> dict[str, Any]:
    """Labels of all dimensions, and what is known of each muscle and load.

    Args:
        trajectory: of the whole. part: any of it.
    """
    muscles, contacts = body.muscles, part.contacts
    labels: dict[str, Any] = {
        "time": ("time", trajectory.time, {"units": "s"}),
        "muscle": list(muscles.names),
        "coordinate": list(part.coordinates),
        "joint": list(reported_joints(body)),
        "axis": ["x", "y", "z"],
        "level": [level.level for level in body.levels],
        "side": ["r", "l"],
        "pelvis": list(ROOT),
        "pose_coordinate": list(body.map.names),
        "load": [c.load for c in contacts],
        "group": ("muscle", list(muscles.groups)),
        "fmax": ("muscle", muscles.fmax, {"units": "N"}),
        "lopt": ("muscle", muscles.lopt, {"units": "m"}),
        "activation_max": ("muscle", muscles.activation_max, {"units": "1"}),
        "segment": ("load", [c.segment for c in contacts]),
        "kind": ("load", [c.kind for c in contacts]),
        "contact": ("load", [c.contact for c in contacts]),
    }
    if motion.emg is not None and motion.emg.channels:
        labels["emg_channel"] = list(motion.emg.channels)
        labels["emg_muscle"] = ("emg_channel", [motion.emg.muscle_of(name) for name in motion.emg.channels])
    if body.limits.thresholds:
        labels["threshold"] = [t.name for t in body.limits.thresholds]
    if part.compared:
        labels["plate_contact"] = ("plate", [touched_region(load) for load in trajectory.hidden])
    return labels


def result_attributes(
    body: Body,
    motion: Motion,
    trajectory: Trajectory | TrajectoryPlan,
    cost: RecruitmentCost,
    stages: Mapping[str, float],
) -> dict[str, Any]:
    """Subject, options, notes, sources and version.

    Args:
        trajectory: of the whole. stages: seconds spent in each.
    """
    subject = body.subject
    out: dict[str, Any] = {
        "title": motion.name,
        "height_m": subject.height,
        "body_mass_kg": subject.mass,
        "body_weight_n": subject.weight,
        "sex": subject.sex,
        "age_years": subject.age,
        "segment_scale": json.dumps(subject.segment_scale),
        "variants": " ".join(body.variants),
        "conditions": " ".join(body.conditions),
        "exponent": cost.exponent,
        "joint_load_cost": cost.joint_load,
        "volume_power": cost.volume_power,
        "seconds": float(sum(stages.values())),
        "stages": "; ".join(f"{name}: {seconds:.4f} s" for name, seconds in stages.items()),
        "notes": "\n".join([*trajectory.notes, *(r.note for r in exceeded_ranges(body, trajectory.coordinate))]),
        "findings": json.dumps([vars(finding) for finding in trajectory.findings]),
        "supports": json.dumps(_support_planes(trajectory)),
        "attached": attached_as_text(motion.attached),
        "events": events_as_text(motion.events),
        "sources": " ".join(sorted({*body.sources, *METHOD_SOURCES, *trajectory.sources})),
        "iliopsoas_version": installed_version(),
    }
    if motion.marker_errors is not None:
        error = motion.marker_errors.summary()
        out |= {f"marker_error_{what}_mm": error[what] for what in ("rms", "max")}
        out["marker_error_worst"] = error["worst"]
    return out


def touched_region(load: ExternalLoad) -> str:
    """The part of the body a measured load touches: 'foot_r'; empty for what the body carries."""
    if load.kind == "attached" or not load.body:
        return ""
    return load.body.replace("calcn_", "foot_")


def _support_planes(trajectory: Trajectory | TrajectoryPlan) -> list[dict[str, Any]]:
    """Planes that push on the body, for pictures: name, a point, normal, lengths where known."""
    out: dict[str, dict[str, Any]] = {}
    for name in dict.fromkeys(s.name for s in trajectory.supports if not s.grip):
        mine = [s for s in trajectory.supports if s.name == name]
        point = np.mean([s.point for s in mine], axis=0)
        out[name] = {"name": name, "point": point.round(4).tolist(), "normal": list(mine[0].normal)}
        if mine[0].size is not None:
            out[name]["size"] = [2.0 * half for half in mine[0].size]
    return list(out.values())
