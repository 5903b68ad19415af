"""Marker files of any kind that is known (.trc, .c3d)."""

from __future__ import annotations

from pathlib import Path

from iliopsoas.errors import FileError
from iliopsoas.motion.files.c3d import read_c3d
from iliopsoas.motion.files.trc import read_trc
from iliopsoas.motion.records.markers import Markers
from iliopsoas.motion.signals.checks import listed

SUFFIXES = (".trc", ".c3d")


def read_markers(path: str | Path) -> Markers:
    """Read a .trc or .c3d file: markers, and in .c3d plates, electromyograms and events.

    Axes are the laboratory's; `motion_from_markers` turns them.

    Raises:
        FileError: the file is missing, empty, of another kind, or damaged (with line and column where there are any).
    """
    file = Path(path)
    readers = {".trc": read_trc, ".c3d": read_c3d}
    if file.suffix.lower() not in readers:
        raise FileError(file, f"markers come in {' and '.join(SUFFIXES)} files, not in '{file.suffix}'")
    if not file.is_file():
        near = sorted(p.name for p in file.parent.glob("*") if p.suffix.lower() in SUFFIXES)
        raise FileError(file, "there is no such file" + (f"; its folder has {listed(near)}" if near else ""))
    if file.stat().st_size == 0:
        raise FileError(file, "the file is empty; export it again")
    return readers[file.suffix.lower()](file)
