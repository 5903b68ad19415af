"""Answers, on made-up outcomes whose answers are known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.special import ndtri

from iliopsoas.errors import InputError
from iliopsoas.population.answers.arm_effects import arm_effects
from iliopsoas.population.answers.bands import outcome_bands, percentile_band
from iliopsoas.population.answers.chosen_movements import chosen_movements, share_of
from iliopsoas.population.answers.input_groups import input_groups
from iliopsoas.population.answers.people_groups import people_groups
from iliopsoas.population.answers.sensitivity import Sensitivity, sensitivity
from iliopsoas.population.definition.study_file import parse_population_study
from iliopsoas.population.engine.partition import person_row
from iliopsoas.population.sampling.drawn_person import drawn_person
from iliopsoas.population.sampling.shares import Shares
from iliopsoas.population.store.opened_study import OpenedStudy

TEXT = """
[study]
outcomes = ["hip"]
groups = ["sex", "age", "bmi"]
seed = 4
[[movement]]
name = "one"
movement = "stand"
[[movement]]
name = "two"
movement = "stand"
[[arm]]
name = "before"
[[arm]]
name = "after"
conditions = ["tightness=0.5"]
[comparison]
caps = { lumbar_compression = 3400.0 }
"""
COUNT = 400
HIP, BACK, GAIN = "hip_contact_bw", "lumbar_compression_n", "iliopsoas_force_n"


@pytest.fixture(scope="module")
def opened() -> OpenedStudy:
    """Hip: 3 z_mass + 2 strength + z_age strength + noise of 1 in 'one', half as much and 1 more in 'two'; 0.5 more
    'after'. The back is over its cap in 'one' for women, in 'two' for nobody; 'one' gains 100 N more for everybody."""
    study = parse_population_study(TEXT, "s")
    drawn = [drawn_person(study, number, ("iliacus", "psoas_major")) for number in range(COUNT)]
    people = pl.DataFrame([person_row(one, "") for one in drawn])
    mass, age = (np.array([ndtri(Shares(4, n).one(what)) for n in range(COUNT)]) for what in ("mass", "age"))
    strength = people["strength"].to_numpy()
    hip = 10.0 + 3.0 * mass + 2.0 * strength + age * strength + np.random.default_rng(1).normal(size=COUNT)
    rows = [
        {
            "person": n,
            "arm": arm,
            "movement": movement,
            "can_do": n != 0,
            HIP: float((hip[n] if movement == "one" else 0.5 * hip[n] + 1.0) + (0.5 if arm == "after" else 0.0)),
            BACK: 4000.0 if movement == "one" and people["sex"][n] == "female" else 3000.0,
            GAIN: 700.0 if movement == "one" else 600.0,
        }
        for n in range(COUNT)
        for movement in ("one", "two")
        for arm in ("before", "after")
    ]
    return OpenedStudy(Path("made_up"), replace(study, people=COUNT), people, pl.DataFrame(rows))


@pytest.fixture(scope="module")
def found(opened: OpenedStudy) -> Sensitivity:
    return sensitivity(opened, "one", HIP)


def test_shares_of_variance_are_the_known_ones(opened: OpenedStudy, found: Sensitivity) -> None:
    """Of 9 + 4 + 1 + 1: mass 9, strength 4 by itself and 1 with age, age nothing by itself; in the people drawn."""
    mass, age = (np.array([ndtri(Shares(4, n).one(what)) for n in range(COUNT)]).var() for what in ("mass", "age"))
    strength = opened.people["strength"].to_numpy().var()
    whole = 9.0 * mass + 4.0 * strength + age * strength + 1.0
    by_name = {share.group: share for share in found.groups}
    assert found.groups[0].group == "mass beyond stature"
    assert by_name["mass beyond stature"].total == pytest.approx(9.0 * mass / whole, abs=0.07)
    assert by_name["strength"].first == pytest.approx(4.0 * strength / whole, abs=0.07)
    assert by_name["strength"].total - by_name["strength"].first == pytest.approx(1 / 15, abs=0.05)
    assert by_name["age"].total == pytest.approx(1 / 15, abs=0.05)
    assert by_name["age"].first < 0.04
    assert by_name["stature"].total < 0.04
    assert found.explained == pytest.approx(14 / 15, abs=0.05)


def test_intervals_are_as_wide_as_so_few_people_ask_for(found: Sensitivity) -> None:
    """A share s of two variances from n people: SD about 2 s (1 - s) / sqrt(n), here 0.024."""
    (mass,) = (s for s in found.groups if s.group == "mass beyond stature")
    assert mass.total_low < mass.total < mass.total_high
    assert 0.04 < mass.total_high - mass.total_low < 0.2
    assert all(s.total_low <= s.total <= s.total_high for s in found.groups)


def test_few_people_are_not_enough(opened: OpenedStudy) -> None:
    few = replace(opened, outcomes=opened.outcomes.filter(pl.col("person") < 50))
    with pytest.raises(InputError, match="50 people did 'one'; what their spread comes from needs 100"):
        sensitivity(few, "one", HIP)


def test_inputs_are_standardised_and_none_is_constant(opened: OpenedStudy) -> None:
    groups = input_groups(opened, opened.people)
    for group in groups:
        assert group.values.mean(axis=0) == pytest.approx(0.0, abs=1e-9)
        assert group.values.std(axis=0) == pytest.approx(1.0)
    names = [group.name for group in groups]
    assert names[:4] == ["sex", "age", "stature", "mass beyond stature"]
    assert {"iliopsoas attachments", "strength of single muscles", "variants"} <= set(names)
    assert "conditions" not in names  # nobody has one


def test_groups_hold_everybody_once(opened: OpenedStudy) -> None:
    groups = dict(people_groups(opened.people, ("sex", "age", "bmi")))
    assert len(groups["everybody"]) == COUNT
    for names in (("women", "men"), ("under 40", "40 to 59", "60 and older")):
        assert sorted(n for name in names for n in groups[name]) == list(range(COUNT))


def test_bands_are_percentiles_of_the_group(opened: OpenedStudy) -> None:
    bands = outcome_bands(opened)
    women = opened.people.filter(pl.col("sex") == "female")["person"].to_list()
    mine = opened.outcomes.filter(pl.col("person").is_in(women), movement="one", arm="after")[HIP].to_numpy()
    row = bands.row(by_predicate=(pl.col("group") == "women") & (pl.col("movement") == "one")
                    & (pl.col("arm") == "after"), named=True)  # fmt: skip
    assert row["people"] == len(women)
    assert [row[f"p{p}"] for p in (5, 50, 95)] == pytest.approx(np.percentile(mine, [5, 50, 95]))
    assert row["median_low"] < row["p50"] < row["median_high"]


def test_the_medians_interval_holds_the_truth_as_often_as_said() -> None:
    rng = np.random.default_rng(3)
    inside = [
        (b := percentile_band(rng.exponential(size=41))).median_low <= np.log(2.0) <= b.median_high for _ in range(400)
    ]
    assert np.mean(inside) == pytest.approx(0.955, abs=0.04)
    assert np.isnan(percentile_band(np.zeros(0)).median_low)


def test_which_movement_is_better_for_whom(opened: OpenedStudy) -> None:
    """'one' gains more but is closed to women; person 0 can do neither."""
    chosen = chosen_movements(opened)
    men = (opened.people["sex"] == "male").to_numpy()[1:].sum() / COUNT
    assert chosen.open["one"].value == pytest.approx(men)
    assert chosen.open["two"].value == pytest.approx(1 - 1 / COUNT)
    (pair,) = chosen.pairs
    assert (pair.first, pair.second, pair.people) == ("one", "two", COUNT)
    assert pair.first_better.value == pytest.approx(men)
    assert pair.neither.value == pytest.approx(1 / COUNT)
    assert pair.second_better.value == pytest.approx(1 - men - 1 / COUNT)
    assert chosen.best["one"].value == pytest.approx(men)


def test_a_share_has_wilsons_interval() -> None:
    """Wilson 1927: 8 of 10 gives 0.490 to 0.943."""
    share = share_of(np.array([True] * 8 + [False] * 2))
    assert tuple(share) == pytest.approx((0.8, 0.4902, 0.9433), abs=1e-3)


def test_what_an_arm_changes(opened: OpenedStudy) -> None:
    (one, two) = arm_effects(opened)
    assert (one.movement, one.arm, one.people) == ("one", "after", COUNT)
    assert float(one.change.value) == pytest.approx(0.5)
    assert float(one.change.low) == pytest.approx(0.5)  # the same for everybody
    assert two.rises.value > one.rises.value  # half the load, the same change
    assert one.falls.value < 0.05
