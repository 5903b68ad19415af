"""Contact force of the hip: magnitude, direction, peaks, and who presses."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.results.gait_events import main_stance
from iliopsoas.results.hip_contact import (
    CONTRIBUTORS,
    bursa_push,
    hip_contact_contributors,
    hip_contact_force,
    hip_contact_force_vector,
    hip_contact_peaks,
)
from iliopsoas.results.joint_contributions import joint_contributions
from results.hand_made import dataset, on_the_ground


def test_three_and_four_make_five_body_weights() -> None:
    force = np.zeros((2, 1, 3))
    force[0, 0], force[1, 0] = [2100.0, -2800.0, 0.0], [0.0, -700.0, 0.0]
    push = np.zeros((2, 2, 3))
    push[0, 0], push[1, 1] = [30.0, 40.0, 0.0], [0.0, 0.0, -7.0]
    result = dataset(
        [0.0, 0.1],
        {"joint_reaction": (("time", "joint", "axis"), force), "bursa_force": (("time", "side", "axis"), push)},
        joint=["hip_r"],
        side=["r", "l"],
    )
    np.testing.assert_allclose(hip_contact_force(result, "r"), [5.0, 1.0])
    np.testing.assert_allclose(hip_contact_force_vector(result, "r"), [[3.0, -4.0, 0.0], [0.0, -1.0, 0.0]])
    np.testing.assert_allclose(bursa_push(result, "r"), [50.0, 0.0])
    np.testing.assert_allclose(bursa_push(result, "l"), [0.0, 7.0])


def with_hip_force(ground: list[float], hip: list[float]) -> xr.Dataset:
    """Forces under the right foot [N] and on the right hip [body weights], ten frames a second."""
    reaction = np.zeros((len(hip), 1, 3))
    reaction[:, 0, 1] = -700.0 * np.array(hip)
    data = on_the_ground({"foot_r": ground}, rate=10.0)
    return data.assign(joint_reaction=(("time", "joint", "axis"), reaction)).assign_coords(joint=["hip_r"])


def test_one_peak_in_each_half_of_stance() -> None:
    result = with_hip_force([0, 700, 700, 700, 700, 700, 0, 0], [9, 1, 3, 2, 4, 1, 9, 9])
    assert hip_contact_peaks(result, "r") == {"peak1": {"bw": 3.0, "frame": 2}, "peak2": {"bw": 4.0, "frame": 4}}


def test_without_stance_there_is_one_peak() -> None:
    result = with_hip_force([0.0] * 5, [1, 2, 5, 2, 1])
    assert main_stance(result, "r") is None
    assert hip_contact_peaks(result, "r") == {
        "peak1": {"bw": 5.0, "frame": 2},
        "peak2": {"bw": None, "frame": None},
    }


def test_contributors_are_whole_muscles_the_strongest_first(result: xr.Dataset, body: Body) -> None:
    """What every muscle gives along the force is no more than all of them together."""
    frame = hip_contact_peaks(result, "r")["peak2"]["frame"]
    assert frame is not None
    found = hip_contact_contributors(result, body, "r", frame)
    pressing = [row["bw"] for row in found]
    assert len(found) == CONTRIBUTORS
    assert pressing == sorted(pressing, reverse=True)
    assert {row["muscle"][-2:] for row in found} == {"_r"}
    share = joint_contributions(result, body, "hip_r", frame) / result.attrs["body_weight_n"]
    top = found[0]
    assert top["bw"] == pytest.approx(share[result["group"].values == top["muscle"]].sum(), abs=1e-3)
