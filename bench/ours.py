"""Our own milliseconds: every stage of `analyze`, what surrounds it, and how it grows with the number of frames."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, NamedTuple

import xarray as xr
from timing import Timing, once, timed
from trial import RATE_HZ, Trial

from iliopsoas import Body, Motion, analyze
from iliopsoas.mechanics.dataset import assemble
from iliopsoas.mechanics.equation import solve
from iliopsoas.motion.trajectory import prepare_trajectory

COMMAND_TIMEOUT_S = 300.0


class Ours(NamedTuple):
    """What was measured.

    Attributes:
        stages: of `analyze`, by name.
        analyze: all of them together, in a call of its own.
        processor: processor time of that call: what other jobs on the machine disturb least.
        reading: files into a motion (or the library's walk made).
        build: the body.
        result: of the last run.
    """

    stages: dict[str, Timing]
    analyze: Timing
    processor: Timing
    reading: Timing
    build: Timing
    result: xr.Dataset


def measure(trial: Trial, repetitions: int) -> Ours:
    """Everything that happens inside this process."""
    body = Body.build(trial.subject)
    motion = trial.read(body)

    def run() -> xr.Dataset:
        return analyze(body, motion, rate_hz=RATE_HZ, start=trial.start, end=trial.end)

    result = run()
    _laps(body, motion, trial, RATE_HZ)
    laps: list[dict[str, float]] = []
    walls, processor = [], []
    for _ in range(repetitions):  # in turns, so that a busy moment of the machine touches all of them
        laps.append(_laps(body, motion, trial, RATE_HZ))
        begun = time.process_time()
        walls.append(once(run))
        processor.append(time.process_time() - begun)
    return Ours(
        stages={name: Timing.of([lap[name] for lap in laps]) for name in laps[0]},
        analyze=Timing.of(walls),
        processor=Timing.of(processor),
        reading=timed(lambda: trial.read(body), repetitions),
        build=timed(lambda: Body.build(trial.subject), repetitions),
        result=result,
    )


def scaling(trial: Trial, frames: list[int], repetitions: int) -> dict[int, dict[str, Timing]]:
    """Stages for several numbers of frames: the same part of the movement, sampled more densely."""
    body = Body.build(trial.subject)
    motion = trial.read(body)
    out = {}
    for count in frames:
        laps = [_laps(body, motion, trial, trial.rate_for(count)) for _ in range(repetitions + 1)][1:]
        out[count] = {name: Timing.of([lap[name] for lap in laps]) for name in laps[0]}
        out[count]["all"] = Timing.of([sum(lap.values()) for lap in laps])
    return out


def _laps(body: Body, motion: Motion, trial: Trial, rate_hz: float) -> dict[str, float]:
    """Seconds of every stage of one analysis; the same calls as `analyze` makes."""
    begun = time.perf_counter()
    trajectory = prepare_trajectory(body, motion, rate_hz=rate_hz, start=trial.start, end=trial.end)
    laps = {"preparation": time.perf_counter() - begun}
    solution = solve(body, trajectory)
    laps |= solution.stages
    laps["dataset"] = once(lambda: assemble(body, motion, trajectory, solution))
    return laps


def commands(trial: Trial, repetitions: int) -> dict[str, Timing]:
    """The command line, each time a fresh process: `--help`, and the trial with its whole report."""
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
        out = ["--out", str(Path(folder) / "out")]
        return {
            "iliopsoas --help": timed(lambda: _command("--help"), repetitions),
            "iliopsoas analyze, whole report": timed(
                lambda: _command(*trial.arguments(), *out), max(3, repetitions // 3)
            ),
        }


def one_blas_thread(repetitions: int) -> Timing:
    """`analyze` in a process of its own whose matrix products use one thread (numpy's OpenBLAS takes all cores)."""
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
        figures = Path(folder) / "figures.json"
        bench = [sys.executable, str(Path(__file__).with_name("walking.py"))]
        options = ["--quick", "--repetitions", str(repetitions), "--json", str(figures)]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([*bench, *options], env=environment, check=True, capture_output=True, timeout=COMMAND_TIMEOUT_S)
        found = json.loads(figures.read_text(encoding="utf-8"))["ours"]["analyze, all of it"]
    return Timing(found["median_s"], found["best_s"], found["repetitions"])


def _command(*arguments: str) -> None:
    script = Path(sys.executable).with_name("iliopsoas")
    start = [str(script)] if script.exists() else [sys.executable, "-m", "iliopsoas.cli"]
    options: dict[str, Any] = {"check": True, "capture_output": True, "timeout": COMMAND_TIMEOUT_S}
    subprocess.run([*start, *arguments], **options)
