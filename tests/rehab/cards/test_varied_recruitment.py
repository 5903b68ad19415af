"""Variants of one problem: the person as given is `analyze`'s, a cuff or a band is what it would be if prepared so."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.equation import solve
from iliopsoas.mechanics.joint_reactions import joint_reactions
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.attachments import ElasticBand
from iliopsoas.motion.trajectory import prepare_trajectory
from iliopsoas.rehab.cards.make_card import CardSubject
from iliopsoas.rehab.cards.prepared_movement import prepare_movement
from iliopsoas.rehab.cards.varied_recruitment import Variants, varied_movement

FRAMES = np.arange(0, 281, 20)


def _one(strands: int, *, strength: float = 1.0, arms: float = 1.0, band: float = 1.0, cuff: float = 0.0) -> Variants:
    return Variants(np.array([strength]), np.full((1, strands), arms), np.array([band]), np.array([cuff]))


@pytest.mark.parametrize("exercise", ["slr_cuff", "band_hip_flexion"])
def test_the_person_as_given_is_that_of_analyze(young_man: CardSubject, exercise: str) -> None:
    """Forces and joint reactions of `mechanics.analyze.solve`, contacts included."""
    body = young_man.body
    whole = prepare_movement(body, exercise)
    frames = np.arange(0, len(whole.time), 25)
    ours = varied_movement(body, whole.at(frames)).solve(_one(300, cuff=whole.cuff_kg), np.arange(len(frames)))
    theirs = solve(body, prepare_trajectory(body, movement(exercise, body)))
    np.testing.assert_allclose(ours.tendon_force, theirs.tendon_force[frames], atol=0.05)
    reactions = joint_reactions(body, theirs.constraint_forces)[frames]
    np.testing.assert_allclose(ours.reactions, reactions, atol=0.5)
    np.testing.assert_allclose(ours.active_moment, theirs.muscle_moment[frames], atol=1e-2)


def test_a_cuff_as_a_variant_is_a_cuff_that_is_worn(young_man: CardSubject) -> None:
    body, none = young_man.body, np.arange(8)
    bare = prepare_movement(body, "straight_leg_raise").at(FRAMES[:8])
    worn = prepare_movement(body, "straight_leg_raise", {"cuff": 3.0}).at(FRAMES[:8])
    assert (bare.cuff_kg, worn.cuff_kg) == (0.0, 3.0)
    one = varied_movement(body, bare).solve(_one(300, cuff=3.0), none)
    other = varied_movement(body, worn).solve(_one(300, cuff=3.0), none)
    np.testing.assert_allclose(one.reactions, other.reactions, atol=0.5)


def test_a_stronger_band_as_a_variant(young_man: CardSubject) -> None:
    """20 % more pull: the same as loads made 20 % larger."""
    body = young_man.body
    some = prepare_movement(body, "band_hip_flexion").at(np.array([0, 60, 100, 150]))
    strong = replace(some, bands=tuple(replace(b, force=1.2 * b.force) for b in some.bands))
    one = varied_movement(body, some).solve(_one(300, band=1.2), np.arange(4))
    other = varied_movement(body, strong).solve(_one(300), np.arange(4))
    np.testing.assert_allclose(one.reactions, other.reactions, atol=0.5)
    assert len(some.bands) == 1


def test_longer_arms_are_scaled_arms_of_the_body(young_man: CardSubject) -> None:
    """Arms of all muscles 10 % longer: active moments stay, what muscles must pull falls."""
    some = prepare_movement(young_man.body, "straight_leg_raise").at(np.array([60, 100]))
    varied = varied_movement(young_man.body, some)
    one, other = (varied.solve(_one(300, arms=a), np.arange(2)) for a in (1.0, 1.1))
    hip = varied.coordinates.index("hip_flexion_r")
    assert other.active_moment[:, hip] == pytest.approx(one.active_moment[:, hip], rel=0.1)
    assert other.tendon_force.sum() < one.tendon_force.sum()


def test_variants_do_not_disturb_each_other(young_man: CardSubject) -> None:
    """Stacked or one by one: the same."""
    some = prepare_movement(young_man.body, "straight_leg_raise").at(np.array([60, 100, 140]))
    varied = varied_movement(young_man.body, some)
    each = [_one(300, strength=s, cuff=c) for s, c in ((1.0, 0.0), (0.8, 2.0))]
    both = varied.solve(Variants(*(np.concatenate(x) for x in zip(*each, strict=True))), np.arange(3))
    for d, variant in enumerate(each):
        alone = varied.solve(variant, np.arange(3))
        np.testing.assert_allclose(both.tendon_force[d::2], alone.tendon_force, atol=0.05)


def test_loads_are_told_apart(young_man: CardSubject) -> None:
    band = prepare_movement(young_man.body, "band_hip_flexion")
    push = prepare_movement(young_man.body, "iso_hand_knee")
    raised = prepare_movement(young_man.body, "straight_leg_raise")
    assert (len(band.bands), len(band.cuff), len(band.loads)) == (1, 0, 0)
    assert push.loads
    assert not push.bands
    assert [load.name for load in raised.cuff] == ["cuff"]
    assert raised.weights.sum() == pytest.approx(1.0)
    assert isinstance(movement("band_hip_flexion", young_man.body).attached[0], ElasticBand)


def test_bad_cuffs_are_refused_by_the_movement(young_man: CardSubject) -> None:
    body: Body = young_man.body
    with pytest.raises(InputError, match="straight_leg_raise: cuff is 20 kg; it must lie between 0 and 10 kg"):
        prepare_movement(body, "straight_leg_raise", {"cuff": 20.0})
    with pytest.raises(InputError, match="cuff is 'heavy', which is no number"):
        prepare_movement(body, "straight_leg_raise", {"cuff": "heavy"})
    with pytest.raises(InputError, match="'bridge' takes no cuff; it takes hold, range, tempo, repetitions"):
        prepare_movement(body, "bridge", {"cuff": 1.0})
