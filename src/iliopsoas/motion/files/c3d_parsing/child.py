"""A program of its own: let ezc3d parse a .c3d file and hand on what it found as plain arrays.

    python child.py FILE

It is run by `process`, within limits (`iliopsoas.jobs.confined`), and imports nothing of this package, so that whatever
the library does to it (endless loops, endless memory, a crash) happens to nobody else. To standard output go 8 bytes
with the length of a JSON text, the text (first frame, parameters, shapes; or what was wrong), then points (3, markers,
frames), analog channels (channels, samples) and poses of segments (4, 4, segments, frames) as little-endian doubles.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import numpy as np


def parsed(path: str) -> tuple[list[Any], dict[str, Any]]:
    """Points (3, markers, frames), analog channels (channels, samples) and poses (4, 4, segments, frames); first frame,
    parameters and notes."""
    import ezc3d

    notes = []
    try:
        file = ezc3d.c3d(path)
    except (OSError, RuntimeError, ValueError) as error:
        if "not standard" not in str(error):
            raise
        file = ezc3d.c3d(path, ignore_bad_formatting=True)
        notes.append("it departs from the format; what could be read was read")
    parameters: dict[str, dict[str, Any]] = {}
    for group, entries in file["parameters"].items():
        kept = {name: entry["value"] for name, entry in entries.items() if isinstance(entry, dict) and "value" in entry}
        parameters[group] = {name: getattr(value, "tolist", lambda v=value: v)() for name, value in kept.items()}
    first = float(file["header"]["points"]["first_frame"])
    data = file["data"]
    arrays = [data["points"][:3], data["analogs"][0], data.get("rotations", np.zeros((4, 4, 0, 0)))]
    return arrays, {"first_frame": first, "parameters": parameters, "notes": notes}


def main(path: str) -> None:
    """Parse; what goes wrong in Python is told, what goes wrong below it ends the process."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what the library prints must not get between the bytes
    arrays: list[Any] = []
    try:
        found, about = parsed(path)
        arrays = [np.ascontiguousarray(values, dtype="<f8") for values in found]
        about["shapes"] = [values.shape for values in arrays]
    except MemoryError:
        about, arrays = {"error": "it asks for more memory than such a file can need"}, []
    except Exception as error:
        about, arrays = {"error": " ".join(str(error).split()) or type(error).__name__}, []
    text = json.dumps(about).encode("ascii")
    with out:
        out.write(len(text).to_bytes(8, "little") + text)
        for values in arrays:
            out.write(values.data)


if __name__ == "__main__":
    main(sys.argv[1])
