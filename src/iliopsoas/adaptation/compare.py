"""Healthy with the recorded movement beside changed with the adapted one: what gave way and what it costs."""

from __future__ import annotations

import xarray as xr

from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.adaptation.kinematic_changes import QUANTITY_NAMES, KinematicChange, change_phrases
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.results.differences import MOST_IN_WORDS, Difference, differences


def compare_adapted(adapted: Adapted, changed: xr.Dataset, healthy: xr.Dataset) -> list[Difference]:
    """What gave way, then all loads.

    Args:
        adapted: from `adapt`.
        changed: analysis of the body with conditions in the adapted movement.
        healthy: analysis of the healthy body in the recorded movement.
    """
    gave = [Difference(_name(c, adapted.instant), c.unit, c.recorded, c.adapted) for c in adapted.changes]
    return [*gave, *differences(changed, healthy)]


def in_one_sentence(rows: list[Difference], adapted: Adapted) -> str:
    """'Less hip extension in late stance (-19 deg): anterior pelvic tilt +11 deg; ...; L5/S1 shear +90 N.'

    Args:
        rows: from `compare_adapted`.
    """
    hips = [c for c in adapted.changes if c.name == "hip_extension" and c.noticed]
    words = change_phrases([c for c in adapted.changes if c not in hips])
    loads = sorted(
        (d for d in rows if d.noticed and d.unit in ("N", "body weights")),
        key=lambda d: -abs(d.difference) / max(abs(d.healthy), abs(d.changed), 1e-9),
    )[:MOST_IN_WORDS]
    words += [f"{d.name} {d.difference:+.{0 if d.unit == 'N' else 2}f} {d.unit}" for d in loads]
    if not words:
        return "Adapted or not, nothing that this analysis shows changes by 2 % or half a degree."
    worst = min(hips, key=lambda c: c.difference, default=None)
    if worst is None or worst.difference >= 0.0:
        return f"What the adapted movement changes: {'; '.join(words)}."
    return f"Less hip extension {adapted.instant} ({worst.difference:+.0f} deg): {'; '.join(words)}."


def _name(change: KinematicChange, instant: str) -> str:
    side = f"{SIDE_NAMES[change.side]} " if change.side else ""
    return f"{side}{QUANTITY_NAMES[change.name]}{f' {instant}' if change.unit == 'deg' else ''}"
