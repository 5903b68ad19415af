"""The page: one file, all sections, the dataset's own numbers."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

import iliopsoas.report
from iliopsoas.body.body import Body
from iliopsoas.report import write_report
from iliopsoas.report.findings import main_findings, strength_deficit_table
from iliopsoas.report.page_shell import unpacked_figures
from iliopsoas.results.basis.instrumented_hips import INSTRUMENTED_HIPS
from iliopsoas.results.cycle_axis import cycle_axes
from iliopsoas.results.muscle_forces import whole_muscle_activation, whole_muscle_force

SECTIONS = (
    "summary",
    "movement",
    "picture",
    "muscles",
    "hip",
    "knee",
    "spine",
    "bursa",
    "angles",
    "ground",
    "moments",
    "powers",
    "trust",
    "references",
)
REFERENCES = ["Bergmann G et al. (2016). Standardized loads acting in hip implants. <PLoS ONE> 11."]


@pytest.fixture(scope="module")
def page(walk: xr.Dataset, body: Body, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("report") / "index.html"
    assert write_report(walk, body, path, bibliography=REFERENCES) == path
    assert [p.name for p in path.parent.iterdir()] == ["index.html"]
    return path.read_text(encoding="utf-8")


def figures(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="figures">(.*?)</script>', page, re.S)
    assert found
    return unpacked_figures(json.loads(found.group(1)))


def without_scripts(page: str) -> str:
    return re.sub(r"<script.*?</script>", "", page, flags=re.S)


def trace(figure: dict[str, Any], name: str) -> np.ndarray:
    values = next(t["y"] for t in figure["data"] if t.get("name") == name)
    return np.array([np.nan if v is None else v for v in values])


def test_one_file_that_needs_nothing_else(page: str) -> None:
    assert not re.search(r"<script[^>]*\ssrc=", page)
    visible = without_scripts(page)
    assert "<link" not in visible
    assert not re.search(r"""(src|href)\s*=\s*["']?(https?:)?//""", visible)
    assert "@import" not in visible
    assert "url(http" not in visible
    assert len(page.encode()) < 3e6


def test_all_sections_are_there(page: str) -> None:
    assert re.findall(r'<section id="(\w+)"', page) == list(SECTIONS)


def test_every_figure_has_a_place_and_a_description(page: str) -> None:
    places = dict(re.findall(r'<div id="plot-([\w-]+)" class="\w+" role="img" aria-label="([^"]+)"', page))
    assert places.keys() == figures(page).keys()
    assert all(len(text) > 30 for text in places.values())
    assert page.count('role="img" aria-label=') == len(places) + 9  # and two drawings, six of the strip, the 3-D view


def test_every_axis_has_a_unit(page: str) -> None:
    for key, figure in figures(page).items():
        for axis in ("xaxis", "yaxis"):
            assert re.search(r"\[.+\]", figure["layout"][axis]["title"]["text"]), key


def test_figures_are_valid_for_plotly(page: str) -> None:
    graph_objects = pytest.importorskip("plotly.graph_objects")
    for figure in figures(page).values():
        graph_objects.Figure(figure)


def test_text_from_outside_is_escaped(page: str) -> None:
    assert "made &lt;up&gt; walk" in page
    assert "Second &lt;note&gt;." in page
    assert "&lt;PLoS ONE&gt;" in page


def test_says_what_it_is(page: str) -> None:
    text = without_scripts(page)
    assert "not a medical device" in text
    assert "does not diagnose" in text
    assert "What was assumed" in text
    assert "1.80 m, 72.6 kg, female" in text


def test_summary_numbers_are_the_datasets(page: str, walk: xr.Dataset) -> None:
    weight = walk.attrs["body_weight_n"]
    hip = {s: np.linalg.norm(walk["joint_reaction"].sel(joint=f"hip_{s}"), axis=1).max() / weight for s in "rl"}
    assert f"{hip['r']:.2f} body weights on the right and {hip['l']:.2f} body weights on the left" in page
    assert f"({float(walk['compression'].max()) / weight:.2f} body weights), at L5/S1" in page
    groups = walk["group"].values
    best = max(
        float(walk["muscle_force"].values[:, [g in (f"psoas_major_{s}", f"iliacus_{s}") for g in groups]].sum(1).max())
        for s in "rl"
    )
    assert f"({best / weight:.2f} body weights)" in page


def test_curves_are_the_datasets(page: str, walk: xr.Dataset) -> None:
    drawn = figures(page)
    inside = (walk["time"].values > 0.2) & (walk["time"].values < 1.2)
    expected = np.linalg.norm(walk["joint_reaction"].sel(joint="hip_r"), axis=1)[inside].max() / 711.96279
    assert np.nanmax(trace(drawn["hip-magnitude"], "right")) == pytest.approx(expected, rel=2e-3)
    top = walk["compression"].sel(level="L5_S1").values[inside].max()
    assert np.nanmax(trace(drawn["compression"], "L5/S1")) == pytest.approx(top, rel=2e-3)


def test_the_second_axis_is_the_first_in_other_units(page: str, walk: xr.Dataset) -> None:
    layout = figures(page)["compression"]["layout"]
    np.testing.assert_allclose(
        np.array(layout["yaxis2"]["range"]) * walk.attrs["body_weight_n"],
        layout["yaxis"]["range"],
        rtol=1e-9,
        atol=1e-9,
    )


def test_whole_muscles_are_sums_and_volume_means(walk: xr.Dataset, body: Body) -> None:
    mine = body.muscles.select("iliacus_l")
    np.testing.assert_allclose(whole_muscle_force(walk, "iliacus_l"), walk["muscle_force"].values[:, mine].sum(axis=1))
    volume = body.muscles.volume[mine]
    expected = walk["activation"].values[:, mine] @ volume / volume.sum()
    np.testing.assert_allclose(whole_muscle_activation(walk, "iliacus_l"), expected)


def test_instrumented_hips_are_marked(page: str) -> None:
    hips = INSTRUMENTED_HIPS
    shapes = figures(page)["hip-magnitude"]["layout"]["shapes"]
    assert any((s.get("y0"), s.get("y1")) == (hips["low"], hips["high"]) for s in shapes)
    assert iliopsoas.report.REPORT_SOURCES == ("bergmann2016",)


def test_without_contact_forces(free: xr.Dataset, body: Body, tmp_path: Path) -> None:
    page = write_report(free, body, tmp_path / "index.html", bibliography=[]).read_text(encoding="utf-8")
    assert "Curves run over time" in page
    assert "inside people doing this" in page
    assert "No contact forces were given" in page
    for figure in figures(page).values():
        assert figure["layout"]["xaxis"]["title"]["text"] == "time [s]"


def test_a_single_frame(single: xr.Dataset, body: Body, tmp_path: Path) -> None:
    page = write_report(single, body, tmp_path / "deep" / "index.html", bibliography=[]).read_text(encoding="utf-8")
    assert re.findall(r'<section id="(\w+)"', page) == [name for name in SECTIONS if name != "ground"]
    assert "0.00 s (0.30 to 0.30 s)" in page


def test_public_names() -> None:
    assert all(hasattr(iliopsoas.report, name) for name in iliopsoas.report.__all__)
    with pytest.raises(AttributeError, match="write_report"):
        _ = iliopsoas.report.nothing


def test_page_names_what_lacks_strength(walk: xr.Dataset) -> None:
    """A coordinate whose reserve is large stands in the summary and in a table; otherwise there is no such table."""
    assert strength_deficit_table(walk) is None
    weak = walk.copy(deep=True)
    weak["reserve"][40:43, 0] = 30.0
    table = strength_deficit_table(weak)
    assert table is not None
    assert table.rows[0][0] == "hip flexion, right"
    assert table.rows[0][1] == "+30.0"
    assert table.rows[0][4:6] == ("3", "0.40 to 0.42")
    assert "hip flexion, right is 30 N m short at 0.4" in " ".join(main_findings(weak, cycle_axes(weak)))
