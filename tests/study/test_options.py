"""Which part is analysed, and what cannot be asked."""

from __future__ import annotations

import inspect

import pytest

from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.mechanics.analyze import analyze
from iliopsoas.motion.library.catalogue import movement
from iliopsoas.motion.records.motion import Motion
from iliopsoas.study import Options


def test_of_a_walk_the_middle_cycle(walk: Motion) -> None:
    chosen = Options().for_motion(walk)
    assert chosen.start == pytest.approx(walk.duration / 3)
    assert chosen.end == pytest.approx(2 * walk.duration / 3)


@pytest.mark.parametrize("part", [{"start": 0.2}, {"end": 1.0}, {"start": 0.2, "end": 1.0}])
def test_what_is_asked_for_is_kept(walk: Motion, part: dict[str, float]) -> None:
    options = Options(**part)
    assert options.for_motion(walk) is options


def test_a_movement_that_is_no_cycle_is_analysed_whole(body: Body) -> None:
    options = Options()
    assert options.for_motion(movement("squat", body)) is options


def test_every_argument_is_one_of_the_analysis() -> None:
    known = inspect.signature(analyze).parameters
    arguments = Options(exponent=3, rate_hz=30.0, seat=True).as_arguments()
    assert set(arguments) <= set(known)
    assert {k: v for k, v in arguments.items() if v != known[k].default} == {
        "exponent": 3,
        "rate_hz": 30.0,
        "seat": True,
        "plates": {},
        "moment_arms": False,
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"cutoff_hz": 0.0}, "cutoff_hz is 0 Hz; give a positive cut-off, or None for none"),
        ({"cutoff_hz": -6.0}, "cutoff_hz is -6 Hz; give a positive cut-off, or None for none"),
        ({"rate_hz": 1.0}, "rate_hz is 1; it must lie between 10 and 10000 frames a second"),
        ({"rate_hz": float("nan")}, "rate_hz is nan; it must lie between 10 and 10000 frames a second"),
    ],
)
def test_what_cannot_be(options: dict[str, float], sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        Options(**options)  # type: ignore[arg-type]
    assert str(caught.value) == sentence
