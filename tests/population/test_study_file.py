"""Study files: what they say, and what is told of broken ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from iliopsoas.atlas.reading.distributions import FixedValue, UniformDistribution
from iliopsoas.errors import FileError
from iliopsoas.population.definition.study_file import ONE_ARM, read_study_file

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "study.toml"
LEAST = '[[movement]]\nmovement = "straight_leg_raise"\n'


def _refused(tmp_path: Path, text: str) -> str:
    path = tmp_path / "study.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read_study_file(path)
    told = str(caught.value)
    assert told.startswith(f"{path}, line {caught.value.line}")
    return told.removeprefix(f"{path}, ")


def test_the_example_says_everything_that_a_study_may_say() -> None:
    study = read_study_file(EXAMPLE)
    assert (study.people, study.seed, study.frames) == (100, 19, 60)
    assert [m.name for m in study.movements] == ["straight_leg_raise", "seated_march", "sit-up"]
    assert study.uncertain["volume_power"] == FixedValue(1.0)
    assert study.people_drawn.own == {"age_years": UniformDistribution(20.0, 70.0)}
    assert study.caps == {"lumbar_compression_n": 3400.0}
    assert [arm.name for arm in study.arms] == ["as they are", "tight"]
    assert study.conditions[0].side == "either"


def test_the_least_study(tmp_path: Path) -> None:
    path = tmp_path / "study.toml"
    path.write_text(LEAST, encoding="utf-8")
    study = read_study_file(path, people=7)
    assert study.people == 7
    assert study.arms == (ONE_ARM,)
    assert study.curves == ()
    assert "hip_contact_bw" in study.outcomes


def test_people_asked_for_must_be_some() -> None:
    with pytest.raises(ValueError, match="0 people; give a number from 1"):
        read_study_file(EXAMPLE, people=0)


BROKEN = {
    "[study]\npeple = 10\n{least}": (2, r"\[study\]: no entry is called 'peple'\. Did you mean 'people'\?"),
    "[study]\npeople = 1.5\n{least}": (2, r"people is 1\.5; it must be a whole number"),
    "[study]\nframes = 3\n{least}": (2, "frames is 3; it must be at least 8"),
    "[studdy]\n{least}": (1, r"no table of a study is called 'studdy'\. Did you mean 'study'\?"),
    '[study]\ntitle = "x"\n': (1, r"there is no \[\[movement\]\]"),
    "[study\n{least}": (1, "not TOML"),
    '[[movement]]\nmovement = "straight_leg_rise"\n': (2, r"no movement is called 'straight_leg_rise'\. Did you mean"),
    "{least}parameters = {{ cuf = 2 }}\n": (
        3,
        r"no parameter of this movement is called 'cuf'\. Did you mean 'cuff'",
    ),
    '{least}side = "up"\n': (3, r"no side is called 'up'.*right, left"),
    "{least}{least}": (3, "a second movement is called 'straight_leg_raise'; the first is in line 1"),
    "{least}[uncertain]\nstrenght = 0.0\n": (4, r"no spread is called 'strenght'\. Did you mean 'strength'"),
    '{least}[uncertain]\nattachment = {{ is = "normal", mean = 0.0, sd = -1.0 }}\n': (
        4,
        "sd is -1.0; it must",
    ),
    '{least}[uncertain]\nattachment = {{ is = "normal", mean = 0.0 }}\n': (4, "attachment: no sd"),
    '{least}[uncertain]\nattachment = {{ is = "gauss", mean = 0.0 }}\n': (
        4,
        "no distribution is called 'gauss'.*no",
    ),
    '{least}[uncertain]\nattachment = "wide"\n': (4, "attachment is 'wide'; it must be a number, or a distribution"),
    '{least}[people]\nage_years = {{ is = "uniform", low = 70.0, high = 20.0 }}\n': (4, "low must lie below high"),
    '{least}[people]\nheight_m = {{ is = "normal", mean = 1.7, sd = 0.01, low = 2.0 }}\n': (
        4,
        "next to nothing",
    ),
    "{least}[people]\nbmi = 22.0\nmass_kg = 70.0\n": (4, "mass_kg and bmi are both given"),
    "{least}[people]\nfemale = 1.2\n": (4, "female is 1.2; it must be at most 1"),
    '{least}[people]\nvariants = "frequent"\n': (4, "no choice of variants is called 'frequent'"),
    '{least}[[condition]]\ncondition = "tightnes"\nshare = 0.5\n': (4, r"'tightnes'\. Did you mean 'tightness'"),
    '{least}[[arm]]\nname = "a"\nconditions = ["tightness=3"]\n': (5, "grade"),
    '{least}[[arm]]\nname = "a"\nstrength = {{ psoas = 1.1 }}\n': (5, "no muscle is called 'psoas'.*psoas_major"),
    '{least}[[arm]]\nname = "a"\nstrength = {{ psoas_major = -1.0 }}\n': (5, "must be a number from 0 to 10"),
    "{least}[comparison]\ncaps = {{ spine = 1.0 }}\n": (4, "no load is called 'spine'"),
    "{least}[comparison]\ncaps = {{ hip = 0.0 }}\n": (4, "give a positive number"),
}


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_told_of_a_broken_study(tmp_path: Path, text: str) -> None:
    line, words = BROKEN[text]
    told = _refused(tmp_path, text.format(least=LEAST))
    assert told.startswith(f"line {line}"), told
    assert re.search(words, told), told
