"""Makes the table of the measured walk again from the recording.

    python bench/measured_walk.py            what the recording gives, beside the table in the atlas
    python bench/measured_walk.py --write    store it there

The recording (Schreiber and Moissenet 2019, CC BY 4.0; doi 10.1038/s41597-019-0124-4, trial 2014001_C1_01) lies in
shared/trials beside the repository. Each plate carries one stance: the left foot from 0.07 to 1.61 s, the right one
from 1.34 to 2.89 s. The cycle is cut before the right foot's swing, so that both feet are on their plates for nine
tenths of it; the left foot's second landing, beside its plate, takes the force of its first.

1. Markers to joint angles; angles and forces low-passed at 6 Hz, alike.
2. The period is the one after which the pose repeats itself best.
3. Its last 0.3 s, the double support before the right foot's swing, are faded into the same part of the cycle before,
   so that the end meets the beginning: there the left foot's force is that of its first landing.
4. The body is moved by the small periodic path that lets its centre of mass accelerate as the plates say (the same
   compromise as for any recording), harmonic by harmonic.
5. What then still lacks in the forces, m (c'' + g) - F, is added in its first two harmonics (they would let feet
   slide), to the feet in proportion to what they carry; to the left foot alone while it stands beside its plate.
"""

from __future__ import annotations

import argparse
import csv
import io
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from iliopsoas import Body, Motion, motion_from_markers
from iliopsoas.body.kinematics.segment_poses import point_paths
from iliopsoas.body.subject import GRAVITY
from iliopsoas.files import write_text
from iliopsoas.motion.contact.dynamic_consistency import ACCELERATION_SD
from iliopsoas.motion.library.measured_walk import leg_length, standing_foot
from iliopsoas.motion.signals.periodic import first_harmonics, periodic_derivative
from iliopsoas.motion.signals.time_series import lowpass
from iliopsoas.motion.trajectory import coordinate_values

Array = NDArray[np.float64]
REPOSITORY = Path(__file__).resolve().parents[1]
FOLDER = REPOSITORY.parent / "shared" / "trials" / "walk_rehazenter_2014001"
TABLE = REPOSITORY / "src" / "iliopsoas" / "atlas" / "data" / "measured_walk.csv"
MASS, HEIGHT = 67.0, 1.655
PLATES = {"r": "plate_1", "l": "plate_2"}
CUTOFF_HZ = 6.0  # of angles and of forces, alike
LEAVES = 2.889  # [s] when the right foot leaves its plate: the end of the cycle
BESIDE = 2.5  # [s] after this the left foot lands beside its plate
WELL_LOADED = 0.2  # [body weights]
FADED = 0.3  # [s] over which the cycle and the one before are faded into each other
PERIODS = np.arange(2.3, 2.7, 0.005)  # [s] among which the period is looked for
ROWS, FINE = 50, 200  # of a cycle in the table, and while it is made
HARMONICS = 10  # kept in the angles [-]
MENDED = 2  # harmonics of the forces that are corrected: those that would let feet slide
POSITION_SD = 0.015  # [m] how far the person may be from where the markers are, low harmonics included
FIRM_N = 40.0  # above this a plate tells its centre of pressure well
SILENT_N = 5.0  # below this a plate is not touched
WAYS = ("forward", "up", "right")
LEG = ("hip_flexion", "hip_adduction", "hip_rotation", "knee_angle", "ankle_angle", "subtalar_angle")
ARM = ("arm_flex", "arm_add", "arm_rot", "elbow_flex")
NAMES = (
    *(f"pelvis_{x}" for x in ("tilt", "list", "rotation")),
    *(f"lumbar_{x}" for x in ("extension", "bending", "rotation")),
    *(f"{x}_{s}" for s in "rl" for x in (*LEG, *ARM)),
)


class Stride(NamedTuple):
    """The table's content and how it came about.

    columns: (51) each. speed: [m/s]. period: [s]. leg: the person's leg length [m].
    begins: when in the recording [s]. closing: of the poses a period
    apart, RMS [deg]. shift: of the body, RMS [m]. corrected: what was added to the forces, RMS [body weights].
    """

    columns: dict[str, Array]
    speed: float
    period: float
    leg: float
    begins: float
    closing: float
    shift: float
    corrected: float


class Cycle(NamedTuple):
    """When the cycle is and how the frame travels that makes it periodic.

    when: (FINE) [s]. period: [s]. velocity: of the frame, forward and right [m/s].
    """

    when: Array
    period: float
    velocity: Array

    def travelled(self, time: Array) -> Array:
        """Way of the frame since the cycle began, (times, 2) [m]."""
        out: Array = np.outer(time - self.when[0], self.velocity)
        return out


def main() -> None:
    """Make, print, write."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    options.add_argument("--write", action="store_true", help="store the table in the atlas")
    write = options.parse_args().write
    found = make(FOLDER)
    print(f"stride time {found.period:.3f} s, from {found.begins:.3f} s on")
    print(f"speed {found.speed:.3f} m/s, leg length {found.leg:.3f} m")
    print(f"poses a period apart differ by {found.closing:.1f} deg (RMS); body shifted by {1e3 * found.shift:.1f} mm")
    print(f"forces changed by {100 * found.corrected:.1f} % of body weight (RMS)")
    text = as_csv(found.columns)
    if write:
        write_text(TABLE, text)
    elif TABLE.exists():
        print("the table in the atlas is the same" if TABLE.read_text("utf-8") == text else "the table differs")


def make(folder: Path) -> Stride:
    """The stride of the recording in this folder."""
    person = motion_from_markers(folder / "2014001_C1_01.c3d", folder / "2014001_ST.c3d", mass=MASS, height=HEIGHT)
    body, motion = person
    weight, mass = body.subject.weight, body.subject.mass
    measured = lowpass(coordinate_values(body, motion), motion.rate_hz, CUTOFF_HZ)
    period, closing = repetition(body, motion.time, measured)
    q, cycle = periodic(body, motion.time, measured, period)
    feet = {s: loads_of_cycle(motion, name, cycle) for s, name in PLATES.items()}
    total = np.sum([force for force, _ in feet.values()], axis=0)
    place = [body.map.column(f"pelvis_t{x}") for x in "xyz"]
    up = np.array([0.0, GRAVITY, 0.0])
    q = first_harmonics(q, HARMONICS)
    taken = periodic_derivative(point_paths(body, q).centre_of_mass, period, 2) + up
    shift = first_harmonics(consistent_path(taken - total / mass, period), HARMONICS)
    q[:, place] += shift
    lacking = first_harmonics(mass * (taken + periodic_derivative(shift, period, 2)) - total, MENDED)
    shares = correction_shares({s: force[:, 1] / weight for s, (force, _) in feet.items()}, cycle.when)
    columns = {f"{name}_deg": np.degrees(q[:, body.map.column(name)]) for name in NAMES}
    for side, (force, moments) in feet.items():
        mended = force + shares[side][:, None] * lacking
        stands = force[:, 1] > FIRM_N
        safe = np.where(stands, force[:, 1], 1.0)
        point = np.stack([moments[:, 0] / safe, 0.0 * safe, moments[:, 1] / safe], axis=1)
        foot = standing_foot(body, q, side, mended[:, 1] / weight, cycle.velocity[0] * period)
        pressure = through_swing(foot.from_ground(point), stands)
        columns |= {f"force_{side}_{way}_bw": mended[:, k] / weight for k, way in enumerate(WAYS)}
        columns |= {f"cop_{side}_{way}": pressure[:, k] for k, way in enumerate(("forward", "right"))}
        columns[f"free_moment_{side}_bwh"] = np.where(stands, moments[:, 2], 0.0) / (weight * HEIGHT)
    landed = feet["r"][0][:, 1] > 0.0
    strike = int(np.flatnonzero(landed & ~np.roll(landed, 1))[0]) - 1  # the last frame in the air
    table = {name: np.roll(values, -strike)[:: FINE // ROWS] for name, values in columns.items()}
    return Stride(
        {name: np.append(values, values[0]) for name, values in table.items()},
        float(cycle.velocity[0]),
        period,
        leg_length(body),
        float(cycle.when[strike]),
        closing,
        float(np.sqrt((shift**2).sum(axis=1).mean())),
        float(np.sqrt((lacking**2).sum(axis=1).mean())) / weight,
    )


def repetition(body: Body, time: Array, q: Array) -> tuple[float, float]:
    """The time after which the poses repeat themselves best [s], and how far they are then apart, RMS [deg]."""
    chosen = [body.map.column(name) for name in NAMES]
    pose = CubicSpline(time, q[:, chosen])
    apart = []
    for period in PERIODS:
        early = np.arange(time[0], time[-1] - period, 0.01)
        apart.append(float(np.sqrt(((pose(early + period) - pose(early)) ** 2).mean())))
    best = int(np.argmin(apart))
    return float(PERIODS[best]), float(np.degrees(apart[best]))


def periodic(body: Body, time: Array, q: Array, period: float) -> tuple[Array, Cycle]:
    """One cycle of the poses in a frame that travels along, (FINE, n)."""
    pose = CubicSpline(time, q)
    flat = [body.map.column(f"pelvis_t{x}") for x in "xz"]
    last = np.arange(LEAVES - FADED, LEAVES, 0.01)
    velocity = (pose(last) - pose(last - period))[:, flat].mean(axis=0) / period
    cycle = Cycle(LEAVES - period + period * np.arange(FINE) / FINE, period, velocity)
    level = np.clip((cycle.when - (LEAVES - FADED)) / FADED, 0.0, 1.0)
    before = (level**2 * (3.0 - 2.0 * level))[:, None]  # share of the cycle before
    now, then = pose(cycle.when), pose(cycle.when - period * (level > 0.0))
    now[:, flat] -= cycle.travelled(cycle.when)
    then[:, flat] -= cycle.travelled(cycle.when - period * (level > 0.0))
    return (1.0 - before) * now + before * then, cycle


def loads_of_cycle(motion: Motion, name: str, cycle: Cycle) -> tuple[Array, Array]:
    """Force of a plate (FINE, 3) [N], and force up times its point forward and right, and the free moment up,
    (FINE, 3) [N m], in the travelling frame; the plate carries one stance, wherever in the cycle it falls."""
    load = next(one for one in motion.loads if one.name == name)
    rate = (len(load.time) - 1) / (load.time[-1] - load.time[0])
    on_ground = load.point[:, [0, 2]] - cycle.travelled(load.time)
    raw = np.concatenate([load.force, load.force[:, 1:2] * on_ground, load.torque[:, 1:2]], axis=1)
    smooth = CubicSpline(load.time, lowpass(raw, rate, CUTOFF_HZ))
    out = np.zeros((FINE, 6))
    for turn in (-1, 0, 1):
        when = cycle.when + turn * cycle.period
        there = (when >= load.time[0]) & (when <= load.time[-1])
        out[there] += smooth(when[there])
    out[out[:, 1] < SILENT_N] = 0.0
    return out[:, :3], out[:, 3:]


def correction_shares(vertical: dict[str, Array], when: Array) -> dict[str, Array]:
    """Which part of a correction of the forces each foot takes, (FINE): as much as it carries [body weights]; all of it
    the left foot that stands beside its plate, as soon as it is well loaded."""
    total = np.maximum(vertical["r"] + vertical["l"], 1e-3)
    left = vertical["l"] / total
    left = np.where(when > BESIDE, np.clip(vertical["l"] / WELL_LOADED, 0.0, 1.0), left)
    return {"l": left, "r": np.where(when > BESIDE, 1.0 - left, vertical["r"] / total)}


def consistent_path(error: Array, period: float) -> Array:
    """The periodic path delta that minimises sum (delta/sigma_x)^2 + ((delta'' + e)/sigma_a)^2, (FINE, 3) [m]."""
    omega = 2.0 * np.pi * np.arange(len(error) // 2 + 1) / period
    gain = (omega**2 / ACCELERATION_SD**2) / (1.0 / POSITION_SD**2 + omega**4 / ACCELERATION_SD**2)
    return np.fft.irfft(gain[:, None] * np.fft.rfft(error, axis=0), n=len(error), axis=0)


def through_swing(values: Array, stands: NDArray[np.bool_]) -> Array:
    """Values of the standing foot, carried evenly from the last one of a stance to the first of the next."""
    at = np.flatnonzero(stands)
    return np.stack([np.interp(np.arange(FINE), at, column[at], period=FINE) for column in values.T], axis=1)


def as_csv(columns: dict[str, Array]) -> str:
    """The table as text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["cycle_percent", *columns])
    for row in range(ROWS + 1):
        cells = (f"{values[row]:.{2 if name.endswith('_deg') else 5}f}" for name, values in columns.items())
        writer.writerow([str(100 * row // ROWS), *(cell if float(cell) else "0" for cell in cells)])
    return out.getvalue()


if __name__ == "__main__":
    main()
