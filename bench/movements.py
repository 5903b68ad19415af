"""Every movement of the library on three people: time taken, and how well it touches what it should.

    python bench/movements.py [NAME ...]

Lengths in millimetres, angles in degrees.
"""

from __future__ import annotations

import math
import sys
import time

from iliopsoas.atlas.movements import movement_records
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.motion.library import placed_movement
from iliopsoas.motion.placement import quality

PEOPLE = {
    "woman 1.55 m, 52 kg": Subject(height=1.55, mass=52.0, sex="female"),
    "man 1.75 m, 75 kg": Subject(height=1.75, mass=75.0),
    "man 1.95 m, 95 kg": Subject(height=1.95, mass=95.0),
}


def main() -> None:
    """Place, measure, print."""
    known = [name for name, record in movement_records().items() if record.maker == "keyframes"]
    head = f"{'movement':24}{'s':>6}{'sunk':>7}{'apart':>7}{'slid':>7}{'acc. step':>11}{'mass out':>10}  changed"
    for who, subject in PEOPLE.items():
        body = Body.build(subject)
        print(f"\n{who}\n{head}")
        for name in sys.argv[1:] or known:
            start = time.perf_counter()
            todo, placed = placed_movement(name, body)
            taken = time.perf_counter() - start
            q = quality(body, todo, placed)
            out = f"{1e3 * q.outside[0]:.0f}" if math.isfinite(q.outside[0]) else "-"
            lengths = "".join(f"{1e3 * x[0]:7.1f}" for x in (q.sunk, q.apart, q.slid))
            change = f"{math.degrees(q.adjusted[0]):.0f} {q.adjusted[1]}"
            print(f"{name:24}{taken:6.2f}{lengths}{q.jerk[0]:11.2f}{out:>10}  {change}")


if __name__ == "__main__":
    main()
