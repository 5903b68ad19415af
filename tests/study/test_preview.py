"""A person in a movement before it is analysed: what is said of it, what is drawn, and nothing computed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.errors import InputError
from iliopsoas.report.preview_picture import write_preview
from iliopsoas.study import LibraryMovement, Person
from iliopsoas.study.preview import Preview, preview


@pytest.fixture(scope="module")
def raised() -> Preview:
    person = Person(variants=["psoas_minor:r"], conditions=["weakness=0.5:left"])
    return preview(person, LibraryMovement("straight_leg_raise", "left", {"range": "60"}))


def test_every_keyframe_is_a_moment(raised: Preview) -> None:
    record = find_movement("straight_leg_raise")
    assert raised.title == record.title
    assert [caption.partition(",")[0] for caption in raised.captions] == [k.phase for k in record.keyframes]
    hip = raised.poses[:, raised.body.map.column("hip_flexion_l")]
    assert np.degrees(hip.max()) == pytest.approx(60.0, abs=8.0)
    assert abs(np.degrees(raised.poses[:, raised.body.map.column("hip_flexion_r")] - hip).max()) > 5.0


def test_what_variants_and_conditions_change_is_said(raised: Preview) -> None:
    words = "\n".join(raised.words)
    assert "Variants psoas_minor:r: new strand psoas_minor_r" in words
    assert "weakness, grade 0.5, left: strength of" in words
    assert "Fit at its worst: " in words
    assert "[estimated, " in words


def test_a_movement_without_keyframes_is_shown_at_even_moments() -> None:
    seen = preview(Person(), LibraryMovement("walk"))
    assert len(seen.captions) == len(seen.poses) == 6
    assert seen.captions[0] == "0.00 s"
    assert np.ptp(seen.poses[:, seen.body.map.column("hip_flexion_r")]) > np.radians(10.0)


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml")])
def test_it_is_drawn(suffix: str, start: bytes, raised: Preview, tmp_path: Path) -> None:
    path = write_preview(raised, tmp_path / f"x{suffix}")
    assert path.read_bytes().startswith(start)
    assert path.stat().st_size > 20_000


def test_another_suffix_is_refused(raised: Preview, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"its suffix must be one of \.png, \.svg"):
        write_preview(raised, tmp_path / "x.pdf")
