"""The main numbers of a result, for people and for machines."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.body.body import Body
from iliopsoas.errors import expect
from iliopsoas.results.contact_loads import contact_peaks, measured_vs_predicted
from iliopsoas.results.emg_agreement import emg_agreements
from iliopsoas.results.gait_events import gait_events
from iliopsoas.results.hip_contact import (
    HipPeak,
    bursa_push,
    hip_contact_contributors,
    hip_contact_force,
    hip_contact_peaks,
)
from iliopsoas.results.instrumented_people import instrumented_as_data, instrumented_in_words
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.muscle_forces import whole_muscle_force
from iliopsoas.results.painful_loads import painful_loads
from iliopsoas.results.reserves import largest_reserve_share, residual_force, residual_moment, root_mean_square
from iliopsoas.results.trust import trust
from iliopsoas.results.unbalanced_moments import unbalanced_moments


def summarise(result: xr.Dataset, body: Body) -> dict[str, Any]:
    """The main numbers of a result, as a dictionary that `json.dumps` takes.

    Keys: `trust` (level and reasons), `frames`, `muscles`, `ms_per_frame`, `hip_contact_force_bw` (peaks in stance, and
    the largest of all frames),
    `knee_contact_force_bw`, `instrumented_people` (what people with instrumented joints carry doing this; null where
    none was measured), `accuracy` (the same in words), `hip_contributors`, `iliopsoas_force_n`,
    `reserve_share`, `lacking` (coordinates that lack strength), `residual_force_bw` and `residual_moment_nm` (RMS),
    `residual_force_peak_bw`,
    `lumbar_compression_n`, `lumbar_shear_n`, `bursa_force_n`, `contact_force_bw`, `subject`, `notes`, `sources`;
    `gait_events` (foot strikes and foot offs: time, side, kind, origin);
    `emg` (activation beside electromyograms: channel, muscle, r, on_off) where some were recorded;
    `conditions` and `pain` (loads beside thresholds) where something is wrong with the body; `measured_vs_predicted`
    where measured forces were hidden from the solver; `marker_error_mm` from marker files.
    """
    expect(result, xr.Dataset, "result", "give a result of analyze, or load_result(path), and the body it is of")
    peaks = {side: hip_contact_peaks(result, side) for side in "rl"}
    return {
        "title": result.attrs["title"],
        "trust": trust(result).as_data(),
        "frames": int(result.sizes["time"]),
        "muscles": int(result.sizes["muscle"]),
        "ms_per_frame": _round(1e3 * result.attrs["seconds"] / result.sizes["time"], 3),
        "hip_contact_force_bw": {
            side: {
                **{name: _round(peak["bw"], 3) for name, peak in found.items()},
                "peak": _round(hip_contact_force(result, side).max(), 3),
            }
            for side, found in peaks.items()
        },
        "knee_contact_force_bw": {side: {"peak": _round(knee_contact_force(result, side).max(), 3)} for side in "rl"},
        "instrumented_people": instrumented_as_data(result),
        "accuracy": instrumented_in_words(result),
        "hip_contributors": {side: _contributors(result, body, side, found) for side, found in peaks.items()},
        "iliopsoas_force_n": {
            side: {m: _round(whole_muscle_force(result, f"{m}_{side}").max(), 1) for m in ("psoas_major", "iliacus")}
            for side in "rl"
        },
        "reserve_share": largest_reserve_share(result),
        "lacking": unbalanced_moments(result),
        "residual_force_bw": _round(root_mean_square(residual_force(result)), 4),
        "residual_force_peak_bw": _round(residual_force(result).max(), 4),
        "residual_moment_nm": _round(root_mean_square(residual_moment(result)), 2),
        "lumbar_compression_n": _by_level(result, "compression"),
        "lumbar_shear_n": _by_level(result, "shear"),
        "bursa_force_n": {side: _round(bursa_push(result, side).max(), 1) for side in SIDE_NAMES},
        "contact_force_bw": contact_peaks(result),
        **({"measured_vs_predicted": measured_vs_predicted(result)} if "plate_force" in result else {}),
        **({"conditions": list(body.conditions), "pain": painful_loads(result)} if body.conditions else {}),
        "gait_events": [asdict(event) for event in gait_events(result)],
        "subject": {key: result.attrs[key] for key in ("height_m", "body_mass_kg", "sex", "age_years")},
        "notes": result.attrs["notes"].split("\n"),
        "sources": len(result.attrs["sources"].split()),
        **_emg(result),
        **_marker_error(result),
    }


def _contributors(result: xr.Dataset, body: Body, side: str, peaks: dict[str, HipPeak]) -> dict[str, Any]:
    """Who presses the hip together at each of its peaks."""
    return {
        name: hip_contact_contributors(result, body, side, int(peak["frame"]))
        for name, peak in peaks.items()
        if peak["frame"] is not None
    }


def _emg(result: xr.Dataset) -> dict[str, Any]:
    """Activation beside electromyograms; nothing where none were recorded or no channel is on a known muscle."""
    found = emg_agreements(result)
    told = [{**row._asdict(), "r": _round(row.r, 3), "on_off": _round(row.on_off, 3)} for row in found]
    return {"emg": told} if told else {}


def _marker_error(result: xr.Dataset) -> dict[str, Any]:
    """How far fitted markers lie from measured ones; nothing if the angles do not come from markers."""
    keys = {"rms": "marker_error_rms_mm", "max": "marker_error_max_mm", "worst": "marker_error_worst"}
    if keys["rms"] not in result.attrs:
        return {}
    return {"marker_error_mm": {name: result.attrs[key] for name, key in keys.items()}}


def _by_level(result: xr.Dataset, name: str) -> dict[str, float]:
    return {str(level): _round(result[name].sel(level=level).max(), 1) for level in result["level"].values}


def _round(x: Any, digits: int) -> Any:
    return None if x is None else round(float(x), digits)
