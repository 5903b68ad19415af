"""`preview`: a person in a movement before anything is computed, to look at what files and options say.

>>> from iliopsoas.study import LibraryMovement, Person, preview
>>> seen = preview(Person(conditions=["my_condition.toml=0.5"]), LibraryMovement("my_exercise.toml"))
>>> print(*seen.words, sep="\\n")                                                               # doctest: +SKIP

`iliopsoas.report.write_preview` draws it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from iliopsoas.body.body import Body
from iliopsoas.motion.records.motion import Motion
from iliopsoas.study.recordings import LibraryMovement, MarkerFile, Recording, RecordingWithEmg

if TYPE_CHECKING:
    from iliopsoas.arrays import Array
    from iliopsoas.study.person import Person

MOMENTS = 6
"""Pictures of a movement that has no keyframes (technical)."""
SLIGHT = 0.005
"""A change of a muscle's strength below this share is none (technical)."""


@dataclass(frozen=True, eq=False)
class Preview:
    """What would be analysed.

    Attributes:
        body: the person, with variants and conditions.
        motion: what they do.
        title: what it is called.
        captions: of each moment: keyframe and time.
        poses: of each moment, (moments, n) [rad, m].
        words: what was read and how well it fits, one sentence each.
    """

    body: Body
    motion: Motion
    title: str
    captions: tuple[str, ...]
    poses: Array
    words: tuple[str, ...]


def preview(person: Person, recording: Recording) -> Preview:
    """A person in a movement, with keyframes to draw and what variants and conditions change; nothing is computed.

    Args:
        person: who, with variants and conditions. recording: what they do.

    Raises:
        InputError: a file, name or value that cannot be used; says which, where and what to do.
    """
    body, motion = _thinned(recording).measured(person)
    words = [*motion.notes]
    keyframes = _keyframes(recording, body) if isinstance(recording, LibraryMovement) else None
    if keyframes is not None:
        title, captions, poses, fit = keyframes
        words += fit
    else:
        title = motion.name
        frames = np.unique(np.linspace(0, motion.frames - 1, MOMENTS).round().astype(int))
        captions = tuple(f"{motion.time[i]:.2f} s" for i in frames)
        known = {name: motion.coordinates[name][frames] for name in body.map.names if name in motion.coordinates}
        poses = body.map.pose(len(frames), **known)
    words += [*_variant_words(body), *_condition_words(body)]
    return Preview(body, motion, title, captions, poses, tuple(words))


def _thinned(recording: Recording) -> Recording:
    """The same with as many frames of markers fitted as are drawn: fitting all of them takes most of an analysis."""
    if isinstance(recording, RecordingWithEmg):
        return replace(recording, recording=_thinned(recording.recording))
    return replace(recording, frames=MOMENTS) if isinstance(recording, MarkerFile) else recording


def _keyframes(recording: LibraryMovement, body: Body) -> tuple[str, tuple[str, ...], Array, list[str]] | None:
    """Title, captions, poses and fit of a movement made from keyframes; None where it is not."""
    from iliopsoas.atlas.movements.catalogue import find_movement
    from iliopsoas.motion.library.catalogue import fitted_movement
    from iliopsoas.motion.library.movement_quality import movement_quality

    record = find_movement(recording.name)
    if record.maker != "keyframes":
        return None
    plan, fitted = fitted_movement(recording.name, body.healthy(), side=recording.side, **recording.parameters)
    quality = movement_quality(body.healthy(), plan, fitted)
    captions = tuple(f"{phase}, {time:.2g} s" for phase, time in zip(plan.phases, plan.times, strict=True))
    faults = [(quality.apart, "stays apart"), (quality.slid, "slides"), (quality.sunk, "sinks in")]
    told = [f"{where} {how} {1000 * size:.0f} mm" for (size, where), how in faults if size >= 0.001]
    balance = quality.outside[0]
    if np.isfinite(balance) and balance > 0.001:
        told.append(f"the centre of mass leaves the base by {1000 * balance:.0f} mm")
    return record.title, captions, fitted.poses, [f"Fit at its worst: {'; '.join(told) or 'within 1 mm everywhere'}."]


def _variant_words(body: Body) -> list[str]:
    """What variants change beside the same person without."""
    if not body.variants:
        return []
    plain = Body.build(body.subject)
    names = ", ".join(body.variants)
    old, new = plain.muscles, body.healthy_muscles
    was, now = (dict(zip(m.names, m.fmax, strict=True)) for m in (old, new))
    told = [f"new strand {name}" for name in now if name not in was] + [f"no {name}" for name in was if name not in now]
    for group in dict.fromkeys(new.groups):
        before, after = (sum(float(f) for f, g in zip(m.fmax, m.groups, strict=True) if g == group) for m in (old, new))
        if before and abs(after / before - 1.0) > SLIGHT:
            told.append(f"{group} has {100 * after / before:.0f} % of the usual strength")
    return [f"Variants {names}: {'; '.join(told) or 'strands and strengths stay; paths may change'}."]


def _condition_words(body: Body) -> list[str]:
    return [
        f"{e.condition}, grade {e.grade:g}, {'right' if e.side == 'r' else 'left'}: {e.verb} of {e.target} is "
        f"{e.value:.3g}{'' if e.unit in ('', '1') else f' {e.unit}'} [{e.kind}, {e.source}]"
        for e in body.effects
    ]
