"""Where points of a body and its centre of mass should be, and how much each of that counts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from iliopsoas.arrays import Array, IndexArray


@dataclass(frozen=True, eq=False)
class PoseGoals:
    """Where points of the body should be.

    Attributes:
        bodies: segment of each point, (k).
        offsets: place in the segment's frame, (k, 3) [m].
        target: (frames, k, 3) [m], ground axes; anything where the weight is zero.
        weight: (frames, k, 3) [1/m^2].
        side: (k, 3); 0 both ways, +1 only where the point lies below its target, -1 only where it lies above.
        mass_target, mass_weight: the same for the centre of mass, (frames, 3).
    """

    bodies: tuple[str, ...]
    offsets: Array
    target: Array
    weight: Array
    side: Array | None = None
    mass_target: Array | None = None
    mass_weight: Array | None = None

    def frames(self, index: IndexArray) -> PoseGoals:
        """The same goals for some frames."""
        mass = None if self.mass_target is None else self.mass_target[index]
        weight = None if self.mass_weight is None else self.mass_weight[index]
        return replace(self, target=self.target[index], weight=self.weight[index], mass_target=mass, mass_weight=weight)
