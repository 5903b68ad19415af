"""Every figure of every function, drawn by both back ends from one description."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from iliopsoas.errors import InputError
from iliopsoas.function.paradox import PUBLISHED_SIGNS, Paradox
from iliopsoas.function.strength import IsometricStrength
from iliopsoas.report.figures.figure_file import check_figure_suffix, write_sheet
from iliopsoas.report.figures.matplotlib_sheet import as_matplotlib
from iliopsoas.report.figures.plotly_sheet import as_plotly
from iliopsoas.report.figures.sheet import CurveBand, NumberField, Panel, PlotBars, PlotCurve, Sheet

KINDS = ("moment arms", "actions", "movers", "paradox", "side-bend", "strength", "stability")


def traces(figure: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """Traces of the n-th panel."""
    name = "x" if number == 1 else f"x{number}"
    return [t for t in figure["data"] if t["xaxis"] in (name, "x1" if number == 1 else name)]


@pytest.mark.parametrize("kind", KINDS)
def test_both_draw_the_same_numbers(sheets: dict[str, Sheet], kind: str) -> None:
    """Curves, bars and cells of every panel, in the page and in the picture."""
    sheet = sheets[kind]
    page, picture = as_plotly(sheet), as_matplotlib(sheet)
    assert len(picture.axes) >= len(sheet.panels)
    for number, (panel, axes) in enumerate(zip(sheet.panels.values(), picture.axes, strict=False), start=1):
        mine = traces(page, number)
        assert axes.get_title(loc="left") == panel.title
        lines = [t for t in mine if t["type"] == "scatter" and t.get("fill") is None]
        drawn = [line for line in axes.lines if len(line.get_xdata()) > 0][: len(panel.curves)]
        assert len(lines) == len(panel.curves)
        for curve, trace, line in zip(panel.curves, lines, drawn, strict=True):
            np.testing.assert_allclose(trace["y"], curve.y, rtol=1e-5, atol=1e-12)
            np.testing.assert_array_equal(line.get_ydata(), curve.y)
            assert line.get_color() == curve.colour
        assert sum(t.get("fill") == "toself" for t in mine) == len(panel.bands) == len(axes.collections)
        if panel.bars:
            widths = np.array([bar.get_width() for bar in axes.patches]).reshape(len(panel.bars.series), -1)
            for (_, values, _), row, trace in zip(panel.bars.series, widths, mine, strict=True):
                np.testing.assert_allclose(row, values)
                np.testing.assert_allclose(trace["x"], values, rtol=1e-5, atol=1e-12)
        if panel.field:
            np.testing.assert_allclose(mine[0]["z"], panel.field.values, rtol=1e-5, atol=1e-12)
            np.testing.assert_array_equal(axes.images[0].get_array(), panel.field.values)
            written = sorted(t.get_text() for t in axes.texts)
            assert written == sorted(w for row in panel.field.words for w in row if w)


@pytest.mark.parametrize("kind", KINDS)
def test_every_axis_has_a_unit_and_every_sheet_a_caption(sheets: dict[str, Sheet], kind: str) -> None:
    sheet = sheets[kind]
    assert len(sheet.caption) > 60
    assert {letter for row in sheet.mosaic for letter in row} == set(sheet.panels)
    for panel in sheet.panels.values():
        units = [panel.x, panel.y, panel.field.unit if panel.field else ""]
        assert any("[" in text for text in units), panel


@pytest.mark.parametrize("kind", KINDS)
def test_panels_keep_apart_in_the_page(sheets: dict[str, Sheet], kind: str) -> None:
    layout = as_plotly(sheets[kind])["layout"]
    boxes = []
    for number in range(1, len(sheets[kind].panels) + 1):
        ending = "" if number == 1 else str(number)
        boxes.append((*layout[f"xaxis{ending}"]["domain"], *layout[f"yaxis{ending}"]["domain"]))
    for i, (a0, a1, b0, b1) in enumerate(boxes):
        assert 0 <= a0 < a1 <= 1
        assert 0 <= b0 < b1 <= 1
        for c0, c1, d0, d1 in boxes[i + 1 :]:
            assert a1 <= c0 or c1 <= a0 or b1 <= d0 or d1 <= b0


def test_the_paradox_marks_the_published_signs(sheets: dict[str, Sheet], curve: Paradox) -> None:
    """Bogduk 1992: extends above, flexes below; a marker is hollow where the model disagrees."""
    main = sheets["paradox"].panels["A"]
    markers = [c for c in main.curves if c.marker]
    assert len(markers) == len(PUBLISHED_SIGNS)
    upright = int(np.argmin(np.abs(curve.flexion)))
    for marker, (level, sign) in zip(markers, PUBLISHED_SIGNS.items(), strict=True):
        assert marker.marker == ("triangle-up" if sign > 0 else "triangle-down")
        assert marker.hollow == (np.sign(curve.moment[upright, curve.levels.index(level)]) != sign)
    agree = sum(not m.hollow for m in markers)
    assert f"({agree} of {len(PUBLISHED_SIGNS)})" in sheets["paradox"].caption


def test_the_paradox_shows_each_strand_at_the_levels_it_crosses(sheets: dict[str, Sheet], curve: Paradox) -> None:
    upright = int(np.argmin(np.abs(curve.flexion)))
    points = sum(len(c.x) for c in sheets["paradox"].panels["D"].curves if c.marker)
    assert points == int((np.abs(curve.arm[upright]) > 1e-9).sum())


def test_stacked_shares_reach_the_active_moment(sheets: dict[str, Sheet], torque: IsometricStrength) -> None:
    """Each band stands on the one before; the uppermost ends at the sum of all that helps."""
    bands = sheets["strength"].panels["B"].bands
    np.testing.assert_array_equal(bands[0].low, 0.0)
    for below, above in pairwise(bands):
        np.testing.assert_allclose(above.low, below.high)
    helping = np.maximum(torque.share, 0.0).sum(axis=1) * torque.active / torque.mass
    np.testing.assert_allclose(bands[-1].high, helping)


def test_strength_is_per_kilogram(sheets: dict[str, Sheet], torque: IsometricStrength) -> None:
    ours = next(c for c in sheets["strength"].panels["A"].curves if c.name.startswith("ours"))
    np.testing.assert_allclose(ours.y * torque.mass, torque.active)


@pytest.mark.parametrize(
    ("suffix", "start"), [(".svg", "<?xml"), (".png", "\x89PNG"), (".html", "<!doctype"), (".SVG", "<?xml")]
)
def test_the_suffix_decides_who_draws(tmp_path: Path, suffix: str, start: str) -> None:
    panel = Panel("a & b", "x [-]", "y [-]", [PlotCurve("c", np.arange(3.0), np.arange(3.0), "#0072B2")])
    path = write_sheet(Sheet("T", "caption", ("A",), {"A": panel}, 300, 200), tmp_path / f"f{suffix}")
    assert path.read_bytes()[:12].decode("latin-1").startswith(start)


@pytest.mark.parametrize("name", ["a.pdf", "a", "svg"])
def test_other_suffixes_are_refused_by_name(name: str) -> None:
    with pytest.raises(InputError, match=r"suffix must be one of .png, .svg, .html"):
        check_figure_suffix(Path(name))
    with pytest.raises(InputError, match=r"--figure is .*one of .png$"):
        check_figure_suffix(Path(name), (".png",))


def test_a_field_with_both_signs_is_symmetric_about_zero() -> None:
    field = NumberField(("a",), ("b", "c"), np.array([[-2.0, 0.01]]), 2.0, "[mm]")
    (trace,) = as_plotly(Sheet("", "", ("A",), {"A": Panel("", "", "", field=field)}))["data"]
    assert (trace["zmin"], trace["zmax"], trace["colorscale"]) == (-2.0, 2.0, "PuOr")
    assert trace["text"] == [["-2.0", ""]]  # next to nothing is not written
    positive = NumberField(("a",), ("b",), np.array([[2.0]]), 2.0, "[mm]")
    assert (positive.signed, positive.colours) == (False, "Purples")


def test_shade_hollow_limits_and_notes_reach_both() -> None:
    points = PlotCurve("p", np.zeros(2), np.ones(2), "#D55E00", "none", 0, "circle", hollow=True)
    band = CurveBand("b", np.arange(2.0), np.zeros(2), np.ones(2), "#009E73", 0.5)
    panel = Panel("", "x [-]", "y [-]", [points], [band], shade="extends", limits=(-1.0, 2.0),
                  notes=((0.0, 1.0, "here", "#222"),), y_ticks=("low", "high"))  # fmt: skip
    sheet = Sheet("", "", ("A",), {"A": panel})
    page, axes = as_plotly(sheet), as_matplotlib(sheet).axes[0]
    assert page["layout"]["yaxis"]["range"] == [-1.0, 2.0]
    assert tuple(axes.get_ylim()) == (-1.0, 2.0)
    assert page["layout"]["yaxis"]["ticktext"] == ["low", "high"]
    assert [t.get_text() for t in axes.get_yticklabels()] == ["low", "high"]
    assert page["data"][1]["mode"] == "markers"
    assert page["data"][1]["marker"]["color"] == axes.lines[0].get_markerfacecolor() == "white"
    assert page["data"][0]["fillcolor"] == "rgba(0,158,115,0.5)"
    texts = {a["text"] for a in page["layout"]["annotations"]}
    assert {"extends", "here"} <= texts
    assert {"extends", "here"} <= {t.get_text() for t in axes.texts}
    assert page["layout"]["shapes"][0]["y0"] == -1.0


def test_bars_of_a_group_stand_side_by_side() -> None:
    bars = PlotBars(("a", "b"), (("one", np.array([1.0, 2.0]), "#111"), ("two", np.array([3.0, 4.0]), "#222")))
    axes = as_matplotlib(Sheet("", "", ("A",), {"A": Panel("", "[N]", "", bars=bars)})).axes[0]
    spans = sorted((p.get_y(), p.get_y() + p.get_height()) for p in axes.patches)
    assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(spans))
    assert axes.yaxis_inverted()  # the first name stands on top, as in the page


def test_a_picture_can_be_written_anywhere(sheets: dict[str, Sheet]) -> None:
    buffer = io.BytesIO()
    as_matplotlib(sheets["side-bend"]).savefig(buffer, format="png", dpi=30)
    assert buffer.getvalue().startswith(b"\x89PNG")
