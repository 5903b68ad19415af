"""How muscles, levels and coordinates are called in figures, and the two colours for two sides of a thing."""

from __future__ import annotations

LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")
BLUE, ORANGE = "#0072B2", "#D55E00"


def display_name(name: str) -> str:
    """'psoas_major_r' -> 'psoas major', 'L5_S1' -> 'L5/S1', 'hip_flexion_r' -> 'hip flexion'."""
    if name in LEVELS:
        return name.replace("_", "/")
    if name[:5] in LEVELS or name[:6] in LEVELS:
        level = name[:6] if name[:6] in LEVELS else name[:5]
        return f"{level.replace('_', '/')} {name[len(level) + 1 :]}"
    return (name[:-2] if name.endswith(("_r", "_l")) else name).replace("_", " ")
