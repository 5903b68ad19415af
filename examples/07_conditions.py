"""Conditions: how a tight hip flexor reads in the modified Thomas test, held and not held, and who gives the strength.

`iliopsoas conditions` lists what can be assumed; nothing here is a diagnosis.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from iliopsoas import Body, Subject
from iliopsoas.assessment import assess

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

healthy = Body.build(Subject(height=1.75, mass=75, age=25))
grades = np.linspace(0.0, 1.0, 9)
held, loose = (
    [assess(healthy.with_conditions([f"tightness={grade}"]), test).value for grade in grades]
    for test in ("thomas", "thomas_uncontrolled")
)
print(f"thigh: {held[0]:.1f} deg when healthy, {held[-1]:.1f} at grade 1; without pelvic control {loose[-1]:.1f}")

names = ("psoas_weakness", "iliacus_weakness", "weakness", "femoral_nerve")
losses = []
for name in names:
    finding = assess(healthy.with_conditions([f"{name}=0.5"]), "resisted_seated")
    losses.append(100.0 * (1.0 - finding.value / finding.healthy.value))
    print(f"{name}=0.5: {losses[-1]:.0f} % less at a seated dynamometer; {finding.verdict.split(';')[-1].strip()}")

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
left.axhspan(-12, -6.8, color="0.9", label="healthy athletes")
left.plot(grades, held, color="black", label="pelvis held")
left.plot(grades, loose, color="black", linestyle="--", label="pelvis not held")
left.axhline(0, color="0.5", linewidth=0.8)
left.set(xlabel="tightness, grade", ylabel="thigh against the horizontal [deg]")
left.legend()
right.barh([name.replace("_", " ") for name in names], losses, color="0.4")
right.set_xlabel("loss at a seated dynamometer, grade 0.5 [%]")
right.invert_yaxis()
figure.savefig(folder / "07_conditions.png", dpi=120)
