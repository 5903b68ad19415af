"""Activation beside measured electromyograms, muscle by muscle: what the costs of recruitment do to timing.

    python bench/emg.py [--joint-load-cost W ...] [--volume-power P ...]

One recorded walk with eight channels (walk_rehazenter_2014001, schreiber2019), which lies outside the repository. An
envelope is compared `DELAY` later, as force follows the electrical activity. r: correlation. agreement: share of frames
in which both are on or both are off, on above `ON` of the way from the least to the greatest value.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array, BoolArray
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.balance import JOINT_LOAD_COST, VOLUME_POWER
from iliopsoas.motion import Motion
from iliopsoas.motion.from_markers import MeasuredPerson, motion_from_markers

TRIAL = Path(__file__).resolve().parents[2] / "shared" / "trials" / "walk_rehazenter_2014001"
START, END = 0.41, 2.55
"""Part in which the two plates carry the body [s]."""
DELAY = 0.05
"""From electrical activity to force [s]; conventional, estimated."""
ON = 0.2
"""Level above which a muscle counts as working, of its range [-]; estimated."""
STRANDS = {
    "R_tibialis_anterior": ("tibialis_anterior_r",),
    "R_soleus": ("soleus_r",),
    "R_gastrocnemius_medialis": ("gastrocnemius_medialis_r", "gasmed_r"),
    "R_vastus_medialis": ("vastus_medialis_r", "vasmed_r"),
    "R_rectus_femoris": ("rectus_femoris_r",),
    "R_semitendinosus": ("semitendinosus_r",),
    "R_gluteus_maximus": ("gluteus_maximus_r",),
    "R_gluteus_medius": ("gluteus_medius_r",),
}
"""Channel of the recording -> whole muscle or strand of the body."""


class Agreement(NamedTuple):
    """One muscle: correlation [-], and share of frames in which both are on or off [-]."""

    r: float
    on_off: float


def delayed_envelopes(motion: Motion, time: Array) -> dict[str, Array]:
    """Envelope of every channel at frames, as it was `DELAY` before: each (frames) [V]."""
    if motion.emg is None:
        raise SystemExit("this recording has no electromyograms")
    return dict(zip(motion.emg.channels, motion.emg.at(time - DELAY).T, strict=True))


def muscle_activation(result: xr.Dataset, names: Sequence[str]) -> Array:
    """Activation of a whole muscle or a strand, strands weighted by volume, (frames) [-]."""
    mine = np.isin(result["group"].values, names) | np.isin(result["muscle"].values, names)
    if not mine.any():
        raise SystemExit(f"the body has no muscle called {' or '.join(names)}")
    volume = (result["fmax"].values * result["lopt"].values)[mine]
    out: Array = result["activation"].values[:, mine] @ volume / volume.sum()
    return out


def working(values: Array) -> BoolArray:
    """When a muscle works, (frames)."""
    out: BoolArray = values - values.min() > ON * np.ptp(values)
    return out


def agreement(activation: Array, envelope: Array) -> Agreement:
    """How well two curves go together; r is 0 where one of them does not change."""
    still = min(np.ptp(activation), np.ptp(envelope)) < 1e-12
    r = 0.0 if still else float(np.corrcoef(activation, envelope)[0, 1])
    return Agreement(r, float((working(activation) == working(envelope)).mean()))


def compared(person: MeasuredPerson, joint_load_cost: float, volume_power: float) -> dict[str, Agreement]:
    """Every channel for one choice of costs."""
    result = analyze(
        person.body, person.motion, start=START, end=END, joint_load_cost=joint_load_cost, volume_power=volume_power
    )
    envelopes = delayed_envelopes(person.motion, result["time"].values)
    return {name: agreement(muscle_activation(result, STRANDS[name]), envelopes[name]) for name in STRANDS}


def table(columns: dict[str, dict[str, Agreement]]) -> list[str]:
    """Lines: one a muscle, a pair (r, on/off in percent) a choice, and the mean of all muscles."""
    lines = [f"{'':26}" + "".join(f"{choice:>20}" for choice in columns)]
    for name in STRANDS:
        cells = (f"{found[name].r:+9.2f} {100 * found[name].on_off:8.0f} %" for found in columns.values())
        lines.append(f"{name:26}" + "".join(cells))
    means = [np.mean(list(found.values()), axis=0) for found in columns.values()]
    lines.append(f"{'mean':26}" + "".join(f"{r:+9.2f} {100 * both:8.0f} %" for r, both in means))
    return lines


def main() -> None:
    """Print the table for every pair of costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--joint-load-cost", type=float, nargs="+", default=[JOINT_LOAD_COST])
    parser.add_argument("--volume-power", type=float, nargs="+", default=[VOLUME_POWER])
    options = parser.parse_args()
    if not TRIAL.is_dir():
        raise SystemExit("the recorded walk (shared/trials beside the repository) is not here")
    person = motion_from_markers(
        TRIAL / "2014001_C1_01.c3d", TRIAL / "2014001_ST.c3d", mass=67.0, height=1.655
    )  # sizes as the laboratory states them
    columns = {
        f"w {cost:g}, v^{power:g}": compared(person, cost, power)
        for cost in options.joint_load_cost
        for power in options.volume_power
    }
    print("\n".join(table(columns)))


if __name__ == "__main__":
    main()
