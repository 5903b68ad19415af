"""How fast the walk is analysed, and how fast OpenSim does it on the same machine in the same run.

    python bench/walking.py [--json FILE] [--repetitions N] [--quick]

Without OpenSim or the recorded walk (folder `shared` beside the repository) it says so and measures what there is.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path
from typing import Any

import mujoco
import numpy as np
import xarray as xr
from numpy.typing import NDArray
from opensim_peer import Peer, missing, run_peer, walk
from ours import Ours, commands, measure, one_blas_thread, scaling
from timing import Timing
from trial import Trial, find_trial

from iliopsoas.files import write_text
from iliopsoas.results.gait_events import main_stance
from iliopsoas.results.hip_contact import hip_contact_force

SIDES = {"r": "right", "l": "left"}


def main() -> None:
    """Measure, print, write."""
    options = _options()
    figures = collect(find_trial(), options.repetitions, quick=options.quick, peers=True)
    if options.json:
        write_text(options.json, json.dumps(figures, indent=1) + "\n")


def collect(trial: Trial, repetitions: int, *, quick: bool, peers: bool) -> dict[str, Any]:
    """Measure, print, and return everything as JSON would have it."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    print(f"{trial.title}: {trial.frames} frames")
    print(f"{cores} cores, Python {platform.python_version()}, numpy {np.__version__}, mujoco {mujoco.__version__}\n")
    figures: dict[str, Any] = {"trial": trial.title, "frames": trial.frames, "cores": cores}
    ours = measure(trial, repetitions)
    figures["strands"] = int(ours.result.sizes["muscle"])
    figures["ours"] = _tell_ours(ours, trial.frames)
    if not quick:
        t = one_blas_thread(repetitions)
        figures["ours"]["analyze with OPENBLAS_NUM_THREADS=1"] = _figures(t)
        print(f"\n{'analyze with OPENBLAS_NUM_THREADS=1, ms/frame':44}", end="")
        print(f"{1e3 * t.median / trial.frames:9.3f}{1e3 * t.best / trial.frames:9.3f}")
        figures["scaling"] = _tell_scaling(scaling(trial, [trial.frames, 1470, 5000], 3))
        figures["commands"] = _tell_commands(commands(trial, repetitions))
    if quick or not peers:
        print("OpenSim: left out")
    elif why := missing(trial):
        print(f"OpenSim: not measured, {why}")
    else:
        figures["opensim"] = _beside(trial, ours, repetitions)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    parser.add_argument("--repetitions", type=int, default=9, help="after one warm-up (default 9)")
    parser.add_argument("--quick", action="store_true", help="only the stages: no scaling, command line, OpenSim")
    options = parser.parse_args()
    if options.repetitions < 1:
        parser.error("--repetitions must be at least 1")
    return options


def _tell_ours(ours: Ours, frames: int) -> dict[str, Any]:
    print(f"{'ours, ms a frame':44}{'median':>9}{'best':>9}")
    rows = {**ours.stages, "analyze, all of it": ours.analyze, "analyze, processor time": ours.processor}
    for name, t in rows.items():
        print(f"  {name:42}{1e3 * t.median / frames:9.3f}{1e3 * t.best / frames:9.3f}")
    print(f"\n{'around it, ms':44}{'median':>9}{'best':>9}")
    around = {"Body.build": ours.build, "reading the movement": ours.reading}
    for name, t in around.items():
        print(f"  {name:42}{1e3 * t.median:9.1f}{1e3 * t.best:9.1f}")
    return {name: _figures(t) for name, t in {**rows, **around}.items()}


def _tell_commands(found: dict[str, Timing]) -> dict[str, Any]:
    print(f"\n{'command line, fresh process, ms':44}{'median':>9}{'best':>9}")
    for name, t in found.items():
        print(f"  {name:42}{1e3 * t.median:9.0f}{1e3 * t.best:9.0f}")
    print()
    return {name: _figures(t) for name, t in found.items()}


def _tell_scaling(found: dict[int, dict[str, Timing]]) -> dict[str, Any]:
    print(f"\n{'ms a frame (median of 3) at so many frames':44}" + "".join(f"{n:9}" for n in found))
    for stage in next(iter(found.values())):
        print(f"  {stage:42}" + "".join(f"{1e3 * rows[stage].median / n:9.3f}" for n, rows in found.items()))
    return {str(n): {stage: _figures(t) for stage, t in rows.items()} for n, rows in found.items()}


def _beside(trial: Trial, ours: Ours, repetitions: int) -> dict[str, Any]:
    """OpenSim on the same frames: times and hip contact forces beside ours, which are timed once more after it."""
    try:
        peer = run_peer(walk(trial))
    except RuntimeError as error:
        print(f"OpenSim: failed, {str(error).splitlines()[0]}")
        return {"error": str(error)}
    per_frame = 1e3 / trial.frames
    print(f"{f'OpenSim {peer.version}, one run':44}{'ms/frame':>9}")
    print(f"  {'static optimisation (with inverse dynamics)':42}{per_frame * peer.optimisation:9.1f}")
    print(f"  {'joint reaction at the hips':42}{per_frame * peer.reaction:9.1f}")
    print(f"  {'both, processor time':42}{per_frame * peer.processor:9.1f}")
    again = measure(trial, repetitions)
    seconds, processor = (
        (x.median + y.median) / 2 for x, y in ((ours.analyze, again.analyze), (ours.processor, again.processor))
    )
    print(f"  {'analyze, before and after it':42}{per_frame * seconds:9.2f}")
    ratios = {"ratio to analyze, median": peer.seconds / seconds}
    ratios["ratio in processor time"] = peer.processor / processor
    whole = ours.build.median + ours.reading.median + seconds
    ratios["ratio with reading and building the body"] = (peer.seconds + peer.reading) / whole
    for name, value in ratios.items():
        print(f"  {name:42}{value:9.0f}")
    times = {"static_optimisation_s": peer.optimisation, "joint_reaction_s": peer.reaction, "reading_s": peer.reading}
    times["processor_s"] = peer.processor
    return {"version": peer.version, **times, **ratios, "hip_bw": _tell_hips(peer, ours.result)}


def _tell_hips(peer: Peer, result: xr.Dataset) -> dict[str, Any]:
    weight = float(result.attrs["body_weight_n"])
    found: dict[str, Any] = {}
    print(f"\n{'hip contact force, body weights':44}{'ours':>9}{'OpenSim':>9}")
    for side, name in SIDES.items():
        theirs = np.linalg.norm(peer.reactions[f"hip_{side}"], axis=1) / weight
        for (label, a), b in zip(
            _peaks(result, side, hip_contact_force(result, side)), _peaks(result, side, theirs), strict=True
        ):
            print(f"  {f'{name}, {label}':42}{a:9.2f}{b[1]:9.2f}")
            found[f"{name}, {label}"] = {"ours": a, "opensim": b[1]}
    return found


def _peaks(result: xr.Dataset, side: str, force: NDArray[np.float64]) -> list[tuple[str, float]]:
    """Largest of both halves of the stance that the plates show; of all frames where there is none."""
    stance = main_stance(result, side)
    if stance is None:
        return [("largest", float(force.max()))]
    half = (stance.first + stance.last) // 2
    partly = "" if stance.complete else " (stance not complete)"
    return [
        (f"first half of stance{partly}", float(force[stance.first : half + 1].max())),
        (f"second half of stance{partly}", float(force[half : stance.last + 1].max())),
    ]


def _figures(t: Timing) -> dict[str, float]:
    return {"median_s": t.median, "best_s": t.best, "repetitions": t.repetitions}


if __name__ == "__main__":
    main()
