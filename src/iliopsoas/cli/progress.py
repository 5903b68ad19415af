"""A bar on stderr for long work; silent where nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A function that takes the number of frames done while the block runs; None where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress, TextColumn

    bar = Progress(TextColumn("{task.completed:.0f} frames"), console=Console(stderr=True), transient=True)
    task = bar.add_task("frames", total=None)
    with bar:
        yield lambda done: bar.update(task, completed=done)
