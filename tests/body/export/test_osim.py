"""The OpenSim model: a sound file, and the same body when it is read by other means."""

from __future__ import annotations

import math
from pathlib import Path

import mujoco
import numpy as np
import pytest
from tests.body.export.osim_reader import OsimFile, leaf, numbers

from iliopsoas.atlas.cite import bibliography
from iliopsoas.body.body import Body
from iliopsoas.body.export.blueprint import blueprint
from iliopsoas.body.export.export_file import VMAX
from iliopsoas.body.export.osim import export_osim, osim_text
from iliopsoas.body.export.osim_joints import coupled_coordinates
from iliopsoas.body.export.osim_passive import passive_expressions
from iliopsoas.body.export.osim_segments import SIDE_MARGIN
from iliopsoas.body.passive_moments import passive_forces
from iliopsoas.errors import FileError, InputError
from iliopsoas.mechanics import muscle_curves

from .conftest import random_poses

LEVELS = ("L5_S1", "L4_L5", "L3_L4", "L2_L3", "L1_L2", "T12_L1")


@pytest.fixture(scope="module")
def file(anyone: Body) -> OsimFile:
    return OsimFile(osim_text(anyone))


def test_counts(file: OsimFile, anyone: Body) -> None:
    assert file.document.get("Version") == "40000"
    assert len(file.members("BodySet")) == len(file.members("JointSet")) == anyone.model.nbody - 1 == 29
    muscles = [f.get("name") for f in file.members("ForceSet") if f.tag == "DeGrooteFregly2016Muscle"]
    assert muscles == list(anyone.muscles.names)
    coordinates = {c.get("name") for c in file.model.iter("Coordinate")}
    assert len(coordinates) == 56
    assert set(anyone.map.names) <= coordinates
    assert coordinates - set(anyone.map.names) == {"knee_angle_r_beta", "knee_angle_l_beta"}


def test_the_names_are_unique(file: OsimFile) -> None:
    for kind in ("BodySet", "JointSet", "ConstraintSet", "ForceSet"):
        names = [e.get("name") for e in file.members(kind)]
        assert len(names) == len(set(names))


def test_masses_are_the_persons(file: OsimFile, anyone: Body) -> None:
    total = sum(float(leaf(b, "mass")) for b in file.members("BodySet"))
    assert total == pytest.approx(anyone.subject.mass, abs=1e-9)


def test_everything_named_exists(file: OsimFile) -> None:
    bodies = {f"/bodyset/{b.get('name')}" for b in file.members("BodySet")} | {"/ground"}
    surfaces = {s.get("name") for s in file.model.iter("WrapCylinder")}
    coordinates = {c.get("name") for c in file.model.iter("Coordinate")}
    for point in file.model.iter("PathPoint"):
        assert leaf(point, "socket_parent_frame") in bodies
    for frame in file.model.iter("PhysicalOffsetFrame"):
        assert leaf(frame, "socket_parent") in bodies
    used = {leaf(w, "wrap_object") for w in file.model.iter("PathWrap")}
    assert used == surfaces
    for follower, (leader, _, _) in file.couplers().items():
        assert {follower, leader} <= coordinates
    for force in file.model.iter("ExpressionBasedCoordinateForce"):
        assert leaf(force, "coordinate") in coordinates


def test_surfaces_lie_between_two_points_of_the_path(file: OsimFile) -> None:
    for path in file.model.iter("GeometryPath"):
        points = len(path.findall("PathPointSet/objects/PathPoint"))
        for wrap in path.iter("PathWrap"):
            first, last = numbers(leaf(wrap, "range"))
            assert 1 <= first == last - 1 < points


def test_fixed_ends_lie_on_the_side_where_strands_pass(file: OsimFile) -> None:
    from scipy.spatial.transform import Rotation

    surface = {s.get("name"): (b.get("name"), s) for b in file.members("BodySet") for s in b.iter("WrapCylinder")}
    checked = 0
    for path in file.model.iter("GeometryPath"):
        points = path.findall("PathPointSet/objects/PathPoint")
        for wrap in path.iter("PathWrap"):
            body, s = surface[leaf(wrap, "wrap_object")]
            axes = Rotation.from_euler("XYZ", numbers(leaf(s, "xyz_body_rotation"))).as_matrix()
            for k in numbers(leaf(wrap, "range")).astype(int):
                if leaf(points[k - 1], "socket_parent_frame") == f"/bodyset/{body}":
                    away = (numbers(leaf(points[k - 1], "location")) - numbers(leaf(s, "translation"))) @ axes
                    assert abs(math.atan2(away[1], away[0])) <= math.pi / 2 - SIDE_MARGIN + 1e-9
                    checked += 1
    assert checked > 20


def test_bodies_are_where_ours_are(file: OsimFile, anyone: Body) -> None:
    """Joints, couplers and splines of the file against the engine."""
    data = mujoco.MjData(anyone.model)
    known = [d.name for d in blueprint(anyone).coordinates]
    for q in random_poses(anyone, 5):
        data.qpos[:] = anyone.map.expand(q[None], 0 * q[None], 0 * q[None])[0][0]
        mujoco.mj_kinematics(anyone.model, data)
        for name, (origin, turn) in file.poses({n: q[anyone.map.column(n)] for n in known}).items():
            i = 0 if name == "ground" else anyone.body_id(name)
            np.testing.assert_allclose(origin, data.xpos[i], atol=1e-9)
            np.testing.assert_allclose(turn.as_matrix(), data.xmat[i].reshape(3, 3), atol=1e-9)


def test_lengths_of_strands_without_surfaces(file: OsimFile, anyone: Body) -> None:
    (q,) = random_poses(anyone, 1)
    data = mujoco.MjData(anyone.model)
    data.qpos[:] = anyone.map.expand(q[None], 0 * q[None], 0 * q[None])[0][0]
    mujoco.mj_fwdPosition(anyone.model, data)
    at = file.poses({d.name: q[anyone.map.column(d.name)] for d in blueprint(anyone).coordinates})
    straight = 0
    for muscle in file.model.iter("DeGrooteFregly2016Muscle"):
        if muscle.find("GeometryPath/PathWrapSet") is None:
            points = []
            for p in muscle.iter("PathPoint"):
                origin, turn = at[leaf(p, "socket_parent_frame").rpartition("/")[2]]
                points.append(origin + turn.apply(numbers(leaf(p, "location"))))
            length = np.linalg.norm(np.diff(points, axis=0), axis=1).sum()
            strand = anyone.muscles.names.index(str(muscle.get("name")))
            assert length == pytest.approx(data.ten_length[strand], abs=1e-8)
            straight += 1
    assert straight > 220


def test_muscles_carry_their_architecture(file: OsimFile, anyone: Body) -> None:
    m = anyone.muscles
    for i, muscle in enumerate(file.model.iter("DeGrooteFregly2016Muscle")):
        for name, value in {
            "max_isometric_force": m.fmax[i],
            "optimal_fiber_length": m.lopt[i],
            "tendon_slack_length": m.lslack[i],
            "pennation_angle_at_optimal": m.pennation[i],
            "passive_fiber_strain_at_one_norm_force": m.passive_strain[i],
            "max_contraction_velocity": muscle_curves.VMAX,
        }.items():
            assert float(leaf(muscle, name)) == pytest.approx(value, rel=1e-10)
    assert VMAX == muscle_curves.VMAX


def test_levels_share_the_lumbar_coordinates(file: OsimFile, anyone: Body) -> None:
    couplers = file.couplers()
    for motion in ("extension", "bending", "rotation"):
        rows = [couplers[f"{level}_{motion}"] for level in LEVELS]
        assert {leader for leader, _, _ in rows} == {f"lumbar_{motion}"}
        assert sum(slope for _, slope, _ in rows) == pytest.approx(1.0, abs=1e-5)
    assert coupled_coordinates(anyone) == {f: (leader, pytest.approx(s)) for f, (leader, s, _) in couplers.items()}
    assert coupled_coordinates(anyone)["knee_angle_r_beta"] == ("knee_angle_r", 1.0)


def test_passive_moments_are_ours(anyone: Body) -> None:
    words = {"exp": math.exp, "max": max, "step": lambda x: 1.0 if x >= 0 else 0.0}
    for value in (-0.4, -0.1, 0.0, 0.2, 0.9):
        u = np.full((1, anyone.model.nv), value)
        ours = passive_forces(anyone, u)[0]
        expressions = passive_expressions(anyone)
        for coordinate, expression in expressions.items():
            found = eval(expression, {"__builtins__": {}}, {**words, "q": value})
            assert found == pytest.approx(ours[anyone.map.row(coordinate)], rel=1e-8, abs=1e-9)
        assert np.count_nonzero(ours) <= len(expressions)


def test_ranges_and_locks(file: OsimFile, body: Body) -> None:
    found = {c.get("name"): c for c in file.model.iter("Coordinate")}
    column = body.map.column("hip_flexion_r")
    low, high = numbers(leaf(found["hip_flexion_r"], "range"))
    assert (low, high) == pytest.approx((body.map.lower[column], body.map.upper[column]))
    assert {n for n, c in found.items() if leaf(c, "locked") == "true"} == {"mtp_angle_r", "mtp_angle_l"}
    assert leaf(found["L5_S1_extension"], "clamped") == leaf(found["pelvis_tx"], "clamped") == "false"


def test_the_file_says_who_and_from_what(file: OsimFile, anyone: Body) -> None:
    assert f"{anyone.subject.mass:g} kg" in leaf(file.model, "credits")
    assert all(v in leaf(file.model, "credits") for v in anyone.variants)
    for reference in bibliography(anyone.sources):
        assert reference in leaf(file.model, "publications")


def test_the_file_appears_whole(body: Body, tmp_path: Path) -> None:
    path = export_osim(body, tmp_path / "body.osim")
    assert path.read_text(encoding="utf-8") == osim_text(body)
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written(body: Body, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"body\.xml: an OpenSim model is written to a file that ends in \.osim"):
        export_osim(body, tmp_path / "body.xml")
    with pytest.raises(FileError, match=r"the folder '.*nowhere' does not exist; make it first"):
        export_osim(body, tmp_path / "nowhere" / "body.osim")
    (tmp_path / "folder.osim").mkdir()
    with pytest.raises(FileError, match="this is a folder; name a file for an OpenSim model"):
        export_osim(body, tmp_path / "folder.osim")
