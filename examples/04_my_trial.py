"""My own trial: coordinates and plates from files, and the same trial with the plates hidden.

The files are made from the library's walk, so that the example needs no recording. With your own files start at
"read them back". The vertical force is predicted well; the hip force is too high without plates.
"""

import sys
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

from iliopsoas import Body, Subject, analyze, movement, read_loads, read_motion, summarise
from iliopsoas.motion import write_motion, write_storage
from iliopsoas.results.hip_contact import hip_contact_force

folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent

body = Body.build(Subject(height=1.80, mass=72.6))
walk = movement("walk", body)

with tempfile.TemporaryDirectory() as place:
    coordinates, plates = Path(place) / "trial_ik.mot", Path(place) / "trial_grf.mot"
    write_motion(coordinates, walk)
    columns, numbers = ["time"], [walk.loads[0].time]
    for i, load in enumerate(walk.loads, start=1):
        for letter, values in (("v", load.force), ("p", load.point), ("m", load.torque)):
            columns += [f"ground_force_{i}_{letter}{axis}" for axis in "xyz"]
            numbers += list(values.T)
    write_storage(plates, columns, np.stack(numbers, axis=1))

    # read them back
    trial = read_motion(coordinates).with_loads(read_loads(plates))

part = {"start": walk.duration / 3, "end": 2 * walk.duration / 3}
measured = analyze(body, trial, **part)
hidden = analyze(body, trial, predict_contact=True, **part)

print(f"plates of the file: {', '.join(load.name for load in trial.loads)}")
for side, how_well in summarise(hidden, body)["measured_vs_predicted"].items():
    agreement, error = how_well["vertical_force_r"], 100 * how_well["vertical_force_rmse_bw"]
    print(f"side {side}, plates hidden: vertical force r = {agreement:.3f}, RMS {error:.1f} % of body weight")
for name, result in (("measured", measured), ("predicted", hidden)):
    print(f"right hip at most {hip_contact_force(result, 'r').max():.2f} body weights with {name} forces")

figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3.5), layout="constrained")
under_foot = [k for k, contact in enumerate(measured["contact"].values) if contact == "foot_r"]
predicted = [k for k, contact in enumerate(hidden["contact"].values) if contact == "foot_r"]
left.plot(measured["time"], measured["contact_force"].values[:, under_foot, 1].sum(axis=1), label="plates")
left.plot(hidden["time"], hidden["contact_force"].values[:, predicted, 1].sum(axis=1), label="predicted")
left.set_ylabel("vertical force, right foot [N]")
right.plot(measured["time"], hip_contact_force(measured, "r"), label="with plates")
right.plot(hidden["time"], hip_contact_force(hidden, "r"), label="plates hidden")
right.set_ylabel("right hip [body weights]")
for panel in (left, right):
    panel.set_xlabel("time [s]")
    panel.legend()
figure.savefig(folder / "04_my_trial.png", dpi=120)
