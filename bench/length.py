"""Memory and time of an analysis from 100 to 100,000 frames, with the whole report, in a fresh process each.

    python bench/length.py [--frames 100 1000 10000 100000] [--folder docs/_bench]

The middle cycle of the library's walk is repeated, on a treadmill so to say, and written as .mot with its plates; then
`iliopsoas analyze` reads it. Writes `length.json` and `length.png`; docs/speed.md shows the picture.
"""

from __future__ import annotations

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from iliopsoas import Body, Subject, movement
from iliopsoas.files import write_text
from iliopsoas.motion.files.storage import write_storage
from iliopsoas.motion.records.motion import Motion

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "_bench"
FRAMES = (100, 1_000, 10_000, 100_000)
RATE_HZ = 100.0
ASKED_MB, PAGE_MB = 350.0, 8.0
"""Largest resident memory and largest report that are asked for."""
RUN = """
import resource, sys
sys.argv[1:] = {words!r}
from iliopsoas.cli import main
try:
    main()
finally:
    sys.stderr.write("\\npeak_kb " + str(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss))
"""
IMPORTS = """
import resource
import iliopsoas.study.analyses, iliopsoas.report.page, h5netcdf
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def repeated_walk(folder: Path, frames: int) -> tuple[Path, Path]:
    """Coordinates and plates of so many frames of walking."""
    walk = movement("walk", Body.build(Subject(height=1.75, mass=75.0)))
    cycle = walk.duration / 3.0
    each = round(cycle * RATE_HZ)
    at = np.arange(frames) / RATE_HZ
    moment = np.arange(frames) % each
    phases = cycle * (1.0 + np.arange(each) / each)
    belt = (_at(walk, "pelvis_tx", 2 * cycle) - _at(walk, "pelvis_tx", cycle)) * np.arange(each) / each
    columns, values = ["time"], [at]
    for name in walk.coordinates:
        curve = np.interp(phases, walk.time, walk.coordinates[name])
        curve = (curve - belt if name == "pelvis_tx" else curve)[moment]
        columns.append(name)
        values.append(curve if name.startswith("pelvis_t") and name != "pelvis_tilt" else np.degrees(curve))
    angles = write_storage(folder / "walk.mot", columns, np.stack(values, axis=1), in_degrees=True)
    columns, values = ["time"], [at]
    for prefix, load in zip(("", "1_"), walk.loads, strict=False):
        taken = load.resampled(phases)
        point = (taken.point - np.outer(belt, [1.0, 0.0, 0.0]))[moment]
        for what, moved in (("force_v", taken.force[moment]), ("force_p", point), ("torque_", taken.torque[moment])):
            for axis, letter in enumerate("xyz"):
                columns.append(f"{prefix}ground_{what}{letter}")
                values.append(moved[:, axis])
    return angles, write_storage(folder / "plates.mot", columns, np.stack(values, axis=1))


def _at(walk: Motion, name: str, when: float) -> float:
    return float(np.interp(when, walk.time, walk.coordinates[name]))


def measured(frames: int) -> dict[str, Any]:
    """Seconds, memory and sizes of one analysis with its report."""
    with tempfile.TemporaryDirectory(prefix="iliopsoas-length-") as made:
        folder = Path(made)
        angles, plates = repeated_walk(folder, frames)
        out = folder / "out"
        words = ["analyze", str(angles), "--grf", str(plates), "--height", "1.75", "--mass", "75", "--out", str(out)]
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", RUN.format(words=[*words, "--json"])], capture_output=True, text=True
        )
        seconds = time.perf_counter() - started
        if done.returncode:
            raise SystemExit(done.stderr)
        summary = json.loads(done.stdout)
        return {
            "frames": summary["frames"],
            "seconds": seconds,
            "ms_per_frame": summary["ms_per_frame"],
            "memory_mb": int(done.stderr.rsplit("peak_kb", 1)[1]) * 1024 / 1e6,
            "result_mb": (out / "result.nc").stat().st_size / 1e6,
            "page_mb": (out / "index.html").stat().st_size / 1e6,
            "trust": summary["trust"]["level"],
        }


def floor_mb() -> float:
    """Memory of a process that only imports what an analysis with its report needs [MB]."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024 / 1e6


def draw(figures: dict[str, Any], path: Path) -> None:
    """Memory, time a frame and sizes over frames."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 10, "axes.spines.top": False, "axes.spines.right": False})
    rows = figures["rows"]
    frames = [row["frames"] for row in rows]
    picture, (memory, speed, page) = plt.subplots(1, 3, figsize=(12, 3.6), constrained_layout=True)
    memory.plot(frames, [row["memory_mb"] for row in rows], "o-", color="#0072B2", label="analysis with report")
    memory.axhline(figures["floor_mb"], color="#8a8a8a", ls="--", label="importing alone")
    memory.axhline(ASKED_MB, color="#D55E00", ls=":", label="asked for, at most")
    memory.set(title="Largest memory [MB]", ylim=(0, None))
    memory.legend(fontsize=8)
    speed.plot(frames, [row["ms_per_frame"] for row in rows], "o-", color="#0072B2", label="analysis")
    speed.plot(
        frames, [1e3 * row["seconds"] / row["frames"] for row in rows], "s--", color="#009E73", label="everything"
    )
    speed.set(title="Time [ms a frame]", yscale="log")
    speed.legend(fontsize=8)
    page.plot(frames, [row["page_mb"] for row in rows], "o-", color="#0072B2", label="report")
    page.plot(frames, [row["result_mb"] for row in rows], "s--", color="#009E73", label="result")
    page.axhline(PAGE_MB, color="#D55E00", ls=":", label="report asked for, at most")
    page.set(title="Sizes [MB]", yscale="log")
    page.legend(fontsize=8)
    for axis in (memory, speed, page):
        axis.set(xscale="log", xlabel="frames")
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.savefig(path, dpi=110, metadata={"Software": None})
    plt.close(picture)


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--frames", type=int, nargs="+", default=list(FRAMES))
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args()
    figures: dict[str, Any] = {"floor_mb": floor_mb(), "rows": []}
    print(f"importing alone: {figures['floor_mb']:.0f} MB")
    for frames in options.frames:
        row = measured(frames)
        figures["rows"].append(row)
        print(", ".join(f"{name} {value:.4g}" if name != "trust" else value for name, value in row.items()), flush=True)
    write_text(options.folder / "length.json", json.dumps(figures, indent=1) + "\n")
    draw(figures, options.folder / "length.png")


if __name__ == "__main__":
    main()
