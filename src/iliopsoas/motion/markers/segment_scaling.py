"""Segment lengths from markers: a person's length factors, pulled towards those of the stature.

For every segment the factor s minimises

    sum_i ( ln(d_i / D_i) - ln s )^2 / sigma_i^2   +   ( ln(h / H) - ln s )^2 / sigma_0^2

d_i are distances between landmarks of the person, D_i the same on the generic body of stature H; sigma_i is how well a
distance gives the length (2 % thigh and shank, 3 to 6 % elsewhere), sigma_0 = 5 % how far proportions stray from the
stature's. Both are estimated. Right and left share one factor unless their legs differ by more than 3 %.

The distances are `segment_spans`', hip centres `hip_centres`'.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas import mirror
from iliopsoas.body.scaling import GENERIC
from iliopsoas.motion.markers.hip_centres import generic_distance, hip_centres
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.markers.landmarks import landmark_midpoint
from iliopsoas.motion.markers.segment_spans import SPANS, Span, is_complete, sides_of
from iliopsoas.motion.records.markers import Markers

PROPORTION_SD = 0.05
"""sigma_0: how far the proportions of people stray from those of their stature [-]; estimated."""
SIDES_DIFFER = 0.03
"""Difference of right and left above which both keep their own factor [-]; estimated."""
ARMS = ("humerus", "forearm")
"""Segments that are taken as equal on both sides: their markers say too little."""
SEGMENTS = {
    "pelvis": ("pelvis",),
    "femur": ("femur_{s}", "patella_{s}"),
    "tibia": ("tibia_{s}",),
    "foot": ("talus_{s}", "calcn_{s}", "toes_{s}"),
    "trunk": ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "torso", "abdomen"),
    "humerus": ("humerus_{s}",),
    "forearm": ("ulna_{s}", "radius_{s}", "hand_{s}"),
}
"""Segments that share a factor; {s} is the side."""


@dataclass(frozen=True)
class SegmentLengths:
    """Length factors of a person.

    Attributes:
        factors: by segment; those that nothing was measured of follow the stature.
        height: stature [m], given or estimated from the legs and the trunk.
        measured: group -> factor, as measured before the stature pulls, for every group with a distance.
        notes: what was found.
    """

    factors: dict[str, float]
    height: float
    measured: dict[str, float]
    notes: tuple[str, ...]


def estimate_segment_lengths(markers: Markers, known: RecognisedLabels, height: float | None = None) -> SegmentLengths:
    """Length factors from markers in our axes, by the median of each distance over the frames.

    Args:
        height: stature [m]; estimated from the measured segments where it is not given.
    """
    ratios: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for segment in SEGMENTS:
        for span in (s for s in SPANS if s.segment == segment):
            for side in sides_of(span):
                for ratio in _ratios(span, side, markers, known, ratios.get(("pelvis", ""), [])):
                    ratios.setdefault((segment, side), []).append((ratio, 1.0 / span.sd**2))
    own = {key: float(np.average([r for r, _ in rows], weights=[w for _, w in rows])) for key, rows in ratios.items()}
    notes = []
    if height is None:
        tall = [own[k] for k in own if k[0] in ("femur", "tibia", "trunk")] or list(own.values()) or [0.0]
        height = float(GENERIC.height * np.exp(np.mean(tall)))
        notes.append(f"No stature was given; {height:.2f} m follows from the lengths of legs and trunk.")
    stature, prior = float(np.log(height / GENERIC.height)), 1.0 / PROPORTION_SD**2
    pulled = {}
    for key, rows in ratios.items():
        weight = sum(w for _, w in rows)
        pulled[key] = (weight * own[key] + prior * stature) / (weight + prior)
    notes += _share_sides(pulled)
    factors = {b.body: float(np.exp(stature)) for b in mirror.mirrored_bones()}
    for (segment, side), value in pulled.items():
        for name in SEGMENTS[segment]:
            factors[name.format(s=side)] = float(np.exp(value))
    shown = {f"{a}_{s}" if s else a: float(np.exp(x)) for (a, s), x in own.items()}
    text = ", ".join(f"{name.replace('_', ' ')} {100 * np.exp(x - stature) - 100:+.0f} %" for name, x in _named(pulled))
    notes.append(f"Segment lengths from the markers, beside those of the stature: {text}.")
    return SegmentLengths(factors, height, shown, tuple(notes))


def _named(pulled: dict[tuple[str, str], float]) -> list[tuple[str, float]]:
    """Groups for the note: one entry where both sides agree."""
    out: dict[str, float] = {}
    for (segment, side), x in pulled.items():
        same = pulled.get((segment, "l" if side == "r" else "r")) == x
        out[segment if same or not side else f"{segment}_{side}"] = x
    return list(out.items())


def _share_sides(pulled: dict[tuple[str, str], float]) -> list[str]:
    notes = []
    for segment in SEGMENTS:
        right, left = pulled.get((segment, "r")), pulled.get((segment, "l"))
        if right is None or left is None:
            if right is not None or left is not None:
                pulled[(segment, "r")] = pulled[(segment, "l")] = right if right is not None else left  # type: ignore[assignment]
        elif abs(right - left) <= SIDES_DIFFER or segment in ARMS:
            pulled[(segment, "r")] = pulled[(segment, "l")] = 0.5 * (right + left)
        else:
            longer = "right" if right > left else "left"
            notes.append(
                f"The {longer} {segment} is longer by {100 * abs(right - left):.0f} %: each side keeps its own."
            )
    return notes


def _ratios(
    span: Span, side: str, markers: Markers, known: RecognisedLabels, pelvis: list[tuple[float, float]]
) -> list[float]:
    """ln(d / D) of a span: none if a landmark is missing, two where hips come from two rules."""
    start, end = ([name.format(s=side) for name in group] for group in (span.start, span.end))
    if span.start == ("hip_{s}",):
        if not is_complete(known, end):
            return []
        factor = float(np.exp(np.average([r for r, _ in pelvis], weights=[w for _, w in pelvis]))) if pelvis else 1.0
        knee = landmark_midpoint(markers, known, *end)
        generic = generic_distance((f"hip_centre_{side}",), tuple(end))
        hips = [hip for hip in hip_centres(markers, known, side, factor) if np.isfinite(hip).all(axis=1).any()]
        return [float(np.log(_median(np.linalg.norm(hip - knee, axis=1)) / generic)) for hip in hips]
    if not (is_complete(known, start) and is_complete(known, end)):
        return []
    used = [[n for n in group if known.labels_of(n)] for group in (start, end)]
    apart = np.linalg.norm(
        landmark_midpoint(markers, known, *used[0]) - landmark_midpoint(markers, known, *used[1]), axis=1
    )
    if not np.isfinite(apart).any():
        return []
    return [float(np.log(_median(apart) / generic_distance(tuple(used[0]), tuple(used[1]))))]


def _median(values: Array) -> float:
    return float(np.median(values[np.isfinite(values)]))
