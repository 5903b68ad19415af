"""Events of feet by their names, as laboratories write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iliopsoas.motion.records.gait_event import (
    OFF,
    STRIKE,
    GaitEvent,
    events_as_text,
    events_from_text,
    named_event,
    named_events,
)


@pytest.mark.parametrize(
    ("words", "side", "kind"),
    [
        ("Right Foot Strike", "r", STRIKE),
        ("Left Foot Strike1", "l", STRIKE),
        ("Left Foot Off", "l", OFF),
        ("right heel strike", "r", STRIKE),
        ("R Toe Off", "r", OFF),
        ("RHS", "r", STRIKE),
        ("LTO", "l", OFF),
        ("RightFootStrike", "r", STRIKE),
        ("Left initial contact", "l", STRIKE),
    ],
)
def test_names_of_laboratories(words: str, side: str, kind: str) -> None:
    assert named_event(1.5, words) == GaitEvent(1.5, side, kind, "recording")


@pytest.mark.parametrize("words", ["General Event", "Foot Strike", "Right", "", "Right Left Foot Strike", "start"])
def test_what_names_no_foot_or_no_kind_is_none(words: str) -> None:
    assert named_event(1.0, words) is None


def test_an_event_without_time_is_none() -> None:
    assert named_event(float("nan"), "Right Foot Strike") is None


def test_events_of_a_file_are_in_order_and_told_once() -> None:
    found = named_events([(2.0, "Left Foot Off"), (1.0, "Right Foot Strike"), (1.0, "Right Foot Strike"), (0.5, "?")])
    assert [(e.time_s, e.side, e.kind) for e in found] == [(1.0, "r", STRIKE), (2.0, "l", OFF)]


@given(st.lists(st.builds(GaitEvent, st.floats(0, 1e4).map(lambda t: round(t, 4)), st.sampled_from("rl"),
                          st.sampled_from([STRIKE, OFF]), st.text(max_size=20))))  # fmt: skip
def test_events_survive_as_text(events: list[GaitEvent]) -> None:
    assert list(events_from_text(events_as_text(events))) == events


def test_no_text_holds_no_events() -> None:
    assert events_from_text("") == ()
