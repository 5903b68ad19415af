"""Activation beside measured electromyograms, muscle by muscle: what the costs of recruitment do to timing.

    python bench/emg.py [--joint-load-cost W ...] [--volume-power P ...]

One recorded walk with eight channels (walk_rehazenter_2014001, schreiber2019), which lies outside the repository; how
they are compared says `iliopsoas.results.emg_agreement`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.balance import JOINT_LOAD_COST, VOLUME_POWER
from iliopsoas.motion.from_markers import MeasuredPerson, motion_from_markers
from iliopsoas.results.emg_agreement import EmgAgreement, emg_agreements

TRIAL = Path(__file__).resolve().parents[2] / "shared" / "trials" / "walk_rehazenter_2014001"
START, END = 0.41, 2.55
"""Part in which the two plates carry the body [s]."""


def compared(person: MeasuredPerson, joint_load_cost: float, volume_power: float) -> dict[str, EmgAgreement]:
    """Every channel for one choice of costs."""
    result = analyze(
        person.body, person.motion, start=START, end=END, joint_load_cost=joint_load_cost, volume_power=volume_power
    )
    found = {row.channel: row for row in emg_agreements(result)}
    if not found:
        raise SystemExit("this recording has no electromyograms")
    return found


def table(columns: dict[str, dict[str, EmgAgreement]]) -> list[str]:
    """Lines: one a muscle, a pair (r, on/off in percent) a choice, and the mean of all muscles."""
    lines = [f"{'':26}" + "".join(f"{choice:>20}" for choice in columns)]
    for name in next(iter(columns.values())):
        cells = (f"{found[name].r:+9.2f} {100 * found[name].on_off:8.0f} %" for found in columns.values())
        lines.append(f"{name:26}" + "".join(cells))
    means = [np.mean([(row.r, row.on_off) for row in found.values()], axis=0) for found in columns.values()]
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
