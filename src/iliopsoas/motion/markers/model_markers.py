"""Where markers sit on a body: segment and place in its frame, and how far to trust it.

The place of a bony landmark comes from the atlas, times the segment's length factor. A marker somewhere on a segment
has no place before a trial gives it one: NaN.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.atlas.reading.tables import Landmark
from iliopsoas.body.body import Body
from iliopsoas.body.kinematics.segment_poses import segment_frames
from iliopsoas.motion.markers.labels import RecognisedLabels

SPREAD_M = {"bony": 0.006, "centre": 0.020, "skin": 0.015, "loose": 0.040}
"""How far a marker strays from its place on the bone [m]: soft tissue moves by 5 to 10 mm and more (leardini2005); the
share of each kind is estimated."""
LOOSE_M = {"femur": 0.020, "head": 0.030, "humerus": 0.025, "ulna": 0.025, "radius": 0.025, "torso": 0.012}
"""The same where it is more: thigh (leardini2005), arms, head and trunk, which is no rigid body (estimated)."""


@dataclass(frozen=True, eq=False)
class ModelMarkers:
    """Places of markers on one body.

    labels: one a marker. bodies: its segment. offsets: (markers, 3) [m], in the segment's frame; NaN where nobody
    knows. roles: 'bony', 'skin', 'loose' or 'centre'. landmarks: name of the landmark, '' without one.
    """

    labels: tuple[str, ...]
    bodies: tuple[str, ...]
    offsets: Array  # (markers, 3)
    roles: tuple[str, ...]
    landmarks: tuple[str, ...]

    @property
    def known(self) -> BoolArray:
        """Which markers have a place, (markers)."""
        return np.asarray(np.isfinite(self.offsets).all(axis=1))

    @property
    def spread(self) -> Array:
        """How far each marker strays, (markers) [m]."""
        return np.array([self._spread(b, r) for b, r in zip(self.bodies, self.roles, strict=True)])

    def _spread(self, body: str, role: str) -> float:
        loose = LOOSE_M.get(body.rsplit("_", 1)[0] if body[-2:] in ("_r", "_l") else body, 0.0)
        return SPREAD_M[role] if role == "centre" else max(SPREAD_M[role], loose)

    def subset(self, index: BoolArray) -> ModelMarkers:
        """Those where `index` (markers) is true."""
        at = np.flatnonzero(index)
        pick = [tuple(values[i] for i in at) for values in (self.labels, self.bodies, self.roles, self.landmarks)]
        return ModelMarkers(pick[0], pick[1], self.offsets[at], pick[2], pick[3])

    def with_offsets(self, offsets: Array) -> ModelMarkers:
        """The same markers elsewhere, (markers, 3) [m]."""
        return dataclasses.replace(self, offsets=offsets)


def _is_hip(landmark: Landmark) -> bool:
    return landmark.landmark.startswith("hip_centre")


def generic_model_markers(known: RecognisedLabels, factors: dict[str, float]) -> ModelMarkers:
    """Places on a body with these length factors, from the atlas.

    Hip centres, which laboratories compute from the pelvis' other markers, tell lengths (`lengths`), but no pose.
    """
    labels = tuple(label for label, spot in known.spots.items() if not (spot.landmark and _is_hip(spot.landmark)))
    spots = [known.spots[label] for label in labels]
    offsets = np.full((len(labels), 3), np.nan)
    for i, spot in enumerate(spots):
        if spot.landmark is not None:
            place = np.array([spot.landmark.x_m, spot.landmark.y_m, spot.landmark.z_m])
            offsets[i] = factors[str(spot.body)] * place
    return ModelMarkers(
        labels,
        tuple(str(spot.body) for spot in spots),
        offsets,
        tuple(spot.landmark.role if spot.landmark else "skin" for spot in spots),
        tuple(spot.landmark.landmark if spot.landmark else "" for spot in spots),
    )


def model_marker_positions(body: Body, model: ModelMarkers, q: Array) -> Array:
    """Where the markers are at poses (frames, coordinates): (frames, markers, 3) [m]."""
    names = sorted(set(model.bodies))
    origins, turns = segment_frames(body, names, q)
    at = [names.index(name) for name in model.bodies]
    out: Array = origins[:, at] + np.einsum("tkij,kj->tki", turns[:, at], model.offsets)
    return out


def in_segment_frames(body: Body, model: ModelMarkers, q: Array, positions: Array) -> Array:
    """Ground positions (frames, markers, 3) in the markers' segments: (frames, markers, 3) [m]."""
    names = sorted(set(model.bodies))
    origins, turns = segment_frames(body, names, q)
    at = [names.index(name) for name in model.bodies]
    out: Array = np.einsum("tkji,tkj->tki", turns[:, at], positions - origins[:, at])
    return out
