"""Which foot stood on which plate."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion import ExternalLoad, assign_feet, valid_window

TIME = np.arange(301) / 100
HOP = {"calcn_r": (0.0, 0.15), "calcn_l": (0.0, -0.15)}


def standing(shift: float = 0.0, time: np.ndarray = TIME) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Two feet that do not move, 0.3 m apart."""
    return {body: (time, np.tile([x + shift, 0.05, z], (time.size, 1))) for body, (x, z) in HOP.items()}


def plate(name: str, *contacts: tuple[float, float, str, float]) -> ExternalLoad:
    """A plate with contacts (start [s], end [s], foot, force [N]), the pressure 2 cm in front of that foot."""
    force, point = np.zeros((TIME.size, 3)), np.zeros((TIME.size, 3))
    for start, end, foot, newton in contacts:
        inside = (start - 1e-9 <= TIME) & (end + 1e-9 >= TIME)
        force[inside, 1] = newton
        point[inside] = [HOP[foot][0] + 0.02, 0.0, HOP[foot][1]]
    return ExternalLoad(name, None, TIME, force, point, 0.01 * force)


def test_each_plate_its_foot() -> None:
    loads = [plate("FP1", (0.5, 1.0, "calcn_l", 700)), plate("FP2", (1.0, 2.0, "calcn_r", 700))]
    done, notes = assign_feet(loads, standing())
    assert [(load.name, load.body) for load in done] == [("FP1", "calcn_l"), ("FP2", "calcn_r")]
    assert notes == [
        "Plate 'FP1' goes to calcn_l (1 contact): 2 cm from it, 30 cm from the other foot.",
        "Plate 'FP2' goes to calcn_r (1 contact): 2 cm from it, 30 cm from the other foot.",
    ]


@given(st.lists(st.sampled_from(["calcn_r", "calcn_l"]), min_size=1, max_size=5))
def test_a_plate_used_by_both_feet_is_split_and_adds_up(order: list[str]) -> None:
    load = plate("FP", *((0.1 + 0.5 * i, 0.4 + 0.5 * i, foot, 600 + i) for i, foot in enumerate(order)))
    done, notes = assign_feet([load], standing())
    assert {part.body for part in done} == set(order)
    assert len(notes) == len(done) == len(set(order))
    assert np.sum([part.force for part in done], axis=0) == pytest.approx(load.force)
    assert np.sum([part.torque for part in done], axis=0) == pytest.approx(load.torque)
    for part in done:
        mine = [600 + i for i, foot in enumerate(order) if foot == part.body]
        assert sorted(set(part.force[part.loaded(), 1])) == mine
    if len(done) == 2:
        assert [part.name for part in done] == ["FP (calcn_r)", "FP (calcn_l)"]


@pytest.mark.parametrize("plates", [2, 3])
def test_several_plates_under_one_foot_each_go_to_it(plates: int) -> None:
    """A foot that stands across the edges of plates: each carries a share, at the same time."""
    loads = [plate(f"FP{i}", (0.5, 1.0, "calcn_l", 700 / plates)) for i in range(plates)]
    done, _ = assign_feet([*loads, plate("FP9", (1.0, 2.0, "calcn_r", 700))], standing())
    assert [load.body for load in done] == ["calcn_l"] * plates + ["calcn_r"]
    total = np.sum([load.force for load in done if load.body == "calcn_l"], axis=0)
    assert total[75] == pytest.approx([0.0, 700.0, 0.0])


@pytest.mark.parametrize(("part", "fails"), [((None, None), True), ((0.0, 1.2), False), ((1.5, 2.5), True)])
def test_a_contact_outside_of_the_part_to_analyse_may_be_anywhere(part: tuple, fails: bool) -> None:  # type: ignore[type-arg]
    """Somebody else stepped on the plate, or the pressure is noise, before or after."""
    near, far = plate("FP", (0.5, 1.0, "calcn_r", 700)), plate("FP", (2.0, 2.4, "calcn_r", 700))
    load = ExternalLoad("FP", None, TIME, near.force + far.force, near.point + 100.0 * far.point, 0.0 * near.force)
    if fails:
        with pytest.raises(InputError, match=r"plate 'FP', loaded from 2.00 to 2.40 s, is .* m from the nearer foot"):
            assign_feet([load], standing(), part=part)
    else:
        assert [done.body for done in assign_feet([load], standing(), part=part).loads] == ["calcn_r"]


def test_bumps_and_light_touches_follow_their_neighbour() -> None:
    load = plate("FP", (0.5, 1.0, "calcn_r", 700), (1.2, 1.22, "calcn_l", 700), (1.5, 2.0, "calcn_l", 40))
    done, _ = assign_feet([load], standing())
    assert [part.body for part in done] == ["calcn_r"]
    assert done[0].force == pytest.approx(load.force)


def test_given_bodies_override() -> None:
    loads = [plate("FP1", (0.5, 1.0, "calcn_l", 700)), plate("seat", (0, 3, "calcn_l", 300))]
    done, notes = assign_feet(loads, {}, {"FP1": "calcn_r", "seat": "pelvis"})
    assert [load.body for load in done] == ["calcn_r", "pelvis"]
    assert notes[1] == "Plate 'seat' acts on pelvis, as given."
    assert assign_feet([load.on("toes_r") for load in loads], standing())[0][0].body == "toes_r"
    with pytest.raises(UnknownName, match=r"no load is called 'FP3'\. Did you mean 'FP1'\? There are: FP1, seat"):
        assign_feet(loads, standing(), {"FP3": "calcn_r"})
    with pytest.raises(InputError, match=r"no foot was given for plate 'FP1'; use given=\{'FP1': 'calcn_r'\}"):
        assign_feet(loads, {})


def test_both_feet_on_one_plate_are_not_clear() -> None:
    load = plate("FP", (0.5, 2.0, "calcn_r", 700))
    point = np.where(load.loaded()[:, None], [0.0, 0.0, 0.01], 0.0)
    _, notes = assign_feet([ExternalLoad("FP", None, TIME, load.force, point, load.torque)], standing())
    assert "14 cm from it, 16 cm from the other foot. That is not clear: if both feet stood on it at once" in notes[0]


def test_a_foot_too_far_away() -> None:
    with pytest.raises(InputError) as caught:
        assign_feet([plate("FP1", (0.5, 1.0, "calcn_l", 700))], standing(shift=1.02))
    assert str(caught.value).startswith(
        "plate 'FP1', loaded from 0.50 to 1.00 s, is 1.00 m from the nearer foot (calcn_l): plates and movement do not"
    )
    assert str(caught.value).endswith("if no foot stood there, give its body: given={'FP1': '...'}")


def test_plates_that_cannot_be_judged_are_left_out() -> None:
    loads = [
        plate("quiet", (0, 3, "calcn_l", 5)),
        plate("early", (0, 0.5, "calcn_l", 700)),
        plate("FP", (1, 2, "calcn_r", 700)),
    ]
    feet = standing(time=TIME[80:])
    done, notes = assign_feet(loads, feet)
    assert [load.name for load in done] == ["FP"]
    assert notes[:2] == [
        "Plate 'quiet' never carries 20 N: it was left out.",
        "Plate 'early' is loaded only while the feet were not recorded: it was left out.",
    ]
    with pytest.raises(InputError, match=r"no plate is loaded while the feet were recorded.* calcn_r 0\.8 to 3 s"):
        assign_feet(loads[:2], feet)


def test_notes_of_the_file_are_passed_on() -> None:
    load = plate("FP", (1, 2, "calcn_r", 700))
    load = ExternalLoad("FP", None, TIME, load.force, load.point, load.torque, notes=("No free moment.",))
    assert assign_feet([load], standing())[1][0] == "No free moment."


def test_broken_foot_points() -> None:
    load = plate("FP", (1, 2, "calcn_r", 700))
    with pytest.raises(InputError, match=r"foot point calcn_r has shape \(3,\), but must have \(301, 3\)"):
        assign_feet([load], {"calcn_r": (TIME, np.zeros(3))})
    with pytest.raises(InputError, match=r"foot point calcn_r: the position has no value .* 301 of 301 frames"):
        assign_feet([load], {"calcn_r": (TIME, np.full((301, 3), np.nan))})


def test_valid_window() -> None:
    load = plate("FP", (1, 2, "calcn_r", 700))  # 0 to 3 s
    assert valid_window([], [0.5, 1.0]) == (0.5, 1.0, "No external load was recorded: the movement is used as a whole.")
    assert valid_window([load], TIME)[2] == "Plates cover the whole movement (0 to 3 s)."
    start, end, note = valid_window([load], 0.505 + np.arange(400) / 100)
    assert (start, end) == (pytest.approx(0.505), pytest.approx(2.995))
    assert note.startswith("Plates and movement overlap from 0.505 to 2.995 s (250 of 400 frames)")
    with pytest.raises(
        InputError, match="the plates cover 0 to 3 s, the movement 5 to 6 s; use files of the same trial"
    ):
        valid_window([load], [5.0, 6.0])
