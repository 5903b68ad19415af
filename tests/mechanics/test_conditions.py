"""Conditions in mechanics: strength, passive moments, bounds of activation, reflexes, and loads that hurt."""

from __future__ import annotations

import numpy as np
import pytest

from iliopsoas.atlas.conditions.catalogue import conditions
from iliopsoas.body.body import Body
from iliopsoas.function.muscle_geometry import geometry_over_angles
from iliopsoas.function.strength import strength
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.mechanics.joint_reactions import bursa_force
from iliopsoas.mechanics.limits.pain_thresholds import ThresholdLoads, threshold_ratios
from iliopsoas.mechanics.recruitment.activation_bounds import REFLEX_DELAY, activation_bounds
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.differences import differences, differences_in_words
from iliopsoas.results.painful_loads import painful_loads
from iliopsoas.results.summary import summarise

SEATED = np.radians([0.0, 45.0, 90.0])
BENT = {"knee_angle_r": np.radians(90.0)}


def _flexion(body: Body) -> np.ndarray:
    return strength(body, "hip_flexion_r", SEATED, posture=BENT).active


def test_weak_iliopsoas_costs_less_than_its_share_because_others_help(healthy: Body) -> None:
    """30 % less iliopsoas: flexion at 90 degrees loses 12 %, and least (8.5 %) at 45: there the others help more."""
    loss = 1.0 - _flexion(healthy.with_conditions(["weakness=0.3"])) / _flexion(healthy)
    assert ((loss > 0.05) & (loss < 0.30)).all()
    assert loss[1] < min(loss[0], loss[2])


def test_at_full_effort_the_other_flexors_can_hardly_help(healthy: Body) -> None:
    """The loss is the iliopsoas' share of the moment times what it lost: the others pull fully already. What they
    add (about a tenth of it) is most at 45 degrees; in work below full effort they do take over."""

    def parts(body: Body) -> tuple[np.ndarray, np.ndarray]:
        found = strength(body, "hip_flexion_r", SEATED, posture=BENT)
        mine = [k for k, name in enumerate(found.muscles) if name.startswith(("psoas_major", "iliacus"))]
        own = found.share[:, mine].sum(axis=1) * found.active
        return own, found.active - own

    (own, others), (own_weak, others_weak) = parts(healthy), parts(healthy.with_conditions(["weakness=0.3"]))
    gained, lost = others_weak - others, own - own_weak
    assert (np.abs(gained) < 0.12 * lost).all()
    assert gained.argmax() == 1
    np.testing.assert_allclose(own_weak / own, 0.7, atol=0.01)


def test_femoral_nerve_weakens_the_knee_too(healthy: Body) -> None:
    body = healthy.with_conditions(["femoral_nerve=0.5:r"])
    knee = {"hip_flexion_r": np.radians(80.0)}
    angles = np.radians([60.0, 90.0])
    before, after = (strength(b, "knee_angle_r", angles, posture=knee, opposite=True).active for b in (healthy, body))
    np.testing.assert_allclose(after / before, 0.5, atol=0.02)
    assert (_flexion(body) < 0.9 * _flexion(healthy)).all()
    psoas = healthy.muscles.select("psoas_major")
    np.testing.assert_array_equal(body.muscles.fmax[psoas], healthy.muscles.fmax[psoas])


def test_activation_limit_reaches_strength(healthy: Body) -> None:
    body = healthy.with_conditions(["bursitis=1"])
    assert (_flexion(body) < _flexion(healthy)).all()


def test_tightness_raises_the_passive_moment_with_the_grade(healthy: Body) -> None:
    def moment(grade: float) -> float:
        body = healthy.with_conditions([f"tightness={grade}"])
        pose = geometry_over_angles(body, "hip_flexion_r", np.radians([-10.0]))
        return float((pose.arms("hip_flexion_r")[:, :, 0] * pose.fibres().passive).sum())

    values = [moment(g) for g in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert np.all(np.diff(values) > 0.0)


def test_stiff_capsule(healthy: Body) -> None:
    pose = geometry_over_angles(healthy, "hip_flexion_r", np.radians([-10.0]))
    stiff = geometry_over_angles(healthy.with_conditions(["hip_arthritis=1:r"]), "hip_flexion_r", np.radians([-10.0]))
    assert stiff.passive_structures("hip_flexion_r") == pytest.approx(4.0 * pose.passive_structures("hip_flexion_r"))
    assert stiff.passive_structures("hip_flexion_l") == pytest.approx(pose.passive_structures("hip_flexion_l"))


def test_reflex_answers_a_fast_stretch_late_and_a_slow_one_not(healthy: Body) -> None:
    body = healthy.with_conditions(["spasticity=1:r"])
    m = body.muscles
    i = m.select("iliacus_r")[0]
    time = np.arange(0.0, 1.0, 0.01)
    velocity = np.zeros((len(time), len(m)))
    velocity[time >= 0.5, i] = 2.0 * m.lopt[i]
    lower, upper = activation_bounds(m, velocity, time)
    rest = m.activation_min[i]
    assert lower[time < 0.5, i] == pytest.approx(rest)
    assert lower[time < 0.5 + REFLEX_DELAY - 0.011, i].max() == pytest.approx(rest)
    assert lower[time > 0.6, i] == pytest.approx(rest + 0.2 * (2.0 - 0.3))
    assert (activation_bounds(m, 0.1 * velocity, time)[0][:, i] == rest).all()
    assert (lower <= upper).all()


def _ratios(body: Body, degrees: np.ndarray) -> np.ndarray:
    """Thresholds with psoas and iliacus pulling 500 N each."""
    pose = geometry_over_angles(body, "hip_flexion_r", np.radians(degrees))
    force = np.zeros((len(degrees), len(body.muscles)))
    for muscle in ("psoas_major_r", "iliacus_r"):
        at = body.muscles.select(muscle)
        force[:, at] = 500.0 * body.muscles.fmax[at] / body.muscles.fmax[at].sum()
    push = bursa_force(body, pose.kinetics, force)
    return threshold_ratios(body, ThresholdLoads(force, pose.fibres().length, push, {}, {}))


def test_the_bursa_is_pressed_in_extension_and_bursitis_makes_that_a_painful_range(healthy: Body) -> None:
    """The same pull presses 5 times as hard at 20 degrees of extension (1.34 of it) as at 90 of flexion (0.25)."""
    degrees = np.arange(-20.0, 91.0, 10.0)
    ratio = _ratios(healthy.with_conditions(["bursitis=0.5:r"]), degrees)[:, 0]
    assert np.all(np.diff(ratio) < 0.0)
    assert ratio[0] > 4.0 * ratio[-1]
    painful_at = degrees[ratio > 1.0]
    assert painful_at.size
    assert painful_at.max() < 20.0
    worse = _ratios(healthy.with_conditions(["bursitis=0.8:r"]), degrees)[:, 0]
    assert degrees[worse > 1.0].max() > painful_at.max()


@pytest.fixture(scope="module")
def walk(healthy: Body) -> Motion:
    return movement("walk", healthy)


def _part(motion: Motion) -> dict[str, float]:
    return {"start": motion.duration / 3.0, "end": motion.duration / 3.0 + 1.0}


@pytest.mark.parametrize("name", [c.name for c in conditions()])
def test_every_condition_walks(healthy: Body, walk: Motion, name: str) -> None:
    """No condition makes the solver fail silently: activations keep to their bounds, what is missing is in reserves."""
    body = healthy.with_conditions([f"{name}=1"])
    result = analyze(body, walk, **_part(walk))
    activation = result["activation"].values
    assert (activation <= body.muscles.activation_max + 1e-9).all()
    assert (activation >= body.muscles.activation_min - 1e-9).all()
    assert np.isfinite(result["joint_reaction"].values).all()
    demand = result["muscle_moment"].values
    arms = result["moment_arm"].values
    active = result["muscle_force"].values - result["passive_force"].values
    given = (active[:, None, :] @ arms)[:, 0]
    np.testing.assert_allclose(given + result["reserve"].values, demand, atol=1e-5)
    if body.limits.thresholds:
        assert {p["threshold"] for p in painful_loads(result)} == {t.name for t in body.limits.thresholds}
    else:
        assert "threshold_ratio" not in result


def test_healthy_and_changed_side_by_side(healthy: Body, walk: Motion) -> None:
    body = healthy.with_conditions(["psoas_weakness=0.6:left"])
    result, plain = (analyze(b, walk, **_part(walk)) for b in (body, healthy))
    found = {d.name: d for d in differences(result, plain)}
    assert found["left psoas major"].difference < -50.0
    assert found["left iliacus"].difference > 0.0
    assert abs(found["largest left hip extension"].difference) < 1e-9
    text = differences_in_words(list(found.values()), "psoas_weakness=0.6:l")
    assert text.startswith("With psoas_weakness=0.6:l, beside the same person without: ")
    assert "left psoas major" in text
    summary = summarise(result, body)
    assert summary["conditions"] == ["psoas_weakness=0.6:l"]
    assert summary["pain"] == []
    assert "conditions" not in summarise(plain, healthy)
    same = differences_in_words(differences(plain, plain), "nothing")
    assert "nothing that this analysis shows changes" in same
