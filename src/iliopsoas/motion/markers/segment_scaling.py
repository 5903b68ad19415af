"""Segment lengths from markers: a person's length factors, pulled towards those of the stature.

For every segment the factor s minimises

    sum_i ( ln(d_i / D_i) - ln s )^2 / sigma_i^2   +   ( ln(h / H) - ln s )^2 / sigma_0^2

d_i are distances between landmarks of the person, D_i the same on the generic body of stature H; sigma_i is how well a
distance gives the length (2 % thigh and shank, 3 to 6 % elsewhere), sigma_0 = 5 % how far proportions stray from the
stature's. Both are estimated. Right and left share one factor unless their legs differ by more than 3 %.

Hip centres: the laboratory's own if it gives them; otherwise, from the width W and the depth D of the pelvis
(harrington2007), in axes along the pelvis' spines,

    x = -0.24 D - 9.9 mm,   y = -0.30 W - 10.9 mm,   z = 0.33 W + 7.3 mm

and, with the same weight, where the scaled pelvis of the body has them: the body cannot move one without the other.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.spatial.transform import Rotation

from iliopsoas.arrays import Array
from iliopsoas.atlas import mirror
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.body.scaling import GENERIC
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.markers.laboratory_axes import landmark_midpoint
from iliopsoas.motion.records.markers import Markers

PROPORTION_SD = 0.05
"""sigma_0: how far the proportions of people stray from those of their stature [-]; estimated."""
SIDES_DIFFER = 0.03
"""Difference of right and left above which both keep their own factor [-]; estimated."""
ARMS = ("humerus", "forearm")
"""Segments that are taken as equal on both sides: their markers say too little."""
POSTERIOR = ("psis_r", "psis_l", "sacrum")
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


class Span(NamedTuple):
    """A distance between the middles of two groups of landmarks that says how long a segment is, to `sd` [-]."""

    segment: str
    start: tuple[str, ...]
    end: tuple[str, ...]
    sd: float


KNEE = (("epicondyle_lateral_{s}", "epicondyle_medial_{s}"), ("knee_centre_{s}",))
ANKLE = (("malleolus_lateral_{s}", "malleolus_medial_{s}"), ("ankle_centre_{s}",))
ELBOW = (("elbow_lateral_{s}", "elbow_medial_{s}"), ("elbow_centre_{s}",), ("elbow_lateral_{s}",))
SPANS = (
    Span("pelvis", ("asis_r",), ("asis_l",), 0.04),
    Span("pelvis", ("asis_r", "asis_l"), POSTERIOR, 0.05),
    Span("pelvis", ("hip_centre_r",), ("hip_centre_l",), 0.04),
    *(Span("femur", ("hip_{s}",), knee, 0.02) for knee in KNEE),
    *(Span("tibia", knee, ankle, 0.02) for knee in KNEE for ankle in ANKLE),
    Span("tibia", ("epicondyle_lateral_{s}",), ("malleolus_lateral_{s}",), 0.03),
    Span("foot", ("heel_{s}",), ("toe_{s}",), 0.04),
    Span("foot", ("heel_{s}",), ("metatarsal1_{s}",), 0.05),
    Span("foot", ("heel_{s}",), ("metatarsal2_{s}",), 0.05),
    Span("foot", ("heel_{s}",), ("metatarsal5_{s}",), 0.05),
    Span("trunk", POSTERIOR, ("c7",), 0.03),
    Span("trunk", POSTERIOR, ("acromion_r", "acromion_l"), 0.04),
    Span("trunk", ("asis_r", "asis_l"), ("sternal_notch",), 0.05),
    *(Span("humerus", ("acromion_{s}",), elbow, 0.10) for elbow in ELBOW),
    *(Span("forearm", elbow, ("wrist_radial_{s}", "wrist_ulnar_{s}"), 0.04) for elbow in ELBOW),
)


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
            for side in _sides(span):
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


def _sides(span: Span) -> tuple[str, ...]:
    return ("r", "l") if any("{s}" in name for name in (*span.start, *span.end)) else ("",)


def _ratios(
    span: Span, side: str, markers: Markers, known: RecognisedLabels, pelvis: list[tuple[float, float]]
) -> list[float]:
    """ln(d / D) of a span: none if a landmark is missing, two where hips come from two rules."""
    start, end = ([name.format(s=side) for name in group] for group in (span.start, span.end))
    if span.start == ("hip_{s}",):
        if not _complete(known, end):
            return []
        factor = float(np.exp(np.average([r for r, _ in pelvis], weights=[w for _, w in pelvis]))) if pelvis else 1.0
        knee = landmark_midpoint(markers, known, *end)
        generic = _distance((f"hip_centre_{side}",), tuple(end))
        hips = [hip for hip in hip_centres(markers, known, side, factor) if np.isfinite(hip).all(axis=1).any()]
        return [float(np.log(_median(np.linalg.norm(hip - knee, axis=1)) / generic)) for hip in hips]
    if not (_complete(known, start) and _complete(known, end)):
        return []
    used = [[n for n in group if known.labels_of(n)] for group in (start, end)]
    apart = np.linalg.norm(
        landmark_midpoint(markers, known, *used[0]) - landmark_midpoint(markers, known, *used[1]), axis=1
    )
    if not np.isfinite(apart).any():
        return []
    return [float(np.log(_median(apart) / _distance(tuple(used[0]), tuple(used[1]))))]


def _complete(known: RecognisedLabels, names: list[str]) -> bool:
    """Whether a group can be used: every landmark, or, behind the pelvis, both spines or the sacrum."""
    if tuple(names) == POSTERIOR:
        return len(known.labels_of("psis_r", "psis_l")) == 2 or bool(known.labels_of("sacrum"))
    return len(known.labels_of(*names)) == len(names)


def _median(values: Array) -> float:
    return float(np.median(values[np.isfinite(values)]))


@functools.cache
def _generic() -> dict[str, Array]:
    """Landmarks of the generic body at neutral, in ground."""
    body = Body.build()
    rows = mirror.mirrored_landmarks()
    names = sorted({row.body for row in rows})
    origins, turns = segment_frames(body, names, body.map.pose())
    out = {}
    for row in rows:
        i = names.index(row.body)
        out[row.landmark] = origins[0, i] + turns[0, i] @ np.array([row.x_m, row.y_m, row.z_m])
    return out


def _distance(start: tuple[str, ...], end: tuple[str, ...]) -> float:
    """Distance on the generic body at neutral [m]."""
    at = _generic()
    first, last = (np.mean([at[name] for name in group], axis=0) for group in (start, end))
    return float(np.linalg.norm(first - last))


def hip_centres(markers: Markers, known: RecognisedLabels, side: str, pelvis_factor: float) -> list[Array]:
    """Hip centre of a side, each (frames, 3) [m]: the laboratory's or Harrington's, and the scaled body's own."""
    asis = [landmark_midpoint(markers, known, f"asis_{s}") for s in "rl"]
    front, back = 0.5 * (asis[0] + asis[1]), landmark_midpoint(markers, known, *POSTERIOR)
    given = landmark_midpoint(markers, known, f"hip_centre_{side}")
    right = (asis[0] - asis[1]) / np.linalg.norm(asis[0] - asis[1], axis=1, keepdims=True)
    ahead = front - back
    depth = np.linalg.norm(ahead, axis=1)[:, None]
    ahead = ahead - (ahead * right).sum(axis=1, keepdims=True) * right
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    axes = np.stack([ahead, np.cross(right, ahead), right], axis=2)  # (frames, 3, 3), columns x, y, z
    width = np.linalg.norm(asis[0] - asis[1], axis=1)[:, None]
    sign = 1.0 if side == "r" else -1.0
    from_regression = np.hstack([-0.24 * depth - 0.0099, -0.30 * width - 0.0109, sign * (0.33 * width + 0.0073)])
    table = _generic()
    theirs = 0.5 * (table["asis_r"] + table["asis_l"])
    level = np.arctan2(*(theirs - table["sacrum"])[[1, 0]])  # the line from sacrum to spines slopes in the pelvis
    own = pelvis_factor * Rotation.from_rotvec([0.0, 0.0, -level]).apply(table[f"hip_centre_{side}"] - theirs)
    found = [front + np.einsum("tij,tj->ti", axes, np.broadcast_to(at, front.shape)) for at in (from_regression, own)]
    return [given if np.isfinite(given).all(axis=1).any() else found[0], found[1]]
