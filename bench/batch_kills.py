"""Kills a batch at random times, again and again, and counts what was lost or mixed.

    python bench/batch_kills.py [--times 40] [--trials 12] [--workers 2]

The same study is run once without interruption. Then it is started, killed with SIGKILL and started again, until it
ends by itself; after each kill every folder must be whole: as in the uninterrupted batch, or not there. Every third
kill hits a worker instead, which the batch must survive. A batch that ended must equal the uninterrupted one in
everything but times.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

TIMED = ("seconds", "ms_per_frame")
"""What differs between two runs: how long they took."""
TEMPORARY = ".iliopsoas-tmp"


def contents(folder: Path) -> dict[str, Any]:
    """Everything in the folder of a batch but times, file by file; datasets by their values."""
    import xarray as xr

    out: dict[str, Any] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if TEMPORARY in name or not path.is_file() or path.suffix == ".xlsx":
            continue
        if path.suffix == ".nc":
            with xr.open_dataset(path, engine="h5netcdf") as stored:
                out[name] = {str(v): stored[v].values.tobytes() for v in stored.variables if v not in TIMED}
        elif path.name == "summary.json":
            told = json.loads(path.read_text(encoding="utf-8"))
            out[name] = {key: value for key, value in told.items() if key not in TIMED}
        else:
            out[name] = path.read_bytes()
    return out


def mixed(found: dict[str, Any], whole: dict[str, Any]) -> list[str]:
    """Folders that are neither as they must be nor absent, and files that differ."""
    wrong = [name for name, content in found.items() if content != whole.get(name)]
    begun = {str(Path(name).parent) for name in found if name.startswith(("trials/", "report/"))}
    return wrong + [name for name in whole if str(Path(name).parent) in begun and name not in found]


def make_study(path: Path, trials: int) -> Path:
    """People of different masses in the same few frames of walking; one file is damaged, and its trial fails."""
    from iliopsoas import Body, movement
    from iliopsoas.motion import write_motion

    body = Body.build()
    walk = write_motion(path.with_name("steps.mot"), movement("walk", body).window(2.0, 2.6))
    path.with_name("damaged.mot").write_text(walk.read_text(encoding="utf-8")[:-100], encoding="utf-8")
    rows = ["trial,group,subject,movement,mass"]
    for k in range(trials):
        rows.append(f"t{k},{'ab'[k % 2]},p{k // 2},{'damaged' if k == 1 else 'steps'}.mot,{60 + k}")
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def start(study: Path, out: Path, workers: int) -> subprocess.Popen[str]:
    """The batch, as people run it."""
    command = [sys.executable, "-m", "iliopsoas.cli", "batch", str(study), "--out", str(out), "--json"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*command, "--workers", str(workers)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def workers_of(pid: int) -> list[int]:
    """Processes that were made to work for this one: the grandchildren that the server of processes forked."""
    children = [int(p) for p in _children(pid)]
    return [int(p) for child in children for p in _children(child)]


def _children(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8").split()
    except OSError:
        return []


def main(times: int, trials: int, workers: int) -> None:
    """Kill, check, tell."""
    chance = random.Random(16)
    kills, worker_kills, rounds, leftovers = 0, 0, 0, 0
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        study = make_study(folder / "study.csv", trials)
        began = time.monotonic()
        with start(study, folder / "whole" / "batch", workers) as run:
            told = json.loads(run.communicate()[0])
        lasts = time.monotonic() - began
        whole = contents(folder / "whole" / "batch")
        print(f"uninterrupted: {told['done']} done, {told['failed']} failed in {lasts:.1f} s, {len(whole)} files")
        while kills < times:
            out = folder / "killed" / "batch"
            with start(study, out, workers) as run:
                victim_is_worker = (kills + worker_kills) % 3 == 2
                until = time.monotonic() + chance.uniform(0.1, 1.0) * lasts
                while time.monotonic() < until and run.poll() is None:
                    time.sleep(0.01)
                if run.poll() is None and victim_is_worker and workers_of(run.pid):
                    os.kill(chance.choice(workers_of(run.pid)), signal.SIGKILL)
                    worker_kills += 1
                    kills += 1
                    _, errors = run.communicate()
                    assert run.returncode == 0, errors
                elif run.poll() is None:
                    run.send_signal(signal.SIGKILL)
                    kills += 1
                run.communicate()
            time.sleep(0.5)  # workers notice that their parent is gone
            found = contents(out) if out.exists() else {}
            assert mixed(found, whole) == [], f"mixed after kill {kills}: {mixed(found, whole)}"
            leftovers = max(leftovers, sum(TEMPORARY in p.name for p in out.rglob(f"*{TEMPORARY}")))
            if run.returncode == 0:
                assert found == whole, f"differs: {set(found) ^ set(whole)}"
                rounds += 1
                shutil.rmtree(out)
        if out.exists():
            with start(study, out, workers) as run:
                run.communicate()
            assert contents(out) == whole
            rounds += 1
    print(
        f"{kills} kills ({worker_kills} of a worker), {rounds} batches ended equal to the uninterrupted one, 0 mixed "
        "folders; "
        f"at most {leftovers} temporary folders lay about"
    )


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--times", type=int, default=40)
    reader.add_argument("--trials", type=int, default=12)
    reader.add_argument("--workers", type=int, default=2)
    given = reader.parse_args()
    main(given.times, given.trials, given.workers)
