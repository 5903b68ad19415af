"""Labels of electrodes as laboratories write them."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.electrode_words import ELECTRODE_FILE, electrode_muscle, is_ambiguous
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.body.body import Body


@pytest.mark.parametrize(
    ("label", "muscle"),
    [
        ("R_tibialis_anterior", "tibialis_anterior_r"),
        ("RTA", "tibialis_anterior_r"),
        ("LRF", "rectus_femoris_l"),
        ("EMG3 Right Tib. Ant.", "tibialis_anterior_r"),
        ("Rectus Femoris (left)", "rectus_femoris_l"),
        ("Anna:R_VastusMedialis", "vasmed_r"),
        ("emg_VL_l", "vaslat_l"),
        ("L GMED", "gluteus_medius_l"),
        ("GMax R", "gluteus_maximus_r"),
        ("Right Gastrocnemius Medialis", "gasmed_r"),
        ("R_MedGas", "gasmed_r"),
        ("Soleus_R.EMG", "soleus_r"),
        ("L_BF", "biceps_femoris_long_head_l"),
        ("R Erector Spinae", "longissimus_r"),
        ("Sensor 4 RSOL", "soleus_r"),
    ],
)
def test_labels_of_laboratories(label: str, muscle: str) -> None:
    assert electrode_muscle(label) == muscle


@pytest.mark.parametrize("label", ["R_GM", "R_quad", "TA", "Voltage.3", "", "Fz1", "right", "R_knee", "IM EMG7"])
def test_no_side_no_muscle_or_several_are_not_guessed(label: str) -> None:
    assert electrode_muscle(label) is None


def test_abbreviations_for_several_muscles_are_known_as_such() -> None:
    assert is_ambiguous("R_GM")
    assert not is_ambiguous("R_TA")


def test_every_name_in_the_file_is_a_muscle_of_the_body() -> None:
    body = Body.build()
    there = {name.removesuffix("_r") for name in (*body.muscles.names, *body.muscles.groups)}
    named = tomllib.loads(data_text(ELECTRODE_FILE))["muscles"]
    assert set(named) <= there


PHRASES = ("soleus", "tibialis anterior", "vastus lateralis", "gluteus medius")
WRITINGS = (str.lower, str.upper, str.title)


@given(
    st.sampled_from(PHRASES), st.sampled_from("RL"), st.sampled_from("_ .-"), st.booleans(), st.sampled_from(WRITINGS)
)
def test_writing_does_not_matter(phrase: str, side: str, between: str, behind: bool, case: object) -> None:
    words = case(phrase).split()  # type: ignore[operator]
    label = between.join([*words, side] if behind else [side, *words])
    assert electrode_muscle(label) == electrode_muscle(f"{side} {phrase}") is not None
