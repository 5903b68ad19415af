"""A small program run in a process of its own, within limits: whatever a library does in it happens to nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

LIMITS = Path(__file__).with_name("limits.py")
WAIT = 6.0
"""Time on the clock, in times of computing time: a busy machine gives a process a share; technical."""
CLOCK_ONLY = 1.5
"""The same where the system cannot limit computing time (Windows); technical."""


class NotInTime(Exception):
    """A program that was ended by the clock; its message says after how long."""


def can_confine(program: Path) -> bool:
    """Whether there is a second process to be had, and the program to run in it."""
    return bool(sys.executable) and not getattr(sys, "frozen", False) and program.is_file() and LIMITS.is_file()


def confined_output(program: Path, words: Sequence[str], *, memory: int, seconds: float) -> bytes:
    """What a Python program writes to its standard output before it ends, well or not.

    It finds its packages where this process does, without the searching at start-up that takes as long as a short task.

    Args:
        program: a file. words: its arguments. memory: the most it may take [bytes]. seconds: of computing [s].

    Raises:
        NotInTime: it waited instead of computing until its time on the clock was over.
    """
    wait = seconds * (WAIT if os.name == "posix" else CLOCK_ONLY)
    places = os.pathsep.join(entry for entry in sys.path if entry)
    surroundings = {**os.environ, "PYTHONPATH": places, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-S", "-P", str(LIMITS), str(memory), str(max(1, round(seconds))), str(program), *words]
    try:
        return subprocess.run(
            command,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wait,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired:
        raise NotInTime(f"within {wait:.0f} s") from None
