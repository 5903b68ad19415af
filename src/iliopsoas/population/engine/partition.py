"""Some people of a study, one after the other: what a worker process does."""

from __future__ import annotations

import functools
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from iliopsoas.errors import IliopsoasError
from iliopsoas.mechanics.balance import RecruitmentCost
from iliopsoas.mechanics.equation import moved_body
from iliopsoas.population.definition.study_records import PopulationStudy
from iliopsoas.population.engine.person_body import all_muscles, healthy_person, in_arm, strength_level
from iliopsoas.population.engine.person_loads import MovementLoads, movement_loads
from iliopsoas.population.engine.posed_movement import PosedMovement, node_heights, trajectory_of
from iliopsoas.population.sampling.drawn_person import DrawnPerson, drawn_person

DONE, FAILED = "done", "failed"
Nodes = Mapping[tuple[str, float], PosedMovement]
"""Movements by name and stature."""


class PartitionWork(NamedTuple):
    """People to do.

    Attributes:
        study: of which. first, stop: numbers of the people, from the first to before the last.
        nodes: movements at the statures that these people need.
    """

    study: PopulationStudy
    first: int
    stop: int
    nodes: Nodes


class PartitionRows(NamedTuple):
    """What became of some people, in the order of their numbers.

    Attributes:
        people: a row each: number, status, reason, size and everything that was drawn.
        outcomes: a row for each person, arm and movement that was solved.
        curves: a row for each of these and each load whose curve is kept.
    """

    people: list[dict[str, Any]]
    outcomes: list[dict[str, Any]]
    curves: list[dict[str, Any]]


def do_partition(work: PartitionWork) -> PartitionRows:
    """Everybody of a partition; nobody's failure takes others along."""
    rows = PartitionRows([], [], [])
    for number in range(work.first, work.stop):
        _do_person(work, number, rows)
    return rows


def _do_person(work: PartitionWork, number: int, rows: PartitionRows) -> None:
    drawn = drawn_person(work.study, number, _muscles())
    reasons: list[str] = []
    if drawn.size.impossible:
        reasons.append(drawn.size.impossible)
    else:
        try:
            for row in _solved(work, drawn, reasons):
                rows.outcomes.append(row[0])
                rows.curves.extend(row[1])
        except IliopsoasError as error:
            reasons.append(str(error))
        except Exception as error:  # a defect of ours must not take the other people along
            reasons.append(_unexpected(error))
    rows.people.append(person_row(drawn, "; ".join(reasons)))


def _solved(
    work: PartitionWork, drawn: DrawnPerson, reasons: list[str]
) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Rows of one person's movements; what fails is told in `reasons`."""
    study, body = work.study, healthy_person(drawn)
    cost = RecruitmentCost(joint_load=drawn.single["joint_load_cost"], volume_power=drawn.single["volume_power"])
    bodies = {arm.name: in_arm(body, drawn, arm) for arm in study.arms}
    out = []
    for wanted in study.movements:
        nodes = [work.nodes[wanted.name, height] for height in node_heights(drawn.size.height)]
        trajectory = trajectory_of(nodes, drawn.size.height, body.subject.weight)
        moved = moved_body(body, trajectory)
        for arm, changed in bodies.items():
            try:
                found = movement_loads(changed, trajectory, moved, cost, nodes[0].weights, study.curves, wanted.side)
            except IliopsoasError as error:
                reasons.append(f"{wanted.name}{'' if len(bodies) == 1 else f' ({arm})'}: {error}")
                continue
            out.append((_outcome_row(drawn, arm, wanted.name, found), _curve_rows(drawn, arm, wanted.name, found)))
    return out


@functools.cache
def _muscles() -> tuple[str, ...]:
    return all_muscles()


def person_row(drawn: DrawnPerson, reason: str) -> dict[str, Any]:
    """What is written of a person: who they are, all that was drawn, what became of them."""
    size = drawn.size
    row: dict[str, Any] = {
        "person": drawn.number,
        "status": FAILED if reason else DONE,
        "reason": reason,
        "sex": size.sex,
        "age_years": size.age,
        "height_m": size.height,
        "mass_kg": size.mass,
        "bmi": size.bmi,
        "strength_level": float("nan") if size.impossible else strength_level(drawn),
        "variants": " ".join(drawn.variants),
        "conditions": " ".join(drawn.conditions),
        **drawn.single,
    }
    for spread, values in drawn.muscles.items():
        for name, value in values.items():
            key = f"{spread} {name}"
            if len(value) == 1:
                row[key] = float(value[0])
            else:
                row |= {f"{key} {axis}": float(x) for axis, x in zip("xyz", value, strict=True)}
    return row


def _outcome_row(drawn: DrawnPerson, arm: str, movement: str, found: MovementLoads) -> dict[str, Any]:
    return {
        "person": drawn.number,
        "arm": arm,
        "movement": movement,
        "can_do": found.can_do,
        "lacking": found.lacking,
        "fibres_outside": found.fibres_outside,
        **found.values,
    }


def _curve_rows(drawn: DrawnPerson, arm: str, movement: str, found: MovementLoads) -> list[dict[str, Any]]:
    return [
        {"person": drawn.number, "arm": arm, "movement": movement, "load": key, "values": curve.tolist()}
        for key, curve in found.curves.items()
    ]


def _unexpected(error: Exception) -> str:
    at = traceback.extract_tb(error.__traceback__)[-1]
    return f"unexpected {type(error).__name__}: {error} ({Path(at.filename).name}, line {at.lineno}); please report"


def lost_partition(work: PartitionWork, reason: str) -> PartitionRows:
    """Rows of people whose process was lost: who they are, and that they failed."""
    drawn = (drawn_person(work.study, number, _muscles()) for number in range(work.first, work.stop))
    return PartitionRows([person_row(one, reason) for one in drawn], [], [])
