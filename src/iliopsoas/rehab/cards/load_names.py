"""What a load card holds: keys, short names for typing, units, and what each is called.

Peaks are the largest of both sides over the movement; `mean_` before a key is its mean over time on the side with the
larger peak.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from iliopsoas.errors import UnknownName

MEAN = "mean_"
"""Before a key: the mean over the movement instead of its peak."""


class LoadName(NamedTuple):
    """One load of a card.

    Attributes:
        key: in `LoadCard.loads`.
        short: how it may be typed in ranks and caps, beside the key.
        unit: of its value; '-' for a share.
        title: what it is called.
        averaged: whether the card also holds its mean over time.
    """

    key: str
    short: str
    unit: str
    title: str
    averaged: bool = False


LOAD_NAMES = (
    LoadName("share_of_maximum", "share", "-", "largest hip flexion moment, share of the own maximum there"),
    LoadName("largest_share_of_maximum", "largest_share", "-", "largest share of the own maximum at any joint angle"),
    LoadName("iliopsoas_force_n", "iliopsoas", "N", "iliopsoas force", True),
    LoadName("psoas_major_force_n", "psoas_major", "N", "psoas major force", True),
    LoadName("iliacus_force_n", "iliacus", "N", "iliacus force", True),
    LoadName("psoas_major_activation", "psoas_activation", "-", "psoas major activation", True),
    LoadName("iliacus_activation", "iliacus_activity", "-", "iliacus activation", True),
    LoadName("tendon_strain", "tendon", "-", "strain of the iliopsoas tendon"),
    LoadName("bursa_force_n", "bursa", "N", "push of the iliopsoas on pelvic brim and femoral head", True),
    LoadName("hip_contact_bw", "hip", "body weights", "hip contact force", True),
    LoadName("hip_anterior_bw", "hip_anterior", "body weights", "forward force of the femoral head on the acetabulum"),
    LoadName("knee_contact_bw", "knee", "body weights", "knee contact force", True),
    LoadName("lumbar_compression_n", "lumbar_compression", "N", "lumbar compression", True),
    LoadName("lumbar_shear_n", "lumbar_shear", "N", "lumbar shear", True),
)
"""Every load of a card, in the order of its table."""
LOAD_KEYS = tuple(name.key for name in LOAD_NAMES)
"""Keys of the peaks."""
MEAN_KEYS = tuple(MEAN + name.key for name in LOAD_NAMES if name.averaged)
"""Keys of the means."""


def named_loads() -> Mapping[str, LoadName]:
    """Loads by everything they may be called: key, key of the mean, short name, short name of the mean."""
    out: dict[str, LoadName] = {}
    for name in LOAD_NAMES:
        out |= {name.key: name, name.short: name}
        if name.averaged:
            mean = name._replace(key=MEAN + name.key, title=f"mean {name.title}")
            out |= {mean.key: mean, MEAN + name.short: mean}
    return out


def load_name(text: str) -> LoadName:
    """The load that a key or short name stands for.

    Raises:
        UnknownName: no load is called so; lists the short names.
    """
    found = named_loads().get(text)
    if found is None:
        raise UnknownName("load", text, [name.short for name in LOAD_NAMES])
    return found
