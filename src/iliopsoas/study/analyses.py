"""`study`: the analyses that a question takes, and what their comparison says.

    result    the person as they are, in the movement that was recorded, or in the one they can do (`adapt`)
    plain     the same without anatomical variants, where there are some
    healthy   the recorded movement without conditions, where there are some

Like is compared with like: where an adapted movement stands on predicted forces, so does the healthy person.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.differences import Difference, differences, differences_in_words, variants_in_words
from iliopsoas.study.options import Options
from iliopsoas.study.outcome import Study
from iliopsoas.study.person import Person
from iliopsoas.study.recordings import Recording, of_the_library

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.adaptation.adapted import Adapted

Progress = Callable[[int], None]


def study(
    person: Person, recording: Recording, options: Options | None = None, *, progress: Progress | None = None
) -> Study:
    """Muscle forces and joint loads of a person in a movement, beside the same person without what is special.

    Main arguments:
        person: who, with variants and conditions.
        recording: what they did: `LibraryMovement`, `AngleFile` or `MarkerFile`.
        options: how to analyse it; default `Options()`.

    Other arguments:
        progress: called with the number of frames done, during the person's own analysis.

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
    result = analyze(body, done.motion, progress=progress, **done.options.as_arguments())
    plain = healthy = None
    if body.variants:
        plain = analyze(
            Body.build(body.subject, conditions=body.conditions), done.motion, **done.options.as_arguments()
        )
    if body.conditions:
        compared = _like_with_like(options, adapted)
        healthy = analyze(body.healthy(), motion, **compared.as_arguments())
    found = _differences(body, result, healthy, adapted)
    result.attrs["notes"] = "\n".join([result.attrs["notes"], *_notes(body, result, plain, adapted, found)])
    return Study(body, motion, done.motion, result, plain, healthy, adapted, tuple(found))


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
