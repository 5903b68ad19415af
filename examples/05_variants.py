"""Variants: the same person with another anatomy, lifting a leg.

`iliopsoas atlas --variants` lists them, with how often they are found and what they change in the body.
"""

import sys
from pathlib import Path

import matplotlib.pyplot as plt

from iliopsoas import Body, Subject, analyze, movement
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

person = Subject(height=1.70, mass=65, sex="female")
plain = Body.build(person)
raised = movement("straight_leg_raise", plain, cuff=2.0)
usual = analyze(plain, raised)

figure, axes = plt.subplots(figsize=(6, 4), layout="constrained")
axes.plot(usual["time"], whole_muscle_force(usual, "psoas_major_r"), color="black", label="usual")
most, hip_most = whole_muscle_force(usual, "psoas_major_r").max(), hip_contact_force(usual, "r").max()
print(f"usual: psoas at most {most:.0f} N, hip at most {hip_most:.2f} body weights")
for variant in ("psoas_minor", "psoas_from_t12", "psoas_from_l2", "psoas_low_insertion"):
    body = Body.build(person, variants=[variant])
    result = analyze(body, raised)
    psoas = whole_muscle_force(result, "psoas_major_r").max() - most
    disc = float((result["compression"] - usual["compression"]).sel(level="L4_L5").mean())
    hip = hip_contact_force(result, "r").max() - hip_most
    print(f"{variant:19} psoas {psoas:+4.0f} N at most, L4/L5 {disc:+4.0f} N in the mean, hip {hip:+.3f} body weights")
    axes.plot(result["time"], whole_muscle_force(result, "psoas_major_r"), label=variant.replace("_", " "))
axes.set_xlabel("time [s]")
axes.set_ylabel("right psoas major [N]")
axes.legend()
figure.savefig(folder / "05_variants.png", dpi=120)
