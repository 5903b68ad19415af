"""Middles of landmarks, as far as a recording has them."""

from __future__ import annotations

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.motion.markers.labels import RecognisedLabels
from iliopsoas.motion.records.markers import Markers

FEET = ("heel", "toe", "metatarsal5", "metatarsal2", "metatarsal1", "malleolus_lateral", "ankle_centre")
"""Landmarks of a foot."""


def landmark_midpoint(markers: Markers, known: RecognisedLabels, *landmarks: str) -> Array:
    """Mean of the landmarks that were seen, (frames, 3); NaN in frames without any."""
    labels = [label for label in known.labels_of(*landmarks) if label in markers.labels]
    if not labels:
        return np.full((markers.frames, 3), np.nan)
    paths = np.stack([markers.path(label) for label in labels])
    count = np.isfinite(paths).all(axis=2).sum(axis=0)
    total = np.where(np.isfinite(paths), paths, 0.0).sum(axis=0)
    return np.where(count[:, None] > 0, total / np.maximum(count, 1)[:, None], np.nan)


def pelvis_middle(markers: Markers, known: RecognisedLabels) -> Array:
    """Middle of the pelvis' spines and sacrum, (frames, 3)."""
    return landmark_midpoint(markers, known, *both_sides_of("asis", "psis"), "sacrum")


def both_sides_of(*names: str) -> list[str]:
    """Right and left landmarks of these names."""
    return [f"{name}_{side}" for name in names for side in "rl"]
