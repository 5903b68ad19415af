"""Labels by their words: every spelling of a place is that place, and a word by chance is none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.marker_sets import marker_sets, own_set_text, read_marker_set
from iliopsoas.atlas.marker_words import normalized_label, place_names, read_words, spot_of_place
from iliopsoas.errors import FileError


def place(label: str) -> str | None:
    reading = read_words(label)
    if reading is None:
        return None
    return reading.spot.landmark.landmark if reading.spot.landmark else reading.spot.body


SPELLINGS = {
    "asis_l": [
        "L_ASIS",
        "L.ASIS",
        "LASI",
        "SUBJ:LASI",
        "ASIS_L",
        "ASISl",
        "LeftASIS",
        "L ASIS",
        "l-asi",
        "LIAS",
        "LxAsis",
    ],
    "psis_r": ["RPSI", "R.PSIS", "PSIS_R", "RIPS", "RBWT", "Right.PSIS"],
    "sacrum": ["SACR", "V.Sacral", "Sacrum", "MidPSIS", "S2"],
    "iliac_crest_r": ["RMWT", "R.Crete", "RIC", "R_Iliac_Crest"],
    "hip_centre_l": ["LHJC", "LeftHipCenter", "L_HJC", "L.HipJoint"],
    "trochanter_r": ["RGT", "R.GTroc", "R_FTC", "R Greater Trochanter"],
    "epicondyle_lateral_r": [
        "RKNE",
        "R.Knee",
        "R_Knee_Lat",
        "RKneeLat",
        "RKNEL",
        "RLKN",
        "R.Lat.Knee",
        "r_knee",
        "RLFC",
    ],
    "epicondyle_medial_l": ["LKNI", "LKNEin", "L.Knee.Medial", "L_mknee", "LMKN", "LMFC", "L.MedialKnee", "LKNEM"],
    "knee_centre_r": ["RKJC", "R.KneeJoint"],
    "malleolus_lateral_l": ["LANK", "L.Ankle", "LLMAL", "LMALL", "L_Ankle_Lat", "LLAK", "LFAL", "LxLatMal"],
    "malleolus_medial_r": ["RMMAL", "R.Ankle.Medial", "R_mankle", "RMAK", "RANKin", "RTAM"],
    "heel_r": ["RHEE", "R.Heel", "RHEEL", "RHEL", "r_calc", "RCAL", "RFCC", "R.Calca"],
    "metatarsal1_l": ["LMT1", "L.MT1", "L_FM1", "L.Foot.Medial", "L1MT"],
    "metatarsal5_r": ["RMT5", "r_5meta", "R.MT5", "RLatFoot", "R_FM5", "RxMeta5"],
    "metatarsal2_l": ["LTOE", "L_toe", "LMT2"],
    "toe_lateral_r": ["R_Toe_Lat", "R.Small.Toe"],
    "toe_tip_l": ["L_Toe_Tip", "LxToe1"],
    "c7": ["C7", "CV7", "Anna:C7"],
    "sternal_notch": ["CLAV", "IJ", "SJN"],
    "xiphoid": ["STRN", "PX", "Xiphoid"],
    "acromion_l": ["LSHO", "LACR", "L.Acromium", "AcromionL", "L_Shoulder"],
    "elbow_medial_r": ["R_elbow_med", "RMEL", "R_melbow", "RIEL", "RCUBM"],
    "wrist_ulnar_l": ["LWRB", "L_wrist_ulna", "LOWR", "UlnarStyloidL"],
    "femur_r": ["RTHI", "R.TH1", "R_thigh3", "RTHAD", "R.Thigh.Upper", "RTHIB", "R.Ant.Fem."],
    "tibia_l": ["LTIB", "L.SH1", "LSHN", "L_Shank_Front", "LTB2", "LTIAP", "L.MidShank"],
    "humerus_r": ["RUPA", "R.Bicep", "ArmR1", "RUA2"],
    "ulna_l": ["LFRM", "L_forearm", "ForearmL2"],
    "torso": ["RBAK", "T8", "Sternum", "LFSH"],
    "head": ["LFHD", "ARIEL", "R.Temple", "Top.Head", "Head1"],
    "pelvis": ["Pelvis1"],
}


@pytest.mark.parametrize(("name", "label"), [(name, label) for name, labels in SPELLINGS.items() for label in labels])
def test_every_spelling_is_the_place(name: str, label: str) -> None:
    assert place(label) == name


@pytest.mark.parametrize(
    "label",
    ["LTIO", "RFEP", "LFOO", "PELO", "HEDA", "CentreOfMass", "R.Hip", "LF01", "Wand", "Ball", "L", "R", "LK", "x52",
     "0001", "Marker1", "WheelchairRearL", "", "Heels", "RANG", "L_HJC_reg"],
)  # fmt: skip
def test_a_label_that_is_not_known_to_its_end_is_none(label: str) -> None:
    """Axes that Plug-in Gait computes, wands, numbers, other words."""
    assert read_words(label) is None


@given(
    st.sampled_from([(n, s) for n in ("asis", "heel", "knee lateral", "ankle medial", "toe tip") for s in "LR"]),
    st.sampled_from(["", "_", ".", " ", "-"]),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.sampled_from(["", "Anna:", "Trial 1:"]),
    st.booleans(),
)
def test_case_separators_prefix_and_order_do_not_matter(what, gap, case, prefix, behind) -> None:  # type: ignore[no-untyped-def]
    """A side behind needs something that sets it apart."""
    phrase, side = what
    words = gap.join(case(word) for word in phrase.split())
    label = prefix + (f"{words}{gap or '_'}{side}" if behind else f"{side}{gap}{words}")
    reading = read_words(label)
    assert reading is not None
    assert reading.side == side.lower()
    plain = read_words(f"{side}_{phrase.replace(' ', '_')}")
    assert plain is not None
    assert reading.spot == plain.spot


@pytest.mark.parametrize("name", marker_sets())
def test_words_contradict_no_set_about_side_or_segment_of_a_landmark(name: str) -> None:
    """A set may mean another point of the same segment ('toe'); a shoulder must not become a shank."""
    chosen = marker_sets()[name]
    for plain, label in chosen.labels.items():
        reading, spot = read_words(label), chosen.spots[plain]
        if reading is not None and reading.spot.landmark is not None and spot.landmark is not None:
            assert reading.spot.body in (spot.body, _beside(str(spot.body))), label


def _beside(body: str) -> str:
    """The foot's two segments go together."""
    return body.replace("toes", "calcn") if "toes" in body else body.replace("calcn", "toes")


def test_places_are_landmarks_and_segments() -> None:
    assert {"asis_r", "femur_l", "c7", "pelvis"} <= set(place_names())
    assert spot_of_place("asis_r").body == "pelvis"  # type: ignore[union-attr]
    assert spot_of_place("femur_l") == ("femur_l", None)
    assert spot_of_place("banana") is None


def save(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_set_of_ones_own(tmp_path: Path) -> None:
    text = (
        '[markers]\n"{s}.Front" = "asis_{s}"\n"Q-1" = "psis_r"\n"Q-2" = "psis_l"\nStick = "femur_r"\nBall = "unused"\n'
    )
    mine = read_marker_set(save(tmp_path, text))
    assert (mine.name, mine.complete) == ("mine", True)
    assert mine.spots[normalized_label("L.Front")].landmark.landmark == "asis_l"  # type: ignore[union-attr]
    assert mine.spots["stick"] == ("femur_r", None)
    assert mine.spots["ball"] == (None, None)
    assert mine.partners == {"rfront": "lfront"}
    plain = read_marker_set(save(tmp_path, '[markers]\nQ1 = "psis_r"\nQ2 = "psis_l"\n'))
    assert plain.partners == {"q1": "q2"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[markers]\nA = "asis_r"\nB = "asis_x"\n',
         r"mine\.toml: line 3: no landmark or segment is called 'asis_x'\. Did you mean 'asis_"),
        ('[markers]\nA = 3\n', r"line 2: .*a text|line \d: markers is .*a table of labels"),
        ('[marker]\nA = "asis_r"\n', r"line 1: no entry is called 'marker'\. Did you mean 'markers'\?"),
        ('[markers]\nA = "asis_r"\n"a" = "asis_l"\n', r"line 3: 'a' is there already, as 'A'"),
        ("[markers\n", r"line 1: not TOML"),
        ("", r"no markers"),
        ("[markers]\n", r'it lists no markers; write \[markers\] and lines such as "R.ASIS" = "asis_r"'),
    ],
)  # fmt: skip
def test_errors_in_a_set_of_ones_own_name_file_line_and_key(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_marker_set(save(tmp_path, text))


def test_a_set_that_is_not_there_or_no_text(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"the marker set cannot be read \(No such file"):
        read_marker_set(tmp_path / "no.toml")
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xff\xfe\xfa\x00")
    with pytest.raises(FileError, match=r"the marker set cannot be read \(it is no text\)"):
        read_marker_set(path)


labels = st.lists(st.text(min_size=1, max_size=12).filter(lambda t: "{s}" not in t), min_size=1, max_size=8)


@given(labels)
def test_a_draft_of_any_labels_is_read_again(tmp_path_factory: pytest.TempPathFactory, given: list[str]) -> None:
    path = tmp_path_factory.mktemp("draft") / "mine.toml"
    names = place_names()
    entries = [(label, names[i % len(names)], "said") for i, label in enumerate(given)]
    path.write_text(own_set_text(entries, ["about"]), encoding="utf-8", errors="surrogatepass")
    mine = read_marker_set(path)
    assert set(mine.spots) == {normalized_label(label) for label in given}
