"""What a worker process does: one trial, from files to its folder."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from iliopsoas.batch.trial import Trial
from iliopsoas.batch.trial_curves import read_curves, trial_curves, write_curves
from iliopsoas.batch.trial_store import CURVES, DONE, OURS, RESULT, TrialStatus
from iliopsoas.errors import FileError, IliopsoasError
from iliopsoas.files import replacing_folder
from iliopsoas.study import study

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.study import Study


class Assignment(NamedTuple):
    """A trial to do.

    Attributes:
        trial: which. folder: where it is written. digest: of its inputs.
        result: whether `result.nc` is written. page: whether its own report is.
    """

    trial: Trial
    folder: Path
    digest: str
    result: bool = True
    page: bool = False


def do_trial(given: Assignment) -> str | None:
    """Analyse a trial and write its folder as a whole.

    Returns:
        Why the trial cannot be analysed; None where it was.

    Raises:
        FileError: its folder cannot be written.
    """
    try:
        with replacing_folder(given.folder, OURS) as fresh:
            _write(given, fresh)
    except TrialFault as fault:
        return str(fault)
    return None


class TrialFault(IliopsoasError):
    """A trial that cannot be analysed; its message says why."""


def _write(given: Assignment, folder: Path) -> None:
    """Analyse a trial into a folder that takes its place as a whole.

    Raises:
        TrialFault: it cannot be analysed. FileError: the folder cannot be written.
    """
    try:
        done = study(given.trial.person, given.trial.recording, given.trial.options, into=folder)
        curves, summary = trial_curves(done.result), done.summary()
    except FileError as error:
        if folder in error.path.absolute().parents:
            raise
        raise TrialFault(str(error)) from None
    except IliopsoasError as error:
        raise TrialFault(str(error)) from None
    except Exception as error:  # a defect of ours must not take the other trials along
        at = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(at.filename).name}, line {at.lineno}"
        raise TrialFault(f"unexpected {type(error).__name__}: {error} ({where}); please report") from error
    write_curves(curves, folder / CURVES)
    if given.page:
        _write_page(done, folder)
    done.write_into(folder, summary=summary, result=given.result)
    _status(given, done, curves, summary, folder).write(folder)
    done.close()
    if not given.result:
        (folder / RESULT).unlink(missing_ok=True)  # a long one that was written while it was computed


def _status(
    given: Assignment, done: Study, curves: xr.Dataset, summary: dict[str, object], written: Path
) -> TrialStatus:
    """What the trial's status tells; peaks are of the curves as they are in the file."""
    trust = summary["trust"]
    assert isinstance(trust, dict)
    kept = read_curves(written / CURVES)
    peaks = {name: float(curve[int(np.argmax(np.abs(curve)))]) for name, curve in kept.items()}
    return TrialStatus(
        given.trial.name,
        DONE,
        given.digest,
        trust=trust["level"],
        reasons=tuple(trust["reasons"]),
        axis=str(curves.attrs["axis"]),
        title=str(done.result.attrs["title"]),
        frames=int(done.result.sizes["time"]),
        peaks=peaks,
        quality=_quality(summary),
    )


def _quality(summary: dict[str, object]) -> dict[str, float]:
    """How well movement, plates and muscles go together."""
    reserves, markers = summary["reserve_share"], summary.get("marker_error_mm")
    assert isinstance(reserves, dict)
    out = {"residual_force_bw": summary["residual_force_bw"], "largest_reserve": max(reserves.values(), default=0.0)}
    if isinstance(markers, dict):
        out["marker_error_rms_mm"] = markers["rms"]
    return {name: float(value) for name, value in out.items()}  # type: ignore[arg-type]


def _write_page(done: Study, folder: Path) -> None:
    from iliopsoas.report.study_report import write_study_report

    write_study_report(done, folder)
