"""Which structure of the atlas something drawn is."""

from __future__ import annotations

import functools

from iliopsoas.atlas.anatomy.catalogue import structures
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body

_DISC_ABOVE = {"lumbar5": "L4_L5", "lumbar4": "L3_L4", "lumbar3": "L2_L3", "lumbar2": "L1_L2", "lumbar1": "T12_L1"}
_BONES = {"pelvis": "hip_bone", "femur": "femur", "torso": "vertebra_T12"}


def structure_of_bone(kind: str, segment: str) -> tuple[str, str]:
    """Id of the structure, '' where the atlas has none, and what it is in words.

    Args:
        kind: 'bone', 'disc' or 'rib'. segment: of the model.
    """
    plain, side = (segment[:-2], SIDE_NAMES[segment[-1]]) if segment[-2:] in ("_r", "_l") else (segment, "")
    words = f"{side} {plain}".strip() if kind == "bone" else f"{kind} of {plain}"
    if kind == "disc":
        key = f"disc_{_DISC_ABOVE.get(segment, '')}"
    elif kind == "bone":
        key = f"vertebra_L{plain[-1]}" if plain.startswith("lumbar") else _BONES.get(plain, "")
    else:
        key = ""
    found = structures().get(key)
    return (key, found.name) if found is not None else ("", words)


def structure_of_strand(body: Body, strand: int) -> tuple[str, str]:
    """Id and words of the structure that a strand is: itself, or else its muscle ('' where the atlas has neither)."""
    name, side = body.muscles.names[strand][:-2], SIDE_NAMES[body.muscles.names[strand][-1]]
    group = body.muscles.groups[strand][:-2]
    key = name if name in structures() else _muscles_of_the_model().get(group, "")
    words = structures()[key].name if key else group.replace("_", " ")
    return key, f"{words}, {side}"


@functools.cache
def _muscles_of_the_model() -> dict[str, str]:
    """Name in the model -> id."""
    return {s.model: key for key, s in structures().items() if s.model and s.category == "muscle"}
