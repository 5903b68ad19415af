"""A plan as a TOML file that a person can edit; read back, it is checked line by line, rules of safety included.

    [profile]                        the whole profile, see `profile_file`
    [[phase]]                        name, weeks, progress_when, note
      [[phase.exercise]]             exercise, side, repetitions, sets, per_day, per_week, hold_s, tempo, preset,
                                     parameters, reason
    [[refused]]                      exercise, reason, rule, instead; only told, never read into a plan's exercises
    rest, stop_rule, notes           what stands at the top

Advice, referrals and open questions follow from the profile and are made anew when the file is read.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Interval

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.reading.field_types import Number, OneOf, Text, Texts, Whole, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.atlas.rehabilitation.catalogue import dose_preset, rehabilitation
from iliopsoas.errors import AtlasError, InputError
from iliopsoas.files import read_text, write_text
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.programme.changes import DOSE_LIMITS, parameter_value
from iliopsoas.rehab.programme.choice import CardSource, card_source
from iliopsoas.rehab.programme.doses import dose_words
from iliopsoas.rehab.programme.plan import SIMULATED, Dose, Phase, Plan, PlannedExercise, Refusal
from iliopsoas.rehab.programme.planner import make_plan
from iliopsoas.rehab.programme.profile import SIDES, STAGES, Profile
from iliopsoas.rehab.programme.profile_file import profile_as_toml, profile_from_block, toml_lines
from iliopsoas.rehab.programme.safety import violations

TOP = ("profile", "phase", "refused")
ABOUT = "# A plan that may be edited: weeks, doses, exercises. `iliopsoas rehab plan THIS_FILE` checks it line by line."


@dataclass(frozen=True, kw_only=True)
class PlanEntries:
    """What stands at the top of a plan."""

    __pydantic_config__ = record_config()

    rest: str = ""
    stop_rule: Text
    notes: Texts = ()


@dataclass(frozen=True, kw_only=True)
class PhaseEntries:
    """A block [[phase]]."""

    __pydantic_config__ = record_config()

    name: Annotated[Text, OneOf("phase", STAGES)]
    weeks: Annotated[Whole, Interval(ge=1, le=26)]
    progress_when: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ExerciseEntries:
    """A block [[phase.exercise]]."""

    __pydantic_config__ = record_config()

    exercise: Annotated[Text, OneOf("prescribed exercise", lambda: [p.name for p in rehabilitation().prescriptions])]
    side: Annotated[Text, OneOf("side", SIDES)]
    repetitions: Whole
    sets: Whole
    per_day: Whole = 1
    per_week: Whole = 7
    hold_s: Number = 0.0
    tempo: str = ""
    preset: Annotated[Text, OneOf("dose", lambda: [d.name for d in rehabilitation().doses])]
    parameters: Mapping[str, float | str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class RefusalEntries:
    """A block [[refused]]."""

    __pydantic_config__ = record_config()

    exercise: Text
    reason: Text
    rule: Text
    instead: str = ""


def write_plan(plan: Plan, path: Path | str) -> Path:
    """Write a plan; the file is never half-written."""
    return write_text(Path(path), plan_as_toml(plan))


def plan_as_toml(plan: Plan) -> str:
    """A plan as text that `plan_from_text` reads."""
    lines = [ABOUT, f"# {SIMULATED}"]
    lines += toml_lines({"rest": plan.rest or None, "stop_rule": plan.stop_rule, "notes": plan.notes})
    for referral in plan.see_physician:
        lines.append(f"# See a physician: {referral.words}")
    lines += ["", profile_as_toml(plan.profile, within="profile")]
    for phase in plan.phases:
        about = {"name": phase.name, "weeks": phase.weeks, "progress_when": phase.progress_when, "note": phase.note}
        lines += ["[[phase]]", *toml_lines({k: v or None for k, v in about.items()}), ""]
        for exercise in phase.exercises:
            lines += ["[[phase.exercise]]", *toml_lines(_exercise_data(exercise)), ""]
    for refusal in plan.refused:
        lines += ["[[refused]]", *toml_lines({k: v or None for k, v in vars(refusal).items()}), ""]
    return "\n".join(lines)


def read_plan(path: Path | str, cards: Iterable[LoadCard] | CardSource | None = None) -> Plan:
    """A plan from a file; with cards, its loads are checked too.

    Raises:
        FileError: it cannot be read.
        InputError: what stands in it cannot be, or a rule of safety is broken; the message names file, line and key.
    """
    return plan_from_text(read_text(Path(path)), str(path), cards)


def plan_from_text(text: str, file: str = "plan", cards: Iterable[LoadCard] | CardSource | None = None) -> Plan:
    """A plan from TOML text; `file` is its name in errors."""
    try:
        whole = TomlFile.parse(text, file)
        return _plan(TomlBlock(whole, (), whole.data, ""), cards)
    except AtlasError as error:
        raise InputError(str(error)) from None


def is_plan(text: str) -> bool:
    """Whether TOML text holds a plan rather than a profile."""
    return any(line.strip() in ("[profile]", "[[phase]]") for line in text.splitlines())


def _plan(top: TomlBlock, cards: Iterable[LoadCard] | CardSource | None) -> Plan:
    values = top.values.get("profile")
    if not isinstance(values, dict):
        raise top.error("no [profile]; a plan holds the profile it was made for")
    profile = profile_from_block(top.child(("profile",), values, "profile"))
    entries = top.read(PlanEntries, without=TOP)
    source = card_source(cards)
    blocks = top.inner("phase")
    exercises = [block.inner("exercise") for block in blocks]
    phases = [_phase(block, inner, source) for block, inner in zip(blocks, exercises, strict=True)]
    order = [STAGES.index(phase.name) for phase in phases]
    for i, (one, other) in enumerate(itertools.pairwise(order), start=1):
        if one >= other:
            raise blocks[i].error(
                f"'{phases[i].name}' cannot follow '{phases[i - 1].name}'; the order is {', '.join(STAGES)}", "name"
            )
    refused = tuple(Refusal(**vars(b.read(RefusalEntries))) for b in top.inner("refused", of="refused"))
    made = _derived(profile)
    plan = replace(made, profile=profile, phases=tuple(phases), refused=refused, **vars(entries))
    plan = replace(
        plan, sources=tuple(sorted({*made.sources, *(k for e in plan.exercises for k in e.dose.source.split(";"))}))
    )
    for broken in violations(plan, with_loads=cards is not None):
        at = top if broken.phase < 0 else blocks[broken.phase]
        raise (at if broken.exercise < 0 else exercises[broken.phase][broken.exercise]).error(broken.words)
    return plan


def _derived(profile: Profile) -> Plan:
    """What follows from a profile without loads: referrals, open questions, advice."""
    return make_plan(replace(profile, caps={}))


def _phase(block: TomlBlock, exercises: list[TomlBlock], source: CardSource | None) -> Phase:
    found = block.read(PhaseEntries, without=("exercise",))
    planned = tuple(_exercise(inner, source) for inner in exercises)
    names = [(e.exercise, e.side) for e in planned]
    for i, name in enumerate(names):
        if name in names[:i]:
            raise exercises[i].error(f"{name[0]} stands twice in '{found.name}'", "exercise")
    return Phase(found.name, found.weeks, planned, found.progress_when, found.note)


def _exercise(block: TomlBlock, source: CardSource | None) -> PlannedExercise:
    found = block.read(ExerciseEntries)
    for key, (low, high) in DOSE_LIMITS.items():
        value = getattr(found, key)
        if not low <= value <= high:
            raise block.error(f"{key} is {value:g}; it must be from {low} to {high}", key)
    parameters = {key: _parameter(block, found.exercise, key, value) for key, value in found.parameters.items()}
    one_side = find_movement(found.exercise).laterality == "one" and found.side == "both"
    numbers = {key: getattr(found, key) for key in DOSE_LIMITS}
    try:
        words = dose_words(**numbers, tempo=found.tempo, one_side=one_side)
    except ValueError:
        raise block.error(f"tempo is '{found.tempo}'; it must be seconds up-hold-down, '3-1-3'", "tempo") from None
    dose = Dose(**numbers, tempo=found.tempo, preset=found.preset, source=dose_preset(found.preset).source, words=words)
    return PlannedExercise(
        found.exercise,
        found.side,
        dose,
        parameters,
        found.reason,
        source(found.exercise, parameters) if source else None,
    )


def _parameter(block: TomlBlock, exercise: str, key: str, value: float | str) -> float | str:
    try:
        return parameter_value(exercise, key, value)
    except InputError as error:
        raise block.error(str(error), "parameters", key) from None


def _exercise_data(exercise: PlannedExercise) -> dict[str, Any]:
    dose = exercise.dose
    numbers = {key: getattr(dose, key) for key in DOSE_LIMITS}
    return {
        "exercise": exercise.exercise,
        "side": exercise.side,
        **numbers,
        "tempo": dose.tempo or None,
        "preset": dose.preset,
        "parameters": exercise.parameters or None,
        "reason": exercise.reason,
    }
