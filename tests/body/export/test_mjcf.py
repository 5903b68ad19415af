"""The MuJoCo model: it compiles, its strands are ours, and it can be simulated."""

from __future__ import annotations

from pathlib import Path

import mujoco
import numpy as np
import pytest

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import blueprint
from iliopsoas.body.export.export_file import VMAX
from iliopsoas.body.export.mjcf import coupling_polynomial, export_mjcf, mjcf_text, passive_force_at
from iliopsoas.errors import FileError, InputError
from iliopsoas.mechanics.muscle_curves import fibre_state

from .conftest import random_poses


@pytest.fixture(scope="module")
def model(anyone: Body) -> mujoco.MjModel:
    return mujoco.MjModel.from_xml_string(mjcf_text(anyone))


def test_counts(model: mujoco.MjModel, anyone: Body) -> None:
    assert model.nbody == anyone.model.nbody
    assert [model.tendon(i).name for i in range(model.ntendon)] == list(anyone.muscles.names)
    assert model.nu == model.ntendon
    assert model.neq == 34  # 18 of the lumbar levels, 8 of each knee
    assert model.nv == anyone.model.nv - 24  # slides held at zero: hips, lumbar levels
    assert model.body_mass.sum() == pytest.approx(anyone.subject.mass, abs=1e-3)


def test_independent_coordinates_have_our_names(model: mujoco.MjModel, anyone: Body) -> None:
    coupled = {int(model.eq_obj1id[i]) for i in range(model.neq)}
    free = {model.joint(i).name for i in range(model.njnt) if i not in coupled}
    assert free == {n for n, role in zip(anyone.map.names, anyone.map.roles, strict=True) if role != "level"}


def test_strands_are_as_long_as_ours(model: mujoco.MjModel, anyone: Body) -> None:
    theirs, ours = mujoco.MjData(model), mujoco.MjData(anyone.model)
    for q in random_poses(anyone, 5):
        u = anyone.map.expand(q[None], 0 * q[None], 0 * q[None])[0][0]
        ours.qpos[:] = u
        mujoco.mj_fwdPosition(anyone.model, ours)
        for i in range(model.njnt):
            name = model.joint(i).name
            theirs.qpos[i] = u[anyone.map.row(name.replace("lumbar_", "abdomen_"))]
        mujoco.mj_fwdPosition(model, theirs)
        assert np.abs(theirs.ten_length - ours.ten_length).max() < 1e-6


def test_couplings_come_near_the_body(model: mujoco.MjModel, anyone: Body) -> None:
    column = anyone.map.column("knee_angle_r")
    low, high = anyone.map.lower[column], anyone.map.upper[column]
    bound = {"patella_tilt_r": 0.04, "knee_adduction_r": 0.004, "knee_rotation_r": 0.001}
    for joint in blueprint(anyone).joints:
        for d in joint.dofs:
            if d.curve is not None and joint.name.endswith("_r"):
                assert coupling_polynomial(d, low, high)[1] < bound.get(d.name, 0.001)
            elif not d.independent and d.curve is None:
                polynomial = model.equality(f"{d.name}_con").data[:5]
                np.testing.assert_allclose(polynomial, [0, d.slope, 0, 0, 0], atol=1e-6)


def test_muscles_pull_about_as_ours(model: mujoco.MjModel, anyone: Body) -> None:
    data = mujoco.MjData(model)
    for activation, median in ((0.0, 0.005), (1.0, 0.03)):
        data.act[:] = activation
        mujoco.mj_forward(model, data)
        state = fibre_state(anyone.muscles, data.ten_length[None].copy(), np.zeros((1, model.ntendon)))
        ours = activation * state.active[0] + state.passive[0]
        off = np.abs(-data.actuator_force - ours) / anyone.muscles.fmax
        assert np.median(off) < median
        assert np.percentile(off, 90) < 0.06
    assert VMAX == 10.0


def test_the_passive_curve_is_the_engines(model: mujoco.MjModel, anyone: Body) -> None:
    """Fmax is reached at each strand's own strain."""
    i = anyone.muscles.names.index("recfem_r")
    strain = float(anyone.muscles.passive_strain[i])
    assert model.actuator_biasprm[i, 7] * passive_force_at(strain) == pytest.approx(1.0, rel=1e-4)
    along = anyone.muscles.lopt[i] * np.cos(anyone.muscles.pennation[i])
    low, high = model.actuator_lengthrange[i]
    length = anyone.muscles.lslack[i] + (1.0 + strain) * along
    bias = mujoco.mju_muscleBias(length, [low, high], 1.0, model.actuator_biasprm[i, :9])
    assert -bias == pytest.approx(anyone.muscles.fmax[i] * np.cos(anyone.muscles.pennation[i]), rel=1e-3)


def test_it_falls_without_falling_apart(model: mujoco.MjModel) -> None:
    data = mujoco.MjData(model)
    for _ in range(200):
        mujoco.mj_step(model, data)
    assert np.isfinite(data.qpos).all()
    assert data.warning.number.sum() == 0
    assert -0.3 < data.joint("pelvis_ty").qpos[0] < -0.1  # 0.2 s of free fall: 0.196 m


def test_the_file_says_what_is_missing_and_from_what(anyone: Body) -> None:
    text = mjcf_text(anyone)
    assert "Not in this file: ligaments of the hip" in text
    assert all(reference.replace("--", "-") in text for reference in bibliography(anyone.sources))


def test_the_file_appears_whole(body: Body, tmp_path: Path) -> None:
    path = export_mjcf(body, tmp_path / "body.xml")
    assert mujoco.MjModel.from_xml_path(str(path)).ntendon == len(body.muscles)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written(body: Body, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a MuJoCo model is written to a file that ends in \.xml or \.mjcf"):
        export_mjcf(body, tmp_path / "body.osim")
    with pytest.raises(FileError, match="does not exist; make it first"):
        export_mjcf(body, tmp_path / "nowhere" / "body.xml")
