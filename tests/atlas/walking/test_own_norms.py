"""Bands of one's own: what may be left out, and every error with its place."""

# ruff: noqa: E501  the table of errors has one a line

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.atlas.conditions.catalogue import condition
from iliopsoas.atlas.walking.own_norms import norm_quantities, own_norms
from iliopsoas.atlas.walking.walking_norms import walking_norms
from iliopsoas.errors import FileError

HEAD = '[[norms]]\ntitle = "ten of us"\n'
KNEE = '[[norms.curve]]\nquantity = "knee_angle_deg"\nmean = [5, 20, 60, 5]\nsd = [1, 2, 3, 1]\n'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(text: str, name: str = "mine.toml"):
    Path(name).write_text(text, encoding="utf-8")
    return own_norms(name)


def test_places_are_even_unless_told() -> None:
    knee = read(HEAD + KNEE).of["knee_angle_deg"]
    mean, sd = knee.at(np.array([0.0, 50.0, 100.0]))
    assert mean.tolist() == pytest.approx([5.0, 40.0, 5.0])
    assert sd.tolist() == pytest.approx([1.0, 2.5, 1.0])
    told = read(HEAD + KNEE + "percent = [0, 10, 60, 100]\n").of["knee_angle_deg"]
    assert told.at(np.array([10.0, 35.0]))[0].tolist() == pytest.approx([20.0, 40.0])
    assert (told.unit, told.sources) == ("deg", ())


def test_a_source_that_is_written_is_cited() -> None:
    mine = read(HEAD + 'source = "schwartz2008"\nkind = "measured"\n' + KNEE)
    assert mine.sources == mine.of["knee_angle_deg"].sources == ("schwartz2008",)
    assert (mine.title, mine.path) == ("ten of us", "mine.toml")


def test_an_edited_file_is_read_again() -> None:
    assert "force_up_bw" not in read(HEAD + KNEE).of
    more = KNEE.replace("knee_angle_deg", "force_up_bw")
    assert set(read(HEAD + KNEE + more).of) == {"knee_angle_deg", "force_up_bw"}


def test_everything_of_the_atlas_may_be_brought() -> None:
    assert set(walking_norms("free")) < set(norm_quantities())
    units = {name: norm.unit for name, norm in walking_norms("free").items()}
    assert units.items() <= norm_quantities().items()


@given(st.lists(st.floats(-200.0, 200.0), min_size=2, max_size=101), st.floats(0.0, 50.0))
def test_what_is_written_is_what_is_read(mean: list[float], sd: float) -> None:
    text = f'[[norms.curve]]\nquantity = "ankle_angle_deg"\nmean = {mean}\nsd = {[sd] * len(mean)}\n'
    norm = read(HEAD + text).of["ankle_angle_deg"]
    assert norm.at(norm.percent)[0].tolist() == mean
    assert norm.percent[0] == 0.0
    assert norm.percent[-1] == 100.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (HEAD, "mine.toml, line 1, norms 'mine': it holds no curve; begin one with [[norms.curve]]"),
        ("x = 1\n", "mine.toml, line 1: it holds no norms; begin one with [[norms]] (`iliopsoas schema norms` lists its entries)"),
        ('[[condition]]\ntitle = "x"\n', "mine.toml, line 1: this file holds a condition: `--condition FILE.toml=GRADE:SIDE`; here a set of norms is needed"),
        (HEAD + KNEE.replace("knee_angle", "knee_angel"), "mine.toml, line 4, norms 'mine', curve: no quantity is called 'knee_angel_deg'. Did you mean 'knee_angle_deg'?"),
        (HEAD + KNEE.replace("3, 1]", "3]"), "mine.toml, line 6, norms 'mine', curve: sd has 3 values and mean has 4; give one for each"),
        (HEAD + KNEE.replace("sd = [1", "sd = [-1"), "mine.toml, line 6, norms 'mine', curve: sd holds -1; a standard deviation is never negative"),
        (HEAD + KNEE + "percent = [0, 50, 100]\n", "mine.toml, line 7, norms 'mine', curve: percent has 3 values and mean has 4; give one for each"),
        (HEAD + KNEE + "percent = [0, 60, 50, 100]\n", "mine.toml, line 7, norms 'mine', curve: percent must rise from 0 to 100, both ends among its values"),
        (HEAD + KNEE + "percent = [0, 20, 50, 99]\n", "mine.toml, line 7, norms 'mine', curve: percent must rise from 0 to 100, both ends among its values"),
        (HEAD + KNEE + KNEE, "mine.toml, line 8, norms 'mine', curve: it is a second curve of knee_angle_deg"),
        (HEAD + KNEE + HEAD + KNEE, "mine.toml, line 7, norms 'mine': a file holds one block of norms; write other people into a file of their own"),
        (HEAD + KNEE.replace("mean = [5, 20, 60, 5]", "mean = 5"), "mine.toml, line 5, norms 'mine', curve: mean is 5; it must be two numbers or more in a list"),
        (HEAD + KNEE.replace("sd =", "std ="), "mine.toml, line 6, norms 'mine', curve: no entry is called 'std'."),
        ("[[norms]]\n" + KNEE, "mine.toml, line 1, norms 'mine': no title"),
        (HEAD + 'source = "nobody"\n' + KNEE, "mine.toml, line 3: no source is called 'nobody'."),
        ("[[norms]\n", "mine.toml, line 1: not TOML: Expected ']]' at the end of an array declaration (at line 1, column 8)"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FileError) as caught:
        read(text)
    assert str(caught.value).startswith(words)


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(FileError, match=r"nothing\.toml: there is no such file; give the path of the norms$"):
        own_norms("nothing.toml")


def test_no_other_kind_of_file_is_one() -> None:
    Path("mine.toml").write_text(HEAD + KNEE, encoding="utf-8")
    with pytest.raises(FileError, match=r"this file holds a set of norms: .*; here a condition is needed"):
        condition("mine.toml")
