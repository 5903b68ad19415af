"""Whole jobs and what they take: an exercise from its record, a report, the command line, memory."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from timing import Timing, timed
from trial import Trial

from iliopsoas import Body, analyze, movement, write_report

EXERCISE = "straight_leg_raise"
MANY = 5000
"""Frames of the long analysis whose memory is told."""
PROGRAMS = {
    "loading the package": "import iliopsoas; iliopsoas.Body, iliopsoas.analyze",
    "the trial": "{read} analyze(body, motion, rate_hz=100.0, start={start}, end={end})",
    f"the same, {MANY} frames": "{read} analyze(body, motion, rate_hz={fine}, start={start}, end={end})",
    "command line with the whole report": "import sys; sys.argv[1:] = {words}; from iliopsoas.cli import main; main()",
}
READ = (
    "import sys; sys.path.insert(0, {bench!r}); from iliopsoas import Body, analyze; from trial import find_trial; "
    "trial = find_trial(); body = Body.build(trial.subject); motion = trial.read(body);"
)
WATCH = """
import atexit, pathlib, resource, sys
def told():
    status = pathlib.Path("/proc/self/status")  # its peak starts at this program, resource's at what started it
    lines = status.read_text().splitlines() if status.exists() else []
    peak = [int(line.split()[1]) for line in lines if line.startswith("VmHWM")]
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(peak[0] if peak else used // (1024 if sys.platform == "darwin" else 1), file=sys.stderr)
atexit.register(told)
"""


def jobs(trial: Trial, repetitions: int) -> dict[str, Timing]:
    """Jobs inside this process."""
    body = Body.build(trial.subject)
    motion = trial.read(body)
    raised = movement(EXERCISE, body)
    walked = analyze(body, motion, rate_hz=100.0, start=trial.start, end=trial.end)
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
        page = Path(folder) / "index.html"
        return {
            f"exercise ({EXERCISE}): poses fitted to the body": timed(lambda: movement(EXERCISE, body), repetitions),
            f"exercise: analysed ({analyze(body, raised).sizes['time']} frames, contact forces unknown)": timed(
                lambda: analyze(body, raised), repetitions
            ),
            "report of the trial (page with pictures and 3-D view)": timed(
                lambda: write_report(walked, body, page, bibliography=[]), max(3, repetitions // 3)
            ),
        }


def memory(trial: Trial) -> dict[str, float]:
    """Largest memory of a fresh process that does a job [MB]."""
    with tempfile.TemporaryDirectory(prefix="iliopsoas-bench-") as folder:
        parts = {
            "read": READ.format(bench=str(Path(__file__).parent)),
            "start": repr(trial.start),
            "end": repr(trial.end),
            "fine": repr(trial.rate_for(MANY)),
            "words": repr([*trial.arguments(), "--out", str(Path(folder) / "out")]),
        }
        return {name: _peak(WATCH + code.format(**parts)) for name, code in PROGRAMS.items()}


def _peak(code: str) -> float:
    """Largest resident memory of a Python program [MB]."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stderr.split()[-1]) * 1024 / 1e6
