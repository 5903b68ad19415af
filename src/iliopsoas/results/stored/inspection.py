"""A program of its own: read all of a NetCDF file, so that its damage happens to nobody else.

    python inspection.py FILE

It opens the file as `store` does and reads every value, some at a time. To standard output goes a line of JSON: what
was wrong in words, or nothing. It is run by `soundness`.
"""

from __future__ import annotations

import json
import sys

AT_ONCE = 1 << 23
"""Bytes of a variable that are read together; technical."""


def inspect_stored(path: str) -> None:
    """Open a file and read every value.

    Raises:
        What its layers raise: OSError, ValueError, KeyError, RuntimeError and others.
    """
    import h5py
    import xarray as xr

    with h5py.File(path) as file:
        dict(file.attrs)
    with xr.open_dataset(path, engine="h5netcdf", cache=False) as stored:
        for variable in stored.variables.values():
            rows = variable.shape[0] if variable.ndim else 1
            each = max(1, AT_ONCE * rows // max(variable.nbytes, 1))
            for first in range(0, rows, each) if variable.ndim else ():
                variable[first : first + each].values  # noqa: B018
            if not variable.ndim:
                variable.values  # noqa: B018


if __name__ == "__main__":
    wrong = ""
    try:
        inspect_stored(sys.argv[1])
    except MemoryError:
        wrong = "it asks for more memory than such a file can need"
    except Exception as error:
        wrong = " ".join(str(error).split()) or type(error).__name__
    print(json.dumps(wrong), flush=True)
