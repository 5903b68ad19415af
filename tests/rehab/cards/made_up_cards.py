"""Cards with given loads, for tests that need no body."""

from __future__ import annotations

from iliopsoas.rehab.cards.load_card import Band, LoadCard
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, MEAN_KEYS


def made_up(exercise: str = "straight_leg_raise", **loads: float) -> LoadCard:
    """A card with some loads, bands of 10 % around them, and 1 for the others."""
    values = dict.fromkeys((*LOAD_KEYS, *MEAN_KEYS), 1.0) | loads
    return LoadCard(
        exercise=exercise,
        title=exercise.replace("_", " "),
        parameters={},
        loads={key: Band(v, v - 0.1 * abs(v), v + 0.1 * abs(v)) for key, v in values.items()},
        by_level={"L5_S1": {"compression_n": Band(300.0, 250.0, 350.0), "shear_n": Band(100.0, 90.0, 120.0)}},
        demands={"sartorius": Band(0.5, 0.4, 0.6)},
        limited_by="hip flexors at 40 % of their maximum",
        draws=20,
    )
