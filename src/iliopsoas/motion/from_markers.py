"""From marker files to a body and its motion, in one call.

read -> recognise labels -> our axes -> segment lengths -> body -> marker places -> inverse kinematics
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from iliopsoas.atlas.marker_sets import MarkerSet, read_marker_set
from iliopsoas.atlas.marker_words import normalized_label
from iliopsoas.atlas.plausibility import accepted, plausibility_rule
from iliopsoas.body.body import Body
from iliopsoas.body.subject import USUAL_MASS, Sex, Subject
from iliopsoas.errors import InputError
from iliopsoas.motion.files.marker_files import read_markers
from iliopsoas.motion.markers.inverse_kinematics import inverse_kinematics
from iliopsoas.motion.markers.labels import RecognisedLabels, recognise_marker_set
from iliopsoas.motion.markers.laboratory_axes import align_axes
from iliopsoas.motion.markers.marker_registration import register_by_movement, register_by_static_trial
from iliopsoas.motion.markers.model_markers import generic_model_markers
from iliopsoas.motion.markers.recording_errors import without_misplaced
from iliopsoas.motion.markers.segment_scaling import estimate_segment_lengths
from iliopsoas.motion.plausibility import fit_findings, marker_findings
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.records.motion import Motion
from iliopsoas.motion.signals.checks import listed

DEFAULT_MASS = USUAL_MASS
"""Mass of a person nobody weighed [kg]; a note says so; technical."""
IN_SIGHT = 0.5
"""Share of the markers that must be seen for a person to be there [-]; technical."""

LOST_MOST = 0.5
"""Share of the trial's markers that its standing trial may lack [-]; technical."""
COMPARED_FRAMES = 40
"""Frames in which it is tried whether a standing trial helps; technical."""


class MeasuredPerson(NamedTuple):
    """A person and what they did.

    Attributes:
        body: scaled to the markers.
        motion: joint angles, with the plates and electromyograms of the recording.
    """

    body: Body
    motion: Motion


def motion_from_markers(
    trial: str | Path | Markers,
    static: str | Path | Markers | None = None,
    *,
    mass: float | None = None,
    height: float | None = None,
    sex: Sex = "male",
    age: float = 30.0,
    marker_set: str | Path | MarkerSet | None = None,
    variants: Iterable[str] = (),
    accept: Iterable[str] = (),
    frames: int | None = None,
) -> MeasuredPerson:
    """A scaled body and its motion from a .trc or .c3d file.

    Args:
        trial: the movement.
        static: the same person standing still with the same markers; without it lengths and marker places come from
            the movement and the stature, which a note says.
        mass: [kg]; default what the file says, else that of `Subject()` with a note.
        height: stature [m]; default what the file says, else estimated from the legs and the trunk.
        marker_set: name of the set in `marker_sets.toml`, or the file of one's own (`read_marker_set`); default
            recognised by the labels.
        accept: checks of plausibility whose findings are accepted (`iliopsoas.atlas.plausibility`).
        frames: fit so many frames only, evenly spaced from the first to the last, and say so; default all.

    Raises:
        InputError: unreadable files, too few known markers, impossible sizes, markers that are not on the body, a fit
            that explains them badly. Each says what to do.
    """
    moving = trial if isinstance(trial, Markers) else read_markers(trial)
    chosen = read_marker_set(marker_set) if isinstance(marker_set, Path) else marker_set
    known = recognise_marker_set(moving.labels, chosen)
    moving = align_axes(moving, known).markers
    known = without_misplaced(moving, known)
    moving = _present(moving, known)
    accepted(marker_findings(moving.keep(known.spots)), accept)
    notes: list[str] = list(known.notes)
    standing, both = moving, known
    if static is not None:
        standing = static if isinstance(static, Markers) else read_markers(static)
        standing = with_labels_of(moving, standing)
        both = _same_set(standing, known)
        standing = align_axes(standing, both).markers
        both = without_misplaced(standing, both)
        notes += [f"Standing trial: {note}" for note in (*both.notes[1:], *standing.notes)]
        notes += _compare(known, both)
    person = {
        **moving.person,
        **standing.person,
        **{k: v for k, v in (("mass", mass), ("height", height)) if v is not None},
    }
    subject, why = scale_from_static(
        standing, both, mass=person.get("mass"), height=person.get("height"), sex=sex, age=age
    )
    notes += why if static is not None else [f"No standing trial: {why[-1][0].lower()}{why[-1][1:]}", *why[:-1]]
    body = Body.build(subject, variants=variants)
    model = generic_model_markers(_joined(known, both), body.factors)
    if static is not None:
        model, missing, why = register_by_static_trial(body, model, standing)
        notes += why
        if missing.any():
            model, _, why = register_by_movement(body, model, moving, missing)
            notes += why
    else:
        model, _, why = register_by_movement(body, model, moving)
        notes += [*why, "No standing trial: the markers' places on their segments come from the movement itself."]
    if frames is not None and frames < moving.frames:
        notes.append(f"{frames} of {moving.frames} frames were fitted, to be looked at.")
        moving = moving.thinned(frames)
    motion = inverse_kinematics(body, moving, model)
    errors = motion.marker_errors
    assert errors is not None
    if static is not None and 1000.0 * errors.total > plausibility_rule("static_trial").care:
        bare = _error_without_static(moving, known, subject)
        errors = dataclasses.replace(errors, without_static=bare)
        motion = dataclasses.replace(motion, marker_errors=errors)
    total = errors.summary()
    accepted(fit_findings(errors), accept)
    notes.append(
        f"Markers: {total['rms']:.1f} mm RMS between measured and fitted, at most {total['max']:.0f} mm; worst "
        f"{total['worst']}."
    )
    if not both.labels_of("hip_centre_r", "hip_centre_l"):
        motion = dataclasses.replace(motion, sources=(*motion.sources, "harrington2007"))
    return MeasuredPerson(body, motion.with_notes(notes))


def _error_without_static(moving: Markers, known: RecognisedLabels, subject: Subject) -> float | None:
    """What some frames of the movement leave at the markers (RMS) [m] where it scales the body and places the markers
    itself; None where it cannot.

    Args:
        subject: the person as the standing trial has them.
    """
    few = moving.thinned(COMPARED_FRAMES)
    try:
        own, _ = scale_from_static(
            few, known, mass=subject.mass, height=subject.height, sex=subject.sex, age=subject.age
        )
        body = Body.build(own)
        model, _, _ = register_by_movement(body, generic_model_markers(known, body.factors), few)
        errors = inverse_kinematics(body, few, model).marker_errors
    except InputError:
        return None
    return None if errors is None else errors.total


def scale_from_static(
    standing: Markers,
    known: RecognisedLabels,
    *,
    mass: float | None = None,
    height: float | None = None,
    sex: Sex = "male",
    age: float = 30.0,
) -> tuple[Subject, list[str]]:
    """The person whose segment lengths the markers (in our axes) tell, and notes.

    Args:
        mass: [kg]; that of `Subject()` with a note where it is not known.
        height: stature [m]; estimated from the lengths where it is not known.
    """
    lengths = estimate_segment_lengths(standing, known, height)
    notes = (
        []
        if mass is not None
        else [f"No body mass is known: {DEFAULT_MASS:.1f} kg was assumed. Give it, forces depend on it."]
    )
    low, high = min(lengths.factors.values()), max(lengths.factors.values())
    if low < 0.4 or high > 2.0:
        worst = min(lengths.factors, key=lambda b: -abs(lengths.factors[b] - 1.0))
        raise InputError(
            f"the markers make {worst} {lengths.factors[worst]:.2f} times as long as an average one: check the unit, "
            "the labels, and the stature"
        )
    subject = Subject(lengths.height, DEFAULT_MASS if mass is None else mass, sex, age, dict(lengths.factors))
    return subject, [*notes, *lengths.notes]


def with_labels_of(trial: Markers, standing: Markers) -> Markers:
    """The standing trial with its labels as the trial writes them: prefixes and spellings may differ between files."""
    written = {normalized_label(label): label for label in trial.labels}
    labels = tuple(written.get(normalized_label(label), label) for label in standing.labels)
    return standing if len(set(labels)) < len(labels) else dataclasses.replace(standing, labels=labels)


def _same_set(standing: Markers, known: RecognisedLabels) -> RecognisedLabels:
    """The standing trial's labels, by the set of the trial."""
    refused = (
        f"the standing trial '{standing.name}' does not carry the markers of the trial, which follow the set "
        f"'{known.marker_set.name}'"
    )
    try:
        found = recognise_marker_set(standing.labels, known.marker_set)
    except InputError as error:
        raise InputError(f"{refused}: {error}") from None
    lost = [label for label in known.spots if label not in found.spots]
    if len(lost) > LOST_MOST * len(known.spots):
        raise InputError(f"{refused}: it lacks {listed(lost, 20)}")
    return found


def _present(markers: Markers, known: RecognisedLabels) -> Markers:
    """Without the frames before the person comes into sight and after they leave it."""
    seen = markers.keep(known.spots).seen()
    seen = seen[:, seen.any(axis=0)]
    there = np.flatnonzero(seen.mean(axis=1) >= IN_SIGHT)
    if not there.size:
        raise InputError(f"markers '{markers.name}': no frame shows half of the markers; the trial cannot be used")
    lost = markers.frames - 1 - int(there[-1]) + int(there[0])
    if not lost:
        return markers
    start, end = float(markers.time[there[0]]), float(markers.time[there[-1]])
    note = (
        f"{lost} frames at the ends show less than half of the markers: the part from {start:g} to {end:g} s is used."
    )
    return markers.window(start, end).with_notes([note])


def _joined(trial: RecognisedLabels, static: RecognisedLabels) -> RecognisedLabels:
    """The spots of both files."""
    couples = tuple(dict.fromkeys((*static.couples, *trial.couples)))
    return RecognisedLabels(trial.marker_set, {**static.spots, **trial.spots}, (), couples)


def _compare(trial: RecognisedLabels, static: RecognisedLabels) -> list[str]:
    only = [label for label in trial.spots if label not in static.spots]
    if not only:
        return []
    return [f"Not in the standing trial: {listed(only)}; their places come from the movement."]
