"""What a notebook shows of the things people hold: short, escaped, and with who and what."""

from __future__ import annotations

import re

import xarray as xr
from tests.rehab.cards.made_up_cards import made_up

from iliopsoas.body.body import Body
from iliopsoas.motion.records.motion import Motion
from iliopsoas.report.notebook import ResultAccessor
from iliopsoas.study import Study
from iliopsoas.templating import notebook_table


def cells(html: str) -> dict[str, str]:
    return dict(re.findall(r"<th[^>]*>(.*?)</th><td[^>]*>(.*?)</td>", html))


def test_a_table_is_escaped_and_leaves_out_what_is_empty() -> None:
    html = notebook_table("a <b>", {"x": "1 < 2", "empty": "", "none": None, "zero": 0})
    assert "a &lt;b&gt;" in html
    assert cells(html) == {"x": "1 &lt; 2", "zero": "0"}


def test_a_body_says_who_it_is() -> None:
    told = cells(Body.build(variants=["psoas_minor:r"], conditions=["weakness=0.5:left"])._repr_html_())
    assert told["person"] == "male, 30 years, 1.70 m, 75.3 kg"
    assert (told["variants"], told["conditions"]) == ("psoas_minor:r", "weakness=0.5:l")
    assert "301 strands" in told["muscles"]


def test_a_motion_says_what_it_holds(walk: Motion) -> None:
    told = cells(walk._repr_html_())
    assert told["time"].endswith(f"{walk.frames} frames")
    assert told["measured loads"].count(",") == len(walk.loads) - 1


def test_a_result_tells_its_main_numbers(result: xr.Dataset) -> None:
    told = cells(ResultAccessor(result)._repr_html_())
    hip = float(ResultAccessor(result).load("hip", side="r").max())
    assert told["hip contact"].startswith(f"right {hip:.2f}, left ")
    assert told["psoas major"].endswith(" N at most")


def test_a_study_is_one_line_and_a_table(body: Body, walk: Motion, result: xr.Dataset) -> None:
    done = Study(body, walk, walk, result)
    assert len(repr(done)) < 200
    assert repr(done).startswith(f"<Study '{walk.name}': {result.sizes['time']} frames, <Body: male")
    assert cells(done._repr_html_())["frames"] == str(result.sizes["time"])


def test_a_card_tells_every_load() -> None:
    card = made_up()
    assert repr(card).startswith(f"<LoadCard '{card.exercise}': iliopsoas ")
    assert len(repr(card)) < 200
    assert len(cells(card._repr_html_())) == len(card.loads) + 1
