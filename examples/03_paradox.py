"""The psoas paradox: one muscle extends the upper lumbar spine and flexes the lower.

The right psoas major pulls alone at full effort while the spine goes from extension to flexion.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from iliopsoas import Body, Subject
from iliopsoas.function.paradox import paradox

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

body = Body.build(Subject(height=1.75, mass=75))
flexion = np.radians(np.linspace(-15, 50, 66))
curve = paradox(body, flexion)

upright = int(np.abs(flexion).argmin())
for k, level in enumerate(curve.levels):
    moment, pressed = curve.moment[upright, k], curve.compression[upright, k]
    verb = "flexes" if moment > 0 else "extends"
    print(f"upright, {level.replace('_', '/'):6} {verb:7} {abs(moment):5.1f} N m, presses with {pressed:4.0f} N")

figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
for k, level in enumerate(curve.levels):
    axes.plot(np.degrees(flexion), curve.moment[:, k], label=level.replace("_", "/"))
axes.axhline(0, color="black", linewidth=0.8)
axes.set_xlabel("lumbar flexion [degrees], upright = 0")
axes.set_ylabel("moment of the psoas [N m], + flexes")
axes.legend()
figure.savefig(folder / "03_paradox.png", dpi=120)
