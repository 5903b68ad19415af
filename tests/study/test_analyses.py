"""A study beside the same analyses done by hand: which there are, that their numbers are the same, what notes say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from iliopsoas import analyze, movement
from iliopsoas.adaptation import adapt as adaptation
from iliopsoas.adaptation.adapted import Adapted
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.differences import differences, differences_in_words, variants_in_words
from iliopsoas.study import AngleFile, LibraryMovement, Options, Person, Study, study
from study.made_up_files import save, walking

RATE = 25.0
"""Few frames, so that many analyses stay quick [Hz]."""
VARIANT, CONDITION = "psoas_minor", "tightness=0.6"


def same(one: xr.Dataset | None, other: xr.Dataset) -> None:
    """The same numbers everywhere; clocks and notes aside."""
    assert one is not None
    assert set(one.variables) == set(other.variables)
    for name in one.variables:
        np.testing.assert_array_equal(one[name].values, other[name].values, err_msg=str(name))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("angles") / "step.mot", walking(seconds=0.6))


@pytest.fixture(scope="module")
def both() -> Study:
    """Somebody with a variant and a condition walks."""
    person = Person(variants=[VARIANT], conditions=[CONDITION])
    return study(person, LibraryMovement("walk"), Options(rate_hz=RATE))


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    """What the adaptation was asked for, by name."""
    return {}


@pytest.fixture(scope="module")
def stiff(asked: dict[str, Any]) -> Study:
    """Somebody who cannot walk as recorded walks as they can."""
    real = adaptation.adapt

    def adapt(body: Body, motion: Motion, **options: Any) -> Adapted:
        asked.update(options, body=body, motion=motion)
        return real(body, motion, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adaptation, "adapt", adapt)
        return study(
            Person(conditions=["tightness=1"]), LibraryMovement("walk_average"), Options(rate_hz=RATE, adapt=True)
        )


def test_three_lines() -> None:
    """What the documentation of the room shows."""
    from iliopsoas.study import LibraryMovement, Person, study

    done = study(Person(conditions=["tightness=0.6"]), LibraryMovement("pelvic_tilt"), Options(rate_hz=RATE))
    assert done.summary()["conditions"] == ["tightness=0.6:r", "tightness=0.6:l"]
    assert done.differences


@pytest.mark.parametrize("conditions", [(), (CONDITION,)])
@pytest.mark.parametrize("variants", [(), (VARIANT,)])
@pytest.mark.parametrize("from_file", [False, True])
def test_which_analyses_there_are(
    file: Path, from_file: bool, variants: tuple[str, ...], conditions: tuple[str, ...]
) -> None:
    recording = AngleFile(file) if from_file else LibraryMovement("pelvic_tilt")
    options = Options(rate_hz=RATE, start=0.1, end=0.4)
    done = study(Person(variants=variants, conditions=conditions), recording, options)
    assert (done.plain is not None) == bool(variants)
    assert (done.healthy is not None) == bool(conditions)
    assert bool(done.differences) == bool(conditions)
    assert done.adapted is None
    assert done.motion is done.recorded
    assert ("changes" in done.summary()) == bool(conditions)
    notes = str(done.result.attrs["notes"])
    assert ("With psoas_minor:r, psoas_minor:l, beside the same person without: mean lumbar" in notes) == bool(variants)
    assert ("With tightness=0.6:r, tightness=0.6:l, beside" in notes) == bool(conditions)
    if done.plain is not None:
        assert done.plain.sizes["muscle"] < done.result.sizes["muscle"]
    if done.healthy is not None:
        assert done.healthy.sizes["muscle"] == done.result.sizes["muscle"]
        assert done.healthy.attrs["conditions"] == ""


def test_by_hand(both: Study) -> None:
    """The middle cycle of a walk made for the healthy person; then without variants, then without conditions."""
    healthy = Body.build(variants=[VARIANT])
    walk = movement("walk", healthy)
    part = {"start": walk.duration / 3, "end": 2 * walk.duration / 3, "rate_hz": RATE, "moment_arms": False}
    result = analyze(healthy.with_conditions([CONDITION]), walk, **part)
    plain = analyze(Body.build(conditions=[CONDITION]), walk, **part)
    without = analyze(healthy, walk, **part)
    for one, other in ((both.result, result), (both.plain, plain), (both.healthy, without)):
        same(one, other)
    found = differences(result, without)
    assert list(both.differences[: len(found)]) == found
    assert [d.name for d in both.differences[len(found) :]] == [
        f"{side} {what}, seated"
        for side in ("right", "left")
        for what in ("hip flexion strength", "knee extension strength")
    ]
    assert both.result.attrs["notes"].split("\n") == [
        *result.attrs["notes"].split("\n"),
        variants_in_words(result, plain, both.body.variants),
        differences_in_words(both.differences, "tightness=0.6:r, tightness=0.6:l"),
    ]


def test_progress_counts_the_persons_own_frames() -> None:
    seen: list[int] = []
    done = study(Person(), LibraryMovement("pelvic_tilt"), Options(rate_hz=RATE), progress=seen.append)
    assert seen == sorted(seen)
    assert 0 < seen[-1] <= done.result.sizes["time"]


def test_an_adapted_walk_by_hand(stiff: Study, asked: dict[str, Any]) -> None:
    """The recorded middle cycle is what the adaptation heeds; analysed is the same part of what came of it."""
    healthy, adapted = Body.build(), stiff.adapted
    walk = movement("walk_average", healthy)
    start, end = walk.duration / 3, 2 * walk.duration / 3
    assert adapted is not None
    assert adapted.changed
    assert stiff.motion is adapted.motion
    assert stiff.recorded is adapted.recorded is asked.pop("motion")
    assert asked.pop("body").conditions == ("tightness=1:r", "tightness=1:l")
    assert asked == {"cutoff_hz": 6.0, "plates": {}, "start": start, "end": end}
    when = {"start": adapted.when(start), "end": adapted.when(end), "rate_hz": RATE, "moment_arms": False}
    same(stiff.result, analyze(healthy.with_conditions(["tightness=1"]), adapted.motion, **when))
    alike = {"predict_contact": adapted.loads == "predicted"}
    same(stiff.healthy, analyze(healthy, walk, start=start, end=end, rate_hz=RATE, moment_arms=False, **alike))


def test_an_adapted_walk_says_what_gave_way(stiff: Study) -> None:
    assert stiff.adapted is not None
    assert stiff.result.attrs["notes"].split("\n")[-1].startswith("Less hip extension in late stance")
    assert stiff.summary()["adaptation"] == stiff.adapted.summary()
    names = [d.name for d in stiff.differences]
    assert any("hip extension in late stance" in name for name in names)
    assert "right hip contact force" in names
    assert "left knee extension strength, seated" in names


def test_where_nothing_gives_way_the_recorded_movement_is_analysed() -> None:
    """A weak muscle narrows no range: the notes say that nothing had to change."""
    done = study(
        Person(conditions=["psoas_weakness=0.2"]), LibraryMovement("pelvic_tilt"), Options(rate_hz=RATE, adapt=True)
    )
    assert done.adapted is not None
    assert not done.adapted.changed
    assert done.motion is done.recorded
    notes = done.result.attrs["notes"].split("\n")
    assert notes[-1 - len(done.adapted.notes) : -1] == list(done.adapted.notes)


def test_adapting_needs_something_to_adapt_to() -> None:
    with pytest.raises(InputError) as caught:
        study(Person(), LibraryMovement("pelvic_tilt"), Options(adapt=True))
    assert str(caught.value) == (
        "nothing to adapt to: this person has no condition; give one, for instance 'tightness=0.8'"
    )


def test_a_file_that_is_called_like_a_movement_of_the_library_is_analysed_whole(tmp_path: Path) -> None:
    """Three cycles of the library's walk are cut to the middle one; somebody's own `walk.mot` is not."""
    result = study(Person(), AngleFile(save(tmp_path / "walk.mot", walking(0.6)))).result
    assert result["time"].values[[0, -1]] == pytest.approx([0.0, 0.6])
