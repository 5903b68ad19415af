"""All trials of a batch in one labelled dataset, `DIR/report/batch.nc`, written trial by trial."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_curves import read_curves
from iliopsoas.batch.trial_store import CURVES, DONE, REPORT, TrialStatus, TrialStore
from iliopsoas.errors import FileError
from iliopsoas.files import check_room
from iliopsoas.report.notebook.cycle_curves import PERCENT
from iliopsoas.results.stored.fingerprint import add_fingerprint
from iliopsoas.results.stored.soundness import check_soundness
from iliopsoas.results.stored.store import FORMAT
from iliopsoas.version import installed_version

FILE = "batch.nc"
HEAD_BYTES = 1_000_000
"""What names and texts take at most, roughly [bytes] (technical)."""
UNITS = {"bw": "BW", "n": "N", "activation": "1", "nm_kg": "N m/kg", "deg": "deg"}
"""What the last word of a curve's name says of its unit."""
CALLED = {"knee_angle": "knee flexion", "ankle_angle": "ankle dorsiflexion"}
"""Coordinates whose name does not say which way is positive."""
ABOUT = ("group", "subject", "pair", "state", "trust", "axis", "reason")
"""What is told of every trial, beside its curves."""


def open_batch(folder: str | Path) -> xr.Dataset:
    """All trials of a batch.

    Args:
        folder: of the batch, as given to `iliopsoas batch ... --out`.

    Returns:
        A dataset: every curve by name over `trial` and `percent` (0 to 100 of the gait cycle, or of the analysed part,
        as `axis` says), with units; `peak` over `trial` and `curve`, largest magnitudes with their sign. Coordinates of
        `trial`: group, subject, pair, state, trust, axis, reason. A trial that failed has nan.

    Raises:
        FileError: there is no finished batch.
    """
    path = Path(folder).expanduser() / REPORT / FILE
    if not path.is_file():
        raise FileError(
            path, "there is no finished batch here; `iliopsoas batch STUDY --out FOLDER` makes one in FOLDER"
        )
    check_soundness(path, "batch", "run the batch again")
    try:
        with xr.open_dataset(path, engine="h5netcdf") as stored:
            return by_name(stored).load()
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise FileError(path, f"this is no batch, or it is damaged ({error}); run the batch again") from error


def by_name(stored: xr.Dataset) -> xr.Dataset:
    """The file's dataset with a variable a curve."""
    curves = {
        str(name): stored["curves"]
        .isel(curve=k, drop=True)
        .assign_attrs(units=unit_of(name), long_name=curve_in_words(name))
        for k, name in enumerate(stored["curve"].values.tolist())
    }
    return stored.drop_vars("curves").assign(curves)


def unit_of(curve: str) -> str:
    """Unit of a curve, by the end of its name: 'hip_r_bw' -> 'BW'."""
    return next((unit for end, unit in UNITS.items() if curve.endswith(f"_{end}")), "")


def curve_in_words(curve: str) -> str:
    """A curve in words: 'psoas_major_r_force_n' -> 'psoas major, right: force'."""
    end = next((end for end in UNITS if curve.endswith(f"_{end}")), "")
    name = curve if end == "activation" else curve.removesuffix(f"_{end}")
    where, side, what = re.fullmatch(r"(.+?)(?:_([rl]))?(?:_(force|activation|moment|compression))?", name).groups()  # type: ignore[union-attr]
    place = CALLED.get(where, where.replace("_", "/" if what == "compression" else " "))
    place += f", {SIDE_NAMES[side]}" if side else ""
    return f"{place}: {what or {'bw': 'contact force', 'deg': 'angle'}.get(end, end)}"


def write_collected(store: TrialStore, trials: Sequence[tuple[Trial, TrialStatus]], path: Path) -> None:
    """Write the dataset. One trial is held at a time, so that memory does not grow with their number."""
    import h5netcdf
    import h5py

    names = list(dict.fromkeys(name for _, status in trials for name in status.peaks))
    check_room(path, HEAD_BYTES + 8 * len(trials) * len(names) * (len(PERCENT) + 1))
    text = h5py.string_dtype()
    with h5netcdf.File(path, "w", libver=FORMAT) as file:
        file.dimensions = {"trial": len(trials), "percent": len(PERCENT), "curve": len(names)}
        file.attrs["iliopsoas_version"] = installed_version()
        _texts(file, "trial", "trial", [trial.name for trial, _ in trials], text)
        _texts(file, "curve", "curve", names, text)
        for what in ABOUT:
            _texts(file, what, "trial", [_told(trial, status, what) for trial, status in trials], text)
        percent = file.create_variable("percent", ("percent",), float, data=PERCENT)
        percent.attrs["units"] = "%"
        told = {"coordinates": " ".join(ABOUT)}
        peak = file.create_variable("peak", ("trial", "curve"), float, fillvalue=np.nan)
        peak.attrs.update(told, long_name="largest magnitude, with its sign; units as in the curve's name")
        curves = file.create_variable("curves", ("curve", "trial", "percent"), float, fillvalue=np.nan)
        curves.attrs.update(told, long_name="units as in the curve's name")
        for row, (trial, status) in enumerate(trials):
            if status.state == DONE:
                found = read_curves(store.place(trial.name) / CURVES)
                nothing = np.full(len(PERCENT), np.nan)
                peak[row, :] = [status.peaks.get(name, np.nan) for name in names]
                curves[:, row, :] = np.stack([found.get(name, nothing) for name in names])
    add_fingerprint(path)


def _texts(file: Any, name: str, dimension: str, values: Sequence[str], kind: Any) -> None:
    variable = file.create_variable(name, (dimension,), kind)
    for n, value in enumerate(values):
        variable[n] = value


def _told(trial: Trial, status: TrialStatus, what: str) -> str:
    return str(getattr(trial, what) if what in ("group", "subject", "pair") else getattr(status, what))
