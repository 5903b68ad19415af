"""What people get wrong, on the command line and in Python: each ends with one sentence that names the cure.

A sentence that lists what there is (" There are: ...") is given here up to that list, which grows with the library.
"""

# ruff: noqa: E501  one misuse a line, with its whole sentence

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

import iliopsoas
from iliopsoas import study
from iliopsoas.body.body import Body
from iliopsoas.cli import main
from iliopsoas.errors import InputError

FILES = {
    "notes.txt": "nothing",
    "empty.mot": "",
    "walk.toml": '[[movement]]\ntitle = "x"\nlike = "wlak"\n',
    "weak.toml": '[[condition]]\ntitle = "x"\nplain = "x"\nfindings = "x"\ngrade = "x"\ntypical = [0.1, 0.2]\n[[condition.effect]]\ndo = "strength"\nmuscles = ["psaos_major"]\nat_1 = 0.5\n',
    "broken.toml": '[[movement]\ntitle = "x"\n',
}
TYPED = [
    ("frobnicate", "iliopsoas has no verb 'frobnicate'."),
    ("analyse walk", "iliopsoas has no verb 'analyse'. Did you mean 'analyze'?"),
    (
        "analyze",
        "iliopsoas analyze needs MOVEMENT (A movement of the library (see `movements`), your own (.toml), a coordinate file (.mot, .sto) or markers (.c3d, .trc)); see `iliopsoas analyze --help`",
    ),
    (
        "function moment-arms",
        "iliopsoas function moment-arms needs --muscle (A strand, a muscle with side (psoas_major_r) or both sides) and --coordinate (Joint coordinate that moves, such as hip_flexion_r); see `iliopsoas function moment-arms --help`",
    ),
    (
        "analyze walk --sied left",
        "iliopsoas analyze has no option --sied. Did you mean --side? It takes MOVEMENT, --grf, --static, --marker-set, --markers, --mass, --height, --sex, --age, --side, --cuff, --band, --set, --out, --filter, --from, --to, --rate, --p, --joint-load-cost, --weights, --variant, --condition, --adapt, --plate, --predict-contact, --seat, --emg, --emg-muscle, --norms, --accept, --check, --moment-arms, --json",
    ),
    ("analyze walk --mass abc", "--mass takes a number; see `iliopsoas analyze --help`"),
    ("analyze walk --mass -70", "mass is -70 kg; it must lie between 10 and 400 kg"),
    ("analyze walk --mass nan", "mass is nan kg; it must lie between 10 and 400 kg"),
    (
        "analyze walk --height 175",
        "height is 175 m; it must lie between 0.8 and 2.5 m. It looks like centimetres: height=1.75",
    ),
    (
        "analyze walk --mass 1.75 --height 75",
        "mass is 1.75 kg; it must lie between 10 and 400 kg. They look exchanged: height=1.75, mass=75",
    ),
    ("analyze walk --side left", "'walk' does the same on both sides; leave out side"),
    ("analyze straight_leg_raise --side up", "side is 'up'; it must be 'right' or 'left'"),
    (
        "analyze walk --cuff 2",
        "'walk' takes no cuff; it takes no parameters. cuff goes with straight_leg_raise, slr_60, slr_cuff, double_leg_lower, supine_march, dead_bug and others",
    ),
    (
        "analyze straight_leg_raise --band green",
        "'straight_leg_raise' takes no band; it takes range, hold, cuff, tempo, repetitions. band goes with psoas_march, thomas_band_flexion, seated_march_resisted, seated_hip_rotation, band_hip_flexion, eccentric_band",
    ),
    (
        "analyze straight_leg_raise --set range=1.57",
        "straight_leg_raise: range is 1.57 deg; it must lie between 5 and 85 deg",
    ),
    (
        "analyze straight_leg_raise --set range",
        "--set is 'range'; write NAME=VALUE, for instance range=45 (see `iliopsoas movements`)",
    ),
    ("analyze wlak", "no movement is called 'wlak'. Did you mean 'walk'?"),
    (
        "analyze nothing.c3d",
        "nothing.c3d: there is no such file",
    ),
    (
        "analyze notes.txt",
        "notes.txt: no line 'endheader': this is not an OpenSim .mot or .sto file, or its header is damaged",
    ),
    (
        "analyze empty.mot",
        "empty.mot: no line 'endheader': this is not an OpenSim .mot or .sto file, or its header is damaged",
    ),
    ("analyze .", ".: this is a folder; give a recording in it, or the name of a movement of the library"),
    ("analyze walk --grf plates.mot", "--grf goes with a coordinate file; 'walk' is a movement of the library"),
    ("analyze walk --static static.c3d", "--static goes with a marker file (.trc, .c3d); 'walk' is none"),
    ("analyze walk --condition tigtness", "no condition is called 'tigtness'. Did you mean 'tightness'?"),
    (
        "analyze walk --condition tightness=60",
        "'tightness=60': the grade '60' must be a number from 0 (healthy) to 1; for tightness 0.2 to 1 are usual",
    ),
    (
        "analyze walk --condition weak.toml",
        "weak.toml, line 9, condition 'weak', effect 'strength': no strand or muscle is called 'psaos_major'. Did you mean 'psoas_major'?",
    ),
    ("analyze walk --variant psoas_minr", "no variant is called 'psoas_minr'. Did you mean 'psoas_minor'?"),
    (
        "analyze walk --adapt",
        "--adapt needs something to adapt to: add --condition, for instance --condition tightness=0.8",
    ),
    (
        "analyze walk.toml",
        "walk.toml, line 3, movement 'walk': like = 'wlak', but no movement above is called so. Did you mean 'walk'?",
    ),
    (
        "analyze broken.toml",
        "broken.toml, line 1: not TOML: Expected ']]' at the end of an array declaration (at line 1, column 11)",
    ),
    (
        "analyze weak.toml",
        "weak.toml, line 1: this file holds a condition: `--condition FILE.toml=GRADE:SIDE`; here a movement is needed",
    ),
    ("analyze walk --out notes.txt", "notes.txt: this is a file; --out takes a folder"),
    ("movements sqat", "no movement is called 'sqat'. Did you mean 'squat'?"),
    ("movements --figure x.png", "--figure draws one movement; name it: `iliopsoas movements NAME --figure FILE.png`"),
    (
        "conditions walk.toml",
        "walk.toml, line 1: this file holds a movement: `iliopsoas analyze FILE.toml`; here a condition is needed",
    ),
    ("assess tomas", "no assessment is called 'tomas'. Did you mean 'thomas'?"),
    ("convert .", "result.nc: there is no such result; `iliopsoas analyze ... --out FOLDER` writes FOLDER/result.nc"),
    ("export", "nothing to write: give --osim FILE.osim, --mjcf FILE.xml, or both"),
    ("evidence moonwalk", "no group or comparison is called 'moonwalk'."),
    (
        "function moment-arms --muscle psoas --coordinate hip_flexion_r",
        "no muscle is called 'psoas'. Did you mean 'psoas_major'?",
    ),
    (
        "function moment-arms --muscle psoas_major_r --coordinate hip",
        "no joint coordinate is called 'hip'. Did you mean 'hip_flexion_r'?",
    ),
    (
        "function strength --posture hip_flexion_r=1000",
        "hip_flexion_r = 1000 deg lies outside its range; give a value from -30 to 130 deg",
    ),
    ("schema movment", "no kind of file is called 'movment'. Did you mean 'movement'?"),
]
CALLED = [
    (
        "Body.build(Subject(75, 1.75))",
        "mass is 1.75 kg; it must lie between 10 and 400 kg. They look exchanged: height=1.75, mass=75",
    ),
    (
        "Subject(height=175)",
        "height is 175 m; it must lie between 0.8 and 2.5 m. It looks like centimetres: height=1.75",
    ),
    ("Subject(sex='f')", "sex is 'f'; it must be 'male' or 'female'"),
    (
        "Body.build(conditions='tightness=2')",
        "'tightness=2': the grade '2' must be a number from 0 (healthy) to 1; for tightness 0.2 to 1 are usual",
    ),
    (
        "Body.build(conditions=['tightness=0.5:up'])",
        "'tightness=0.5:up': 'up' is no side; write tightness=0.5:right, :left, or no side for both",
    ),
    ("Body.build(Subject(segment_scale={'femur': 1.1}))", "no segment is called 'femur'. Did you mean 'femur_r'?"),
    (
        "analyze(body, 'walk')",
        "motion is the text 'walk'; put a movement of the library on the body first: movement('walk', body); or read a file: read_motion(path)",
    ),
    ("analyze('walk', body)", "body is the text 'walk'; build one: Body.build(Subject(height=1.75, mass=70))"),
    ("movement('walk', 'body')", "body is the text 'body'; build one: Body.build(Subject(height=1.75, mass=70))"),
    ("movement(body, 'walk')", "name is a Body; write movement(name, body), for instance movement('walk', body)"),
    (
        "movement('slr', body, range=1.0)",
        "straight_leg_raise: range is 1 deg; it must lie between 5 and 85 deg. Angles are in degrees: 1 rad are 57",
    ),
    (
        "movement('slr', body, rnage=60)",
        "no parameter of 'straight_leg_raise' is called 'rnage'. Did you mean 'range'?",
    ),
    ("movement('slr', body, side='up')", "side is 'up'; it must be 'right' or 'left'"),
    (
        "analyze(body, Motion('m', t, {'hip_flexion_r': 30 * np.sin(t)}))",
        "motion 'm': coordinate 'hip_flexion_r' is 1446.38 deg in frame 49 (1.000 s): no joint goes there: look at that frame, and whether the angles are in the unit the file says (a Motion takes radians). If it is so, accept it by name: --accept angle",
    ),
    (
        "analyze(body, Motion('m', t, {'hip_flexion_r': t * np.nan}))",
        "motion 'm': coordinate 'hip_flexion_r' has no value (NaN or infinite) in 50 of 50 frames (0, 1, 2, 3, 4, ..., counted from 0). Fill the gap, or cut these frames away.",
    ),
    ("read_markers('x.mot')", "x.mot: markers come in .trc and .c3d files, not in '.mot'"),
    (
        "load_result('nothing.nc')",
        "nothing.nc: there is no such result; `iliopsoas analyze ... --out FOLDER` writes FOLDER/result.nc",
    ),
    ("assess(body, 'tomas')", "no assessment is called 'tomas'. Did you mean 'thomas'?"),
    (
        "assess('thomas', body)",
        "body is the text 'thomas'; write assess(body, name), for instance assess(body, 'thomas')",
    ),
    ("export_osim(body, 'me.txt')", "me.txt: an OpenSim model is written to a file that ends in .osim"),
    ("mean_of([])", "mean_of needs at least two results; it got 0"),
    (
        "summarise('result.nc', body)",
        "result is the text 'result.nc'; give a result of analyze, or load_result(path), and the body it is of",
    ),
    ("cite('result.nc')", "result is the text 'result.nc'; give a result of analyze, or load_result(path)"),
    ("save('x.nc', body)", "result is the text 'x.nc'; write save(result, path), with a result of analyze"),
    (
        "adapt(body, 'walk')",
        "motion is the text 'walk'; put a movement of the library on the body first: movement('walk', body)",
    ),
    ("LibraryMovement('wlak').measured(Person())", "no movement is called 'wlak'. Did you mean 'walk'?"),
    (
        "analyze(body, Motion('m', t, {'hip_flexoin_r': t}))",
        "no coordinate of the body is called 'hip_flexoin_r'. Did you mean 'hip_flexion_r'?",
    ),
]
LISTS = " There are: "


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_at_least_thirty() -> None:
    assert len(TYPED) >= 30
    assert len({words for words, _ in TYPED}) == len(TYPED)


@pytest.mark.parametrize(("words", "sentence"), TYPED, ids=[words for words, _ in TYPED])
def test_typed(
    words: str, sentence: str, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["iliopsoas", *words.split()])
    before = sorted(folder.iterdir())
    with pytest.raises(SystemExit) as stop:
        main()
    told = capsys.readouterr()
    assert stop.value.code == 2
    assert told.out == ""
    assert told.err.count("\n") == 1, "one sentence"
    assert told.err.removeprefix("error: ").partition(LISTS)[0].rstrip("\n") == sentence
    assert sorted(folder.iterdir()) == before, "nothing was written"


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("code", "sentence"), CALLED, ids=[code for code, _ in CALLED])
def test_called(code: str, sentence: str, body: Body) -> None:
    names: dict[str, object] = {name: getattr(iliopsoas, name) for name in iliopsoas.__all__}
    names |= {name: getattr(study, name) for name in study.__all__}
    with pytest.raises(InputError) as caught:
        eval(code, names | {"body": body, "np": np, "t": np.linspace(0.0, 1.0, 50)})
    assert str(caught.value).partition(LISTS)[0] == sentence
