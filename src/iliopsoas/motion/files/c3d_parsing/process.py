"""Parse a .c3d file in a process of its own, with limits on memory and time that grow with the file.

Where there is no second process to be had (a frozen program, a platform without them) the file is parsed here, after
the same checks of its layout.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError
from iliopsoas.jobs.confined import NotInTime, can_confine, confined_output
from iliopsoas.motion.files.c3d_parsing.child import parsed
from iliopsoas.motion.files.c3d_parsing.layout import LayoutProblem, check_layout

PROGRAM = Path(__file__).with_name("child.py")
MEMORY_BYTES, MEMORY_FACTOR = 640 * 2**20, 64
"""Memory that parsing may take: a base, and so many times the file [bytes]; technical."""
SECONDS, SECONDS_PER_MB = 5.0, 1.0
"""Computing time that parsing may take: a base [s], and so much for every megabyte [s/MB]; technical."""
DAMAGED = "this is no .c3d file, or it is damaged"


class ParsedC3d(NamedTuple):
    """What a .c3d file holds.

    Attributes:
        points: (3, markers, frames), in the file's unit; NaN or zero where a marker was not seen.
        analogs: (channels, samples), scaled as the file says.
        poses: of segments, (4, 4, segments, frames), as systems without markers store them; often of none.
        first_frame: number of the first frame, counted from 0.
        parameters: group -> name -> numbers in nested lists, or texts.
        notes: what is odd about the file.
    """

    points: Array
    analogs: Array
    poses: Array
    first_frame: float
    parameters: dict[str, dict[str, Any]]
    notes: tuple[str, ...]


def parse_c3d(path: Path) -> ParsedC3d:
    """Parse a file.

    Raises:
        FileError: it cannot be read, for whatever reason.
    """
    try:
        odd = check_layout(path)
        arrays, about = _parse(path)
    except LayoutProblem as problem:
        raise FileError(path, f"{DAMAGED} ({problem})") from None
    except OSError as error:
        raise FileError(path, f"it cannot be read ({error.strerror or error})") from None
    notes = tuple(f"{path.name}: {note}." for note in (*odd, *about["notes"]))
    return ParsedC3d(arrays[0], arrays[1], arrays[2], float(about["first_frame"]), about["parameters"], notes)


def _parse(path: Path) -> tuple[list[Array], dict[str, Any]]:
    if not can_confine(PROGRAM):
        return _parse_here(path)
    told = _run(path)
    begin = 8 + int.from_bytes(told[:8], "little")
    if len(told) < 8 or len(told) < begin:
        raise LayoutProblem("the library that reads such files fell over it")
    about = json.loads(told[8:begin])
    if "error" in about:
        raise LayoutProblem(about["error"])
    arrays = []
    for shape in about["shapes"]:
        count = math.prod(shape)
        arrays.append(np.frombuffer(told, dtype="<f8", count=count, offset=begin).reshape(shape))
        begin += 8 * count
    return arrays, about


def _run(path: Path) -> bytes:
    """What the program says before it ends or its time is over."""
    size = path.stat().st_size
    try:
        return confined_output(
            PROGRAM,
            [str(path.absolute())],
            memory=MEMORY_BYTES + MEMORY_FACTOR * size,
            seconds=SECONDS + SECONDS_PER_MB * size / 1e6,
        )
    except NotInTime as late:
        raise LayoutProblem(f"it was not read {late}") from None


def _parse_here(path: Path) -> tuple[list[Array], dict[str, Any]]:
    """The same in this process."""
    try:
        arrays, about = parsed(str(path))
    except (OSError, RuntimeError, ValueError, IndexError, SystemError, MemoryError) as error:
        raise LayoutProblem(" ".join(str(error).split()) or type(error).__name__) from None
    return [np.asarray(values, dtype=np.float64) for values in arrays], about
