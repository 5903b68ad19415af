"""Measured markers ready to be fitted: those with a place on the body, gaps filled, weights by how far each strays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from iliopsoas.arrays import Array, BoolArray, IndexArray
from iliopsoas.body.kinematics.pose_goals import PoseGoals
from iliopsoas.motion.markers.gaps import SHORT_GAP_S, fill_gaps
from iliopsoas.motion.markers.model_markers import ModelMarkers
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed


@dataclass(frozen=True, eq=False)
class ObservedMarkers:
    """Markers to fit.

    Attributes:
        model: where they sit on the body.
        target: measured positions without gaps, (frames, k, 3) [m].
        weight: 1 / sigma_k^2, (frames, k) [1/m^2]; zero where unseen.
        notes: what was filled or left out.
    """

    model: ModelMarkers
    target: Array
    weight: Array
    notes: tuple[str, ...] = ()

    @property
    def goals(self) -> PoseGoals:
        """Every marker at its measured position."""
        weight = np.repeat(self.weight[:, :, None], 3, axis=2)
        return PoseGoals(self.model.bodies, self.model.offsets, self.target, weight)

    def frames(self, index: IndexArray | slice) -> ObservedMarkers:
        """Some frames."""
        return replace(self, target=self.target[index], weight=self.weight[index], notes=())

    def subset(self, index: BoolArray) -> ObservedMarkers:
        """The markers where `index` (k) is true."""
        return replace(self, model=self.model.subset(index), target=self.target[:, index], weight=self.weight[:, index])


def observed_markers(markers: Markers, model: ModelMarkers) -> ObservedMarkers:
    """Fill short gaps, weigh long ones with nothing, leave out what was never seen."""
    notes = []
    lost = [label for label in model.labels if label not in markers.labels]
    kept = markers.keep(label for label in model.labels if label in markers.labels)
    there = np.asarray(kept.seen().any(axis=0))
    empty = [label for label, ok in zip(kept.labels, there, strict=True) if not ok]
    if empty:
        notes.append(f"Never seen, or zero throughout, and left out: {listed(empty)}.")
    use = np.array([label not in lost and label not in empty for label in model.labels]) & model.known
    chosen = model.subset(use)
    kept = markers.keep(chosen.labels)
    target, weight, filled, long = fill_gaps(kept)
    if filled:
        notes.append(f"Gaps shorter than {SHORT_GAP_S:g} s were filled: {listed(filled)}.")
    if long:
        notes.append(f"Longer gaps weigh nothing: {listed(long)}.")
    return ObservedMarkers(chosen, target, weight / chosen.spread**2, tuple(notes))
