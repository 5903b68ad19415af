"""Walk: the force of the iliopsoas and the load of the hip over one gait cycle.

The walk (one measured stride of one man) has three cycles; the middle one is analysed. The hip force is given in body weights.
Its second peak is above that of instrumented hips; the manual's page on theory says why.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from iliopsoas import Body, Subject, analyze, movement, summarise
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

body = Body.build(Subject(height=1.75, mass=75))
walk = movement("walk", body)
result = analyze(body, walk, start=walk.duration / 3, end=2 * walk.duration / 3)  # an xarray.Dataset

told = summarise(result, body)
peaks = ", ".join(f"{bw:.2f}" for bw in told["hip_contact_force_bw"]["r"].values())
print(f"right hip, both peaks: {peaks} body weights")
print(f"right psoas major at most: {told['iliopsoas_force_n']['r']['psoas_major']:.0f} N")
print(f"right iliacus at most: {told['iliopsoas_force_n']['r']['iliacus']:.0f} N")
print(f"force nothing explains (RMS): {100 * told['residual_force_bw']:.1f} % of body weight")

cycle = np.linspace(0, 100, result.sizes["time"])
figure, (above, below) = plt.subplots(2, 1, sharex=True, figsize=(6, 5), layout="constrained")
for muscle, name in (("psoas_major_r", "psoas major"), ("iliacus_r", "iliacus")):
    above.plot(cycle, whole_muscle_force(result, muscle), label=name)
above.set_ylabel("muscle force [N]")
above.legend()
below.plot(cycle, hip_contact_force(result, "r"), color="black")
below.set_ylabel("right hip [body weights]")
below.set_xlabel("gait cycle of the right leg [%]")
figure.savefig(folder / "01_walk.png", dpi=120)
