"""`study`: the analyses that a question takes, and what their comparison says.

    result    the person as they are, in the movement that was recorded, or in the one they can do (`adapt`)
    plain     the same without anatomical variants, where there are some
    healthy   the recorded movement without conditions, where there are some

Like is compared with like: where an adapted movement stands on predicted forces, so does the healthy person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.analyze import plan_analysis
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.differences import Difference, differences, differences_in_words, variants_in_words
from iliopsoas.results.stored.growing import stored_analysis
from iliopsoas.study.options import Options
from iliopsoas.study.outcome import RESULT, Study
from iliopsoas.study.person import Person
from iliopsoas.study.recordings import Recording, of_the_library

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.adaptation.adapted import Adapted

Progress = Callable[[int], None]


LONG_FRAMES = 2048
"""Longer results are written to a file while they are computed, if there is a folder for them (technical)."""
GROWN = {"plain": ".plain.nc", "healthy": ".healthy.nc"}
"""Files of the comparisons while they are needed."""


def study(
    person: Person,
    recording: Recording,
    options: Options | None = None,
    *,
    progress: Progress | None = None,
    into: Path | None = None,
) -> Study:
    """Muscle forces and joint loads of a person in a movement, beside the same person without what is special.

    Main arguments:
        person: who, with variants and conditions.
        recording: what they did: `LibraryMovement`, `AngleFile` or `MarkerFile`.
        options: how to analyse it; default `Options()`.

    Other arguments:
        progress: called with the number of frames done, during the person's own analysis.
        into: a folder in which results that are too long for memory are written while they are computed; short ones
            stay in memory. `Study.save` into the same folder then has little left to do, and `Study.close` ends it.

    Returns:
        All analyses with their notes and differences; `Study.save` keeps them.

    Raises:
        InputError: a file, name or value that cannot be used; says which and what to do.
        SolverError: an analysis that found no solution, or no movement that the conditions allow.
    """
    body, motion = recording.measured(person)
    options = options or Options()
    if of_the_library(recording):  # a file may be called 'walk' as well, and is analysed as it is
        options = options.for_motion(motion)
    if options.adapt and not body.conditions:
        raise InputError("nothing to adapt to: this person has no condition; give one, for instance 'tightness=0.8'")
    adapted = _adapted(body, motion, options) if options.adapt else None
    done = _what_is_done(motion, options, adapted)
    room = _Room(into)
    result = room.analysed(RESULT, body, done.motion, done.options, progress)
    plain = healthy = None
    if body.variants:
        bare = Body.build(body.subject, conditions=body.conditions)
        plain = room.analysed(GROWN["plain"], bare, done.motion, done.options)
    if body.conditions:
        healthy = room.analysed(GROWN["healthy"], body.healthy(), motion, _like_with_like(options, adapted))
    found = _differences(body, result, healthy, adapted)
    result.attrs["notes"] = "\n".join([result.attrs["notes"], *_notes(body, result, plain, adapted, found)])
    return Study(body, motion, done.motion, result, plain, healthy, adapted, tuple(found), room.grown)


class _Room:
    """Where results go: into memory, or into files of a folder where they are long.

    Attributes:
        grown: file of the person's own result, and of the comparisons, where they are files, by name.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self.grown: dict[str, Path] = {}

    def analysed(
        self, name: str, body: Body, motion: Motion, options: Options, progress: Progress | None = None
    ) -> xr.Dataset:
        """An analysis."""
        planned = plan_analysis(body, motion, **options.as_arguments())
        if self.folder is None or planned.frames <= LONG_FRAMES:
            return planned.gathered(progress)
        self.grown[name] = self.folder / name
        return stored_analysis(planned, self.grown[name], progress)


class _Done(NamedTuple):
    """The movement that is analysed, and how."""

    motion: Motion
    options: Options


def _adapted(body: Body, motion: Motion, options: Options) -> Adapted:
    from iliopsoas.adaptation.adapt import adapt

    return adapt(
        body,
        motion,
        cutoff_hz=options.cutoff_hz,
        plates=options.plates,
        start=options.start,
        end=options.end,
    )


def _what_is_done(motion: Motion, options: Options, adapted: Adapted | None) -> _Done:
    """What was recorded, or what the person can do, with the part to analyse at the same moments of it."""
    if adapted is None:
        return _Done(motion, options)
    part = replace(options, start=adapted.when(options.start), end=adapted.when(options.end))
    return _Done(adapted.motion, part)


def _like_with_like(options: Options, adapted: Adapted | None) -> Options:
    """How the healthy person is analysed: on predicted forces where the adapted movement had to be."""
    if adapted is None or adapted.loads != "predicted" or not adapted.changed:
        return options
    return replace(options, predict_contact=True)


def _differences(
    body: Body, result: xr.Dataset, healthy: xr.Dataset | None, adapted: Adapted | None
) -> list[Difference]:
    """What conditions change: what gave way, loads, and the strength of both legs; empty without conditions."""
    if healthy is None:
        return []
    from iliopsoas.function.strength_change import strength_differences

    if adapted is None:
        return [*differences(result, healthy), *strength_differences(body)]
    from iliopsoas.adaptation.compare import compare_adapted

    return [*compare_adapted(adapted, result, healthy), *strength_differences(body)]


def _notes(
    body: Body, result: xr.Dataset, plain: xr.Dataset | None, adapted: Adapted | None, found: list[Difference]
) -> list[str]:
    """Sentences that the comparisons add."""
    notes = []
    if plain is not None:
        notes.append(variants_in_words(result, plain, body.variants))
    if found and adapted is None:
        notes.append(differences_in_words(found, ", ".join(body.conditions)))
    if adapted is not None:
        from iliopsoas.adaptation.compare import in_one_sentence

        notes += [] if adapted.changed else adapted.notes
        notes.append(in_one_sentence(found, adapted))
    return notes
