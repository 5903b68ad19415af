"""A program of its own: run another Python program within limits on memory and computing time.

    python limits.py MEMORY SECONDS PROGRAM WORD ...

It is started by `confined` and imports nothing of this package, so that it begins at once.
"""

from __future__ import annotations

import contextlib
import runpy
import sys


def limit_this_process(memory: int, seconds: int) -> None:
    """Let the system end this process beyond so much memory [bytes] or computing time [s], where it can."""
    try:
        import resource
    except ImportError:  # Windows: the parent's clock has to do
        return
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    limit_this_process(int(sys.argv[1]), int(sys.argv[2]))
    del sys.argv[:3]
    runpy.run_path(sys.argv[0], run_name="__main__")
