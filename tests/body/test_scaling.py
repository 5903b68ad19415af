"""From the generic body to a person's."""

from __future__ import annotations

import mujoco
import numpy as np
import pytest

from iliopsoas.atlas import mirror
from iliopsoas.atlas.reading.tables import load
from iliopsoas.body.body import Body, neutral_lengths
from iliopsoas.body.scaling import GENERIC, leg_muscle_volume
from iliopsoas.body.subject import Subject

TALL = Subject(height=1.87, mass=90.0)


def _standing(body: Body) -> mujoco.MjData:
    data = mujoco.MjData(body.model)
    mujoco.mj_kinematics(body.model, data)
    mujoco.mj_comPos(body.model, data)
    return data


def test_handsfield2014_muscle_volume() -> None:
    """47 height mass + 1285 cm^3: 7643 cm^3 at 1.78 m and 76 kg."""
    assert leg_muscle_volume(Subject(height=1.78, mass=76.0)) == pytest.approx(47 * 1.78 * 76 + 1285)
    assert leg_muscle_volume(Subject(height=1.78, mass=76.0)) == pytest.approx(7643, abs=0.5)


@pytest.mark.parametrize("subject", [GENERIC, TALL, Subject(height=1.5, mass=45.0, segment_scale={"femur_l": 1.2})])
def test_segments_weigh_as_much_as_the_person(subject: Subject) -> None:
    assert Body.build(subject).model.body_mass.sum() == pytest.approx(subject.mass, abs=1e-9)


def test_the_generic_body_is_the_atlas(body: Body) -> None:
    total = sum(b.mass_kg for b in mirror.mirrored_bones())
    for bone in mirror.mirrored_bones():
        assert body.model.body(bone.body).mass[0] == pytest.approx(bone.mass_kg * GENERIC.mass / total, rel=1e-12)
    here, rows = body.muscles, {row.muscle: row for row in load("muscles")}
    for i, name in enumerate(here.names):
        row = rows[name[:-2]]
        assert (here.lopt[i], here.lslack[i], here.pennation[i]) == (row.lopt_m, row.lslack_m, row.pennation_rad)
        if row.group != "psoas_major":  # shared by cross-section; its sum is tested with the psoas
            assert here.fmax[i] == pytest.approx(row.fmax_n, rel=1e-12)


def test_the_generic_persons_mass_is_that_of_the_generic_segments() -> None:
    """rajagopal2016: 75.337 kg."""
    assert sum(b.mass_kg for b in mirror.mirrored_bones()) == pytest.approx(GENERIC.mass, abs=0.01)


def test_all_lengths_go_with_height(body: Body) -> None:
    tall, factor = Body.build(TALL), TALL.height / GENERIC.height
    here, there = _standing(body), _standing(tall)
    assert there.xpos == pytest.approx(factor * here.xpos, abs=1e-12)
    assert there.xipos == pytest.approx(factor * here.xipos, abs=1e-12)
    ratio = neutral_lengths(tall.model, tall.map) / neutral_lengths(body.model, body.map)
    assert ratio == pytest.approx(np.full(len(ratio), factor), abs=1e-9)


def test_inertia_goes_with_mass_and_length_squared(body: Body) -> None:
    tall = Body.build(TALL)
    factor = TALL.mass / GENERIC.mass * (TALL.height / GENERIC.height) ** 2
    assert tall.model.body_inertia[1:] == pytest.approx(factor * body.model.body_inertia[1:], rel=1e-9)


def test_fibres_and_tendons_keep_their_share_of_the_path(body: Body) -> None:
    tall, factor = Body.build(TALL).muscles, TALL.height / GENERIC.height
    assert tall.lopt == pytest.approx(factor * body.muscles.lopt, rel=1e-9)
    assert tall.lslack == pytest.approx(factor * body.muscles.lslack, rel=1e-9)
    assert np.array_equal(tall.pennation, body.muscles.pennation)


def test_handsfield2014_strength_is_volume_over_fibre_length(body: Body) -> None:
    """So that Fmax lopt, the volume, grows as Handsfield's legs do."""
    tall = Body.build(TALL)
    ratio = leg_muscle_volume(TALL) / leg_muscle_volume(GENERIC)
    assert tall.muscles.volume == pytest.approx(ratio * body.muscles.volume, rel=1e-9)


def test_one_long_femur_moves_what_hangs_on_it(body: Body) -> None:
    longer = Body.build(Subject(segment_scale={"femur_r": 1.1}))
    here, there = _standing(body), _standing(longer)
    knee, hip = body.body_id("tibia_r"), body.body_id("femur_r")
    assert there.xpos[hip] == pytest.approx(here.xpos[hip], abs=1e-12)
    assert there.xpos[body.body_id("tibia_l")] == pytest.approx(here.xpos[body.body_id("tibia_l")], abs=1e-12)
    grown = np.linalg.norm(there.xpos[knee] - there.xpos[hip]) / np.linalg.norm(here.xpos[knee] - here.xpos[hip])
    assert grown == pytest.approx(1.1, abs=0.01)
    lengths = neutral_lengths(longer.model, longer.map) / neutral_lengths(body.model, body.map)
    by_name = dict(zip(body.muscles.names, lengths, strict=True))
    assert by_name["vasint_r"] > 1.02
    assert by_name["vasint_l"] == pytest.approx(1.0, abs=1e-12)


def test_other_muscles_on_the_same_bones_need_no_new_model(body: Body) -> None:
    weaker = body.with_muscles(body.muscles.scaled("psoas_major", fmax=0.5))
    assert weaker.model is body.model
    assert weaker.map is body.map
    index = body.muscles.select("psoas_major")
    assert weaker.muscles.fmax[index] == pytest.approx(0.5 * body.muscles.fmax[index])
    assert np.array_equal(np.delete(weaker.muscles.fmax, index), np.delete(body.muscles.fmax, index))


def test_strength_falls_with_age_and_never_rises() -> None:
    """Whatever the rate: nobody grows stronger by ageing, and nobody loses everything."""
    strength = [Body.build(Subject(age=age)).muscles.fmax.sum() for age in (30.0, 50.0, 60.0, 80.0, 100.0)]
    assert strength[0] == strength[1]
    assert (np.diff(strength) <= 0).all()
    assert 0.2 * strength[0] < strength[-1] < strength[0]
