"""Every movement of the library on three people: how well it touches what it should, and what `analyze` says of it.

    python bench/movements.py [NAME ...]

Lengths in millimetres, angles in degrees; residual force in % of body weight, largest reserve in % of its coordinate's
largest moment, hip contact force in body weights, compression of L4/5 in newtons.
"""

from __future__ import annotations

import math
import sys
import time

import numpy as np
import xarray as xr

from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import fitted_movement, movement
from iliopsoas.motion.library.movement_quality import movement_quality
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.reserves import largest_reserve_share

PEOPLE = {
    "woman 1.55 m, 52 kg": Subject(height=1.55, mass=52.0, sex="female"),
    "man 1.75 m, 75 kg": Subject(height=1.75, mass=75.0),
    "man 1.95 m, 95 kg": Subject(height=1.95, mass=95.0),
}


def main() -> None:
    """Place, measure, print."""
    known = [name for name, record in movement_records().items() if record.maker == "keyframes"]
    head = f"{'movement':24}{'s':>6}{'sunk':>7}{'apart':>7}{'slid':>7}{'acc. step':>11}{'mass out':>10}"
    head += f"{'residual':>10}{'reserve':>9}{'hip':>6}{'L4/5':>7}  changed"
    for who, subject in PEOPLE.items():
        body = Body.build(subject)
        print(f"\n{who}\n{head}")
        for name in sys.argv[1:] or known:
            start = time.perf_counter()
            todo, placed = fitted_movement(name, body)
            taken = time.perf_counter() - start
            q = movement_quality(body, todo, placed)
            out = f"{1e3 * q.outside[0]:.0f}" if math.isfinite(q.outside[0]) else "-"
            lengths = "".join(f"{1e3 * x[0]:7.1f}" for x in (q.sunk, q.apart, q.slid))
            change = f"{math.degrees(q.adjusted[0]):.0f} {q.adjusted[1]}"
            loads = told(body, analyze(body, movement(name, body)))
            print(f"{name:24}{taken:6.2f}{lengths}{q.jerk[0]:11.2f}{out:>10}{loads}  {change}", flush=True)


def told(body: Body, result: xr.Dataset) -> str:
    """Residual, reserve, hip and disc of an analysis."""
    residual = np.linalg.norm(result["residual"].values[:, :3], axis=1).max() / body.subject.weight
    hip = max(hip_contact_force(result, side).max() for side in "rl")
    disc = result["compression"].sel(level="L4_L5").values.max()
    return f"{100 * residual:10.2f}{100 * max(largest_reserve_share(result).values()):9.1f}{hip:6.1f}{disc:7.0f}"


if __name__ == "__main__":
    main()
