"""Whether a stored dataset can be read without harm: by its fingerprint, else by a process that may fall over it."""

from __future__ import annotations

import json
from pathlib import Path

from iliopsoas.errors import FileError
from iliopsoas.jobs.confined import NotInTime, can_confine, confined_output
from iliopsoas.results.stored.fingerprint import fingerprint_fits

SIGNATURE = b"\x89HDF\r\n\x1a\n"
"""How HDF5 files begin; technical."""
PROGRAM = Path(__file__).with_name("inspection.py")
MEMORY_BYTES, MEMORY_FACTOR = 1 << 30, 2
"""Memory that inspection may take: a base, and so many times the file [bytes]; technical."""
SECONDS, SECONDS_PER_MB = 6.0, 0.05
"""Computing time that inspection may take: a base [s], and so much for every megabyte [s/MB]; technical."""


def check_soundness(path: Path, what: str, cure: str) -> None:
    """Make sure that the libraries can read a file; one that is as it was written is not looked at further.

    Args:
        what: it should be, 'result'. cure: what to do.

    Raises:
        FileError: it cannot be read, it is something else, or it is damaged.
    """
    try:
        if not _begins_well(path):
            wrong = "it does not begin as an HDF5 file does"
        else:
            wrong = "" if fingerprint_fits(path) or not can_confine(PROGRAM) else _inspected(path)
    except OSError as error:
        raise FileError(path, f"it cannot be read ({error.strerror or error})") from None
    if wrong:
        raise FileError(path, f"this is no {what}, or it is damaged ({wrong}); {cure}")


def _begins_well(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(SIGNATURE)) == SIGNATURE


def _inspected(path: Path) -> str:
    """What is wrong with a file, in words; '' where nothing is."""
    size = path.stat().st_size
    memory, seconds = MEMORY_BYTES + MEMORY_FACTOR * size, SECONDS + SECONDS_PER_MB * size / 1e6
    try:
        told = confined_output(PROGRAM, [str(path.absolute())], memory=memory, seconds=seconds)
    except NotInTime as late:
        return f"it was not read {late}"
    try:
        return str(json.loads(told))
    except ValueError:
        return "the library that reads such files fell over it"
