"""Exercise: the straight leg raise with a cuff, on either side, by three people.

The cuff weighs 2 kg and sits at the ankle. Nobody measured the forces of the floor: they are found with the muscles.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from iliopsoas import Body, Subject, analyze, movement
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

people = {
    "small": Subject(height=1.55, mass=52, sex="female"),
    "middle": Subject(height=1.70, mass=70, sex="female", age=60),
    "tall": Subject(height=1.90, mass=90),
}

figure, axes = plt.subplots(1, 2, sharey=True, figsize=(8, 3.5), layout="constrained")
for name, person in people.items():
    body = Body.build(person)
    for side, panel in zip(("right", "left"), axes, strict=True):
        result = analyze(body, movement("straight_leg_raise", body, side=side, cuff=2.0, hold=1.0))
        letter = side[0]
        force = whole_muscle_force(result, f"psoas_major_{letter}") + whole_muscle_force(result, f"iliacus_{letter}")
        load = hip_contact_force(result, letter).max()
        print(f"{name:6} {side:5} iliopsoas at most {force.max():4.0f} N, hip at most {load:.2f} body weights")
        panel.plot(result["time"], force, label=f"{person.height:.2f} m, {person.mass:.0f} kg")
        panel.set_title(f"{side} leg")
        panel.set_xlabel("time [s]")
axes[0].set_ylabel("iliopsoas of that leg [N]")
axes[0].legend()
figure.savefig(folder / "02_exercise.png", dpi=120)
