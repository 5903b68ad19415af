"""The figure of exercises: points, the front, names."""

from __future__ import annotations

import numpy as np
from tests.rehab.cards.made_up_cards import made_up

from iliopsoas.atlas.movements.records import GROUPS
from iliopsoas.report.figures.exercise_figure import KINDS, exercise_sheet

CARDS = [
    made_up("bridge", share_of_maximum=0.0, hip_contact_bw=0.5, lumbar_compression_n=400.0),
    made_up("supine_march", share_of_maximum=0.3, hip_contact_bw=1.2, lumbar_compression_n=200.0),
    made_up("dead_bug", share_of_maximum=0.25, hip_contact_bw=1.8, lumbar_compression_n=700.0),
    made_up("seated_march", share_of_maximum=0.6, hip_contact_bw=1.8, lumbar_compression_n=600.0),
]


def test_every_group_has_a_colour() -> None:
    assert set(KINDS) == set(GROUPS)


def test_the_front_is_joined_and_named() -> None:
    sheet = exercise_sheet(CARDS)
    assert set(sheet.panels) == {"A", "B", "C", "D"}
    front = sheet.panels["A"].curves[0]
    assert front.name == "Pareto front"
    np.testing.assert_allclose(front.x, [1.2, 1.8])
    np.testing.assert_allclose(front.y, [30.0, 60.0])
    bars = sheet.panels["C"].bars
    assert bars is not None
    assert bars.names == ("supine march  1", "seated march  2")
    assert [note[2] for note in sheet.panels["A"].notes] == ["1", "2"]


def test_every_exercise_is_a_point_with_its_name() -> None:
    names = [curve.name for curve in exercise_sheet(CARDS).panels["B"].curves if not curve.legend]
    assert names == [card.title for card in CARDS]


def test_no_front_no_line() -> None:
    panel = exercise_sheet(CARDS[:1]).panels["A"]
    assert "Pareto front" not in [curve.name for curve in panel.curves]
    assert not panel.notes
