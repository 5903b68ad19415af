"""What a card holds and says: caps, shortfalls, people measured, and its way to JSON and back."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from tests.rehab.cards.made_up_cards import made_up

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.rehab.cards.load_card import Band, LoadCard, MeasuredLoad, PainfulCardLoad, Shortfall, card_from_data
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, LOAD_NAMES, MEAN_KEYS, load_name, named_loads

HIP = MeasuredLoad("hip", "climbing stairs", 2.5, 2.0, 3.0, 4, 3.2, "bergmann2001")


def test_caps_by_short_name_or_key() -> None:
    card = made_up(hip_contact_bw=2.7)
    (over,) = card.over({"hip": 2.5, "knee_contact_bw": 3.0})
    assert over.load.key == "hip_contact_bw"
    assert not over.certain  # the band reaches below the cap
    assert over.words == "hip contact force 2.7 body weights (2.43 to 2.97) is over the cap of 2.5 body weights"
    assert card.over({"hip_contact_bw": 2.0})[0].certain
    assert card.over({"hip": 2.7}) == ()


def test_a_share_has_no_unit() -> None:
    assert made_up(share_of_maximum=0.5).over({"share": 0.4})[0].words.endswith("is over the cap of 0.4")


@pytest.mark.parametrize("cap", [0.0, -1.0, math.nan, math.inf])
def test_a_cap_is_positive(cap: float) -> None:
    with pytest.raises(InputError, match=r"the cap of hip is .*; give a positive number"):
        made_up().over({"hip": cap})


def test_unknown_loads_are_refused_with_what_exists() -> None:
    with pytest.raises(UnknownName, match=r"no load is called 'hips'. Did you mean 'hip'?"):
        made_up().over({"hips": 2.0})
    with pytest.raises(UnknownName, match="no load is called 'x'"):
        load_name("x")


def test_every_name_stands_for_one_load() -> None:
    shorts = [name.short for name in LOAD_NAMES]
    assert len({*shorts, *LOAD_KEYS}) == len(shorts) + len(LOAD_KEYS)
    assert {name.key for name in named_loads().values()} == {*LOAD_KEYS, *MEAN_KEYS}
    assert load_name("mean_hip").key == "mean_hip_contact_bw"


def test_a_shortfall_says_the_figure() -> None:
    lack = Shortfall("hip_flexion_r", 42.0, 30.0)
    assert lack.share == pytest.approx(1.4)
    assert "needs 42 N m" in lack.words
    assert "can give 30 N m (140 % of what is possible)" in lack.words
    assert "%" not in Shortfall("hip_flexion_r", 10.0, 0.0).words
    card = replace(made_up(), shortfalls=(lack,))
    assert not card.can_do
    assert made_up().can_do


def test_people_measured() -> None:
    assert (HIP.verdict, round(HIP.error, 3)) == ("above", 0.28)
    assert HIP._replace(ours=1.0).verdict == "below"
    assert HIP._replace(ours=2.0).verdict == "within"


def test_only_loads_beyond_their_threshold_hurt() -> None:
    mild, bad = (PainfulCardLoad(n, Band(r, r, r)) for n, r in (("mild", 0.9), ("bad", 1.2)))
    assert replace(made_up(), pain=(mild, bad)).hurts == (bad,)


def test_json_has_the_binding_shape() -> None:
    data = made_up().as_data()
    wanted = {
        *("exercise", "share_of_maximum", "iliopsoas_force_n", "tendon_strain", "bursa_force_n", "hip_contact_bw"),
        *("knee_contact_bw", "lumbar_compression_n", "lumbar_shear_n", "band", "measured"),
    }
    assert wanted <= set(data)
    assert data["measured"] is None  # nobody was measured: said plainly
    assert data["band"]["hip_contact_bw"] == [0.9, 1.1]


def test_a_card_comes_back_from_json() -> None:
    card = replace(
        made_up(hip_contact_bw=1.23456789),
        parameters={"cuff": 2.0, "band": "red"},
        measured=(HIP,),
        shortfalls=(Shortfall("hip_flexion_r", 42.0, 40.0),),
        pain=(PainfulCardLoad("force of iliacus_r", Band(1.1, 1.0, 1.2)),),
        over_capacity_likely=0.75,
        largest_cuff_kg=1.5,
        notes=("an estimate",),
    )
    text = json.dumps(card.as_data(), allow_nan=False)
    back: LoadCard = card_from_data(json.loads(text))
    assert json.dumps(back.as_data()) == text
    assert back.shortfalls == card.shortfalls
    assert back.measured == card.measured
    assert back.loads["hip_contact_bw"].value == 1.2346
