"""Files that users write themselves: what they may leave out, what they inherit, and every error with its place."""

# ruff: noqa: E501  the table of errors has one a line

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from iliopsoas.atlas.cite import bibliography
from iliopsoas.atlas.conditions.catalogue import condition, resolve_conditions
from iliopsoas.atlas.movements.catalogue import find_movement, movement_records
from iliopsoas.atlas.own_files import is_own_file, plain_name
from iliopsoas.atlas.variants.catalogue import resolve_variants, variant
from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import FileError, InputError, UnknownName

MOVEMENT = """[[movement]]
title = "A pause"
about = "It stops half way."
like = "straight_leg_raise"
keyframes = [
  { phase = "start" },
  { phase = "half", lasts_s = 1.0, angles_deg = { hip_flexion_r = "0.5*range" } },
  { phase = "lower", lasts_s = 3.0, to = "start" },
]
"""
CONDITION = """[[condition]]
title = "Weak after surgery"
plain = "It is weak."
findings = "The knee is hard to lift."
grade = "At 1 half is lost."
typical = [0.3, 0.8]
excludes = ["weakness"]

[[condition.effect]]
do = "strength"
muscles = ["iliacus"]
at_1 = 0.5
"""
VARIANT = """[[variant]]
title = "a strong psoas"

[[variant.effect]]
do = "scale_strength"
strands = ["psoas_major"]
factor = 1.2
"""


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("move", MOVEMENT), ("weak", CONDITION), ("strong", VARIANT)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_name_that_ends_in_toml_is_a_file() -> None:
    assert [is_own_file(name) for name in ("walk", "walk.mot", "a/b.toml", "B.TOML")] == [False, False, True, True]
    assert (plain_name("walk"), plain_name("a/my_walk.toml")) == ("walk", "my_walk")


def test_a_movement_has_what_it_does_not_say_from_the_one_that_it_is_like() -> None:
    mine, theirs = find_movement("move.toml"), find_movement("straight_leg_raise")
    assert (mine.name, mine.title, mine.aliases) == ("move.toml", "A pause", ())
    assert (mine.touches, mine.parameters, mine.loads) == (theirs.touches, theirs.parameters, theirs.loads)
    assert [k.phase for k in mine.keyframes] == ["start", "half", "lower"]
    assert (mine.source, mine.kind) == ("own", "estimated")
    assert "move.toml" not in movement_records()


def test_what_is_ones_own_is_named_so_in_the_bibliography() -> None:
    assert bibliography(find_movement("move.toml").sources) == ["Own file of the user: nothing published."]


def test_an_edited_file_is_read_again(files: Path) -> None:
    assert find_movement("move.toml").title == "A pause"
    (files / "move.toml").write_text(MOVEMENT.replace("A pause", "A rest"), encoding="utf-8")
    assert find_movement("move.toml").title == "A rest"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("weak.toml", ["weak.toml=0.5:r", "weak.toml=0.5:l"]),
        ("weak.toml=0.6", ["weak.toml=0.6:r", "weak.toml=0.6:l"]),
        ("weak.toml=0.6:left", ["weak.toml=0.6:l"]),
        ("weak.toml:r", ["weak.toml=0.5:r"]),
    ],
)
def test_a_condition_takes_grade_and_side(given: str, expected: list[str]) -> None:
    assert [str(c) for c in resolve_conditions([given])] == expected
    assert [str(c) for c in resolve_conditions(expected)] == expected


def test_a_path_may_hold_the_signs_of_grade_and_side(files: Path) -> None:
    folder = files / "a=b"
    folder.mkdir()
    (folder / "weak.toml").write_text(CONDITION, encoding="utf-8")
    assert [str(c) for c in resolve_conditions(["a=b/weak.toml=0.3:l"])] == ["a=b/weak.toml=0.3:l"]


def test_it_excludes_and_combines_like_ours() -> None:
    with pytest.raises(InputError, match=r"weak.toml and weakness contradict each other .*\(weak.toml, line 1\)"):
        resolve_conditions(["weak.toml", "weakness"])
    both = Body.build(conditions=["weak.toml=1:r", "iliacus_weakness=0.5:r"])
    strand = both.muscles.select("iliacus_r")
    plain = Body.build(conditions=["iliacus_weakness=0.5:r"])
    assert both.muscles.fmax[strand] == pytest.approx(0.5 * plain.muscles.fmax[strand])


def test_a_variant_acts_on_its_side_and_is_told() -> None:
    assert resolve_variants(["strong.toml:left", "psoas_minor:r"]) == ("psoas_minor:r", "strong.toml:l")
    body, plain = Body.build(variants=["strong.toml:l"]), Body.build()
    left, right = body.muscles.select("psoas_major_l"), body.muscles.select("psoas_major_r")
    assert body.muscles.fmax[left] == pytest.approx(1.2 * plain.muscles.fmax[left])
    assert body.muscles.fmax[right] == pytest.approx(plain.muscles.fmax[right])
    assert "strong.toml:l" in repr(body)
    assert "own" in body.sources


def test_a_variant_that_changes_between_two_bodies_changes_the_second(files: Path) -> None:
    """Lengths are kept by what a file says, not by its name."""
    tall = Subject(height=1.9, mass=80.0)
    path = files / "moved.toml"
    text = '[[variant]]\ntitle = "lower"\n[[variant.effect]]\ndo = "remove_strands"\nstrands = ["{}"]\n'
    path.write_text(text.format("iliacus_lateral"), encoding="utf-8")
    first = Body.build(tall, variants=["moved.toml"])
    path.write_text(text.format("iliacus"), encoding="utf-8")
    second = Body.build(tall, variants=["moved.toml"])
    assert len(first.muscles.names) == len(second.muscles.names) + 4
    assert second.muscles.lslack.shape == (len(second.muscles.names),)


def test_a_variant_excludes_the_states_of_a_feature_that_it_names(files: Path) -> None:
    known = variant("psoas_minor").feature
    (files / "strong.toml").write_text(VARIANT.replace("[[variant]]", f'[[variant]]\nfeature = "{known}"', 1))
    with pytest.raises(InputError, match=r"contradict each other on the right.*strong.toml, line 1"):
        resolve_variants(["psoas_minor:r", "strong.toml:r"])


WRONG: list[tuple[Callable[[str], object], str, str, str, str]] = [
    (find_movement, "move", "lasts_s", "last_s", "x.toml, line 7, movement 'x', keyframe 'half': no entry is called 'last_s'. Did you mean 'lasts_s'?"),
    (find_movement, "move", "straight_leg_raise", "leg_raise", "x.toml, line 4, movement 'x': like = 'leg_raise', but no movement above is called so. Did you mean 'hanging_leg_raise'?"),
    (find_movement, "move", "hip_flexion_r", "hip_flexoin_r", "x.toml, line 7, movement 'x', keyframe 'half': no coordinate is called 'hip_flexoin_r'. Did you mean 'hip_flexion_r'?"),
    (find_movement, "move", "1.0", '"long"', "x.toml, line 7, movement 'x', keyframe 'half': 'long' is neither a number nor made of one of the parameters"),
    (find_movement, "move", "[[movement]]", "[[condition]]", "x.toml, line 1: this file holds a condition: `--condition FILE.toml=GRADE:SIDE`; here a movement is needed"),
    (find_movement, "move", "[[movement]]", "[[movment]]", "x.toml, line 1: it holds no movement; begin one with [[movement]]"),
    (find_movement, "move", "title =", "source = 'me'\ntitle =", "x.toml, line 2: no source is called 'me'."),
    (find_movement, "move", "title =", "title", "x.toml, line 2: not TOML:"),
    (condition, "weak", "iliacus", "iliacuss", "x.toml, line 11, condition 'x', effect 'strength': no strand or muscle is called 'iliacuss'. Did you mean 'iliacus'?"),
    (condition, "weak", '"strength"', '"strenght"', "x.toml, line 10, condition 'x', effect 'strenght': no do is called 'strenght'. Did you mean 'strength'?"),
    (condition, "weak", "0.5", "-0.5", "x.toml, line 12, condition 'x', effect 'strength': at_1 is -0.5; it must be at least 0"),
    (condition, "weak", "0.8]", "8]", "x.toml, line 6, condition 'x': typical grades 0.3 to 8 must rise between 0 and 1"),
    (condition, "weak", "findings =", "finding =", "x.toml, line 4, condition 'x': no entry is called 'finding'. Did you mean 'findings'?"),
    (variant, "strong", "1.2", "0", "x.toml, line 7, variant 'x', effect 'scale_strength': factor is 0; it must be above 0"),
    (variant, "strong", "psoas_major", "psoas_mayor", "x.toml, line 6, variant 'x', effect 'scale_strength': no strand or muscle is called 'psoas_mayor'. Did you mean 'psoas_major'?"),
    (variant, "strong", "title =", "feature = 'size'\ntitle =", "x.toml, line 2, variant 'x': no feature is called 'size'"),
]  # fmt: skip


@pytest.mark.parametrize(("read", "name", "old", "new", "text"), WRONG, ids=[row[4][:60] for row in WRONG])
def test_what_is_wrong_is_told_with_its_place(
    read: Callable[[str], object], name: str, old: str, new: str, text: str, files: Path
) -> None:
    written = {"move": MOVEMENT, "weak": CONDITION, "strong": VARIANT}[name]
    assert old in written
    (files / "x.toml").write_text(written.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError) as caught:
        read("x.toml")
    assert str(caught.value).startswith(text)
    assert caught.value.line is not None


@pytest.mark.parametrize(
    ("read", "what"), [(find_movement, "movement"), (condition, "condition"), (variant, "variant")]
)
def test_a_path_that_leads_nowhere(read: Callable[[str], object], what: str, files: Path) -> None:
    with pytest.raises(FileError, match=f"no.toml: there is no such file; give the path of the {what}"):
        read("no.toml")
    (files / "d.toml").mkdir()
    with pytest.raises(FileError, match=f"d.toml: this is a folder; give the file of the {what}"):
        read("d.toml")
    (files / "b.toml").write_bytes(b"\xff\xfe\x00\x9f")
    with pytest.raises(FileError, match=f"b.toml: the {what} cannot be read"):
        read("b.toml")


def test_one_of_a_kind_a_file(files: Path) -> None:
    for name, text, read in (
        ("move", MOVEMENT, find_movement), ("weak", CONDITION, condition), ("strong", VARIANT, variant)
    ):  # fmt: skip
        (files / "two.toml").write_text(text + text.replace("title =", 'name = "other"\ntitle =', 1), encoding="utf-8")
        with pytest.raises(FileError, match="a file holds one"):
            read("two.toml")
        assert read(f"{name}.toml")


def test_names_without_toml_stay_names() -> None:
    with pytest.raises(UnknownName, match="no condition is called 'weak'"):
        condition("weak")
