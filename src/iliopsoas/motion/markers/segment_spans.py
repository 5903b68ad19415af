"""Distances between landmarks that say how long a segment is, and how well each of them does."""

from __future__ import annotations

from typing import NamedTuple

from iliopsoas.motion.markers.labels import RecognisedLabels

POSTERIOR = ("psis_r", "psis_l", "sacrum")


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


def sides_of(span: Span) -> tuple[str, ...]:
    """'r' and 'l' for a distance of one side, '' for one across the middle."""
    return ("r", "l") if any("{s}" in name for name in (*span.start, *span.end)) else ("",)


def is_complete(known: RecognisedLabels, names: list[str]) -> bool:
    """Whether a group can be used: every landmark, or, behind the pelvis, both spines or the sacrum."""
    if tuple(names) == POSTERIOR:
        return len(known.labels_of("psis_r", "psis_l")) == 2 or bool(known.labels_of("sacrum"))
    return len(known.labels_of(*names)) == len(names)
