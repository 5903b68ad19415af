"""Markers of the recorded trials."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.arrays import Array

from .samples import Markers


@pytest.fixture(scope="session")
def markers(recorded: Path) -> Markers:
    """Read a .trc file of the trials: (time [s], marker -> (frames, 3) [m]). Enough for these files only."""

    def read(name: str) -> tuple[Array, dict[str, Array]]:
        lines = (recorded / name).read_text().splitlines()
        scale = 1e-3 if lines[2].split()[4] == "mm" else 1.0
        names = [cell for cell in lines[3].split("\t")[2:] if cell.strip()]
        rows = [line.split("\t") for line in lines[5:] if line.strip()]
        width = 2 + 3 * len(names)
        table = np.array([[float(c) if c.strip() else np.nan for c in (row + [""] * width)[:width]] for row in rows])
        return table[:, 1], {n: scale * table[:, 2 + 3 * i : 5 + 3 * i] for i, n in enumerate(names)}

    return read
