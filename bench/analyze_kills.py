"""Kills `iliopsoas analyze` in the middle, again and again, and looks whether its folder is wholly old or wholly new.

    python bench/analyze_kills.py [--times 40] [--frames 400]

Each run analyses another person, so that old and new differ in all three files. The first run is let through, to see
how long one takes; the others are killed (SIGKILL) at a random moment of it. After each the three files must belong
together, and a further run in the end must succeed and sweep what was left.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from length import repeated_walk

from iliopsoas.files import MARK
from iliopsoas.results.stored.store import load_result

NAMES = {"result.nc", "summary.json", "index.html", "notes.txt"}


def start(angles: Path, plates: Path, out: Path, mass: float) -> subprocess.Popen[bytes]:
    """An analysis in a process of its own."""
    words = ["analyze", str(angles), "--grf", str(plates), "--height", "1.75", "--mass", f"{mass:g}"]
    command = [sys.executable, "-m", "iliopsoas.cli", *words, "--accept", "weight_above", "--out", str(out)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)


def whose(out: Path) -> set[float]:
    """Body masses that the three files tell; one where they belong together."""
    result = load_result(out / "result.nc")
    page = (out / "index.html").read_text(encoding="utf-8")
    (told,) = set(re.findall(r"1\.75 m, ([\d.]+) kg", page))
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    masses = {result.attrs["body_mass_kg"], summary["subject"]["body_mass_kg"], float(told)}
    assert not result["muscle_force"].isnull().any(), "a result with holes"
    result.close()
    return {float(mass) for mass in masses}


def main(times: int, frames: int) -> None:
    """Kill, look, tell."""
    chance = random.Random(16)
    with tempfile.TemporaryDirectory(prefix="iliopsoas-kills-") as made:
        folder = Path(made)
        angles, plates = repeated_walk(folder, frames)
        out, mass = folder / "out", 70.0
        began = time.perf_counter()
        assert start(angles, plates, out, mass).wait() == 0, "an analysis that nobody kills must succeed"
        lasts = time.perf_counter() - began
        (out / "notes.txt").write_text("mine")
        killed, finished, moved, left = 0, 0, 0, 0
        for k in range(times):
            wanted = mass + 0.1
            process = start(angles, plates, out, wanted)
            time.sleep(chance.uniform(0.05, 1.05) * lasts)
            process.send_signal(signal.SIGKILL)
            ended = process.wait()
            killed, finished = killed + (ended == -signal.SIGKILL), finished + (ended == 0)
            told = whose(out)
            assert len(told) == 1, f"kill {k + 1}: files of different runs: {told}"
            assert {p.name for p in out.iterdir()} == NAMES, f"kill {k + 1}: {sorted(p.name for p in out.iterdir())}"
            assert (out / "notes.txt").read_text() == "mine"
            (now,) = told
            assert min(abs(now - mass), abs(now - wanted)) < 0.06, f"kill {k + 1}: of nobody: {now}"
            moved, mass = moved + (abs(now - wanted) < 0.06), wanted if abs(now - wanted) < 0.06 else mass
            left = max(left, sum(p.name.endswith(MARK) for p in folder.iterdir()))
            print(
                f"kill {k + 1}: ended with {ended}, the folder is {'new' if abs(now - wanted) < 1e-6 else 'old'}",
                flush=True,
            )
        for old in folder.glob(f".*{MARK}"):
            for one in (*old.rglob("*"), old):
                os.utime(one, (0, 0))
        assert start(angles, plates, out, mass).wait() == 0
        swept = not any(p.name.endswith(MARK) for p in folder.iterdir())
    print(
        f"{times} runs of {lasts:.1f} s: {killed} killed, {finished} had ended; {moved} new, {times - moved} old, "
        f"0 mixed; up to {left} temporary folders left, {'all' if swept else 'not all'} swept by the next run"
    )


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--times", type=int, default=40)
    reader.add_argument("--frames", type=int, default=400)
    given = reader.parse_args()
    main(given.times, given.frames)
