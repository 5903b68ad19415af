"""Work that worker processes import: it squares, fails, dies or hangs, as it is told."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from iliopsoas.errors import FileError


def square(x: float) -> float:
    """x^2, or what a text asks for."""
    return x * x


def process_number(_: object) -> int:
    """Which process this is."""
    time.sleep(0.05)
    return os.getpid()


def fail(what: str) -> str:
    """Raise an error of ours, or one of somebody else."""
    if what == "ours":
        raise FileError("a.csv", "is damaged", line=3)
    if what == "theirs":
        raise ZeroDivisionError("by zero")
    return what


def die_once(mark: str) -> str:
    """Die by SIGKILL where the mark is not there yet; a mark that ends in 'always' never is."""
    if mark == "well":
        return mark
    if not Path(mark).exists():
        if not mark.endswith("always"):
            Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "again"


def sleep(seconds: float) -> float:
    """Take a while."""
    time.sleep(seconds)
    return seconds


def tell_and_hang(mark: str) -> None:
    """Say which process this is, and hang."""
    Path(mark).write_text(str(os.getpid()), encoding="utf-8")
    time.sleep(120.0)
