"""The shell of pages: one look, links that open, numbers that can be taken along, a library that is whole."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from iliopsoas.report.figures.curve_chart import PERCENT_AXIS, Chart, Line, Ribbon, chart
from iliopsoas.report.figures.figure_file import plotly_script
from iliopsoas.report.page_shell import render_page, unpacked_figures, with_links

STYLE = files("iliopsoas.report").joinpath("templates", "page.css").read_text(encoding="utf-8")
SCRIPT = files("iliopsoas.report").joinpath("templates", "page.js").read_text(encoding="utf-8")


def _chart() -> Chart:
    at = np.arange(101.0)
    ribbon = Ribbon("usual, mean +- SD", at, np.full(101, -1.0), np.full(101, 2.0))
    line = Line("right, second stride", np.sin(at / 16), PERCENT_AXIS, "#0072B2")
    return chart("hip", "Hip flexion", [line], "angle [deg]", ribbons=[ribbon], caption="Usually between -1 and 2.")


def test_a_page_is_one_file_with_linked_contents() -> None:
    page = render_page("page.html.j2", title="A <page>", kind="iliopsoas report", charts=[_chart()],
                       contents=[("one", "The first"), ("two", "The second")])  # fmt: skip
    assert re.findall(r'<a href="#(\w+)">([^<]+)</a>', page) == [("one", "The first"), ("two", "The second")]
    assert "A &lt;page&gt;" in page
    (packed,) = re.findall(r'id="figures">(.*?)</script>', page, re.S)
    assert unpacked_figures(json.loads(packed)) == {"hip": _chart().figure}
    assert len(json.loads(packed)["axes"]) == 1
    assert not re.search(r"<script[^>]*\ssrc=|<link", page)


def test_a_page_without_charts_carries_no_library() -> None:
    assert len(render_page("page.html.j2", title="A", kind="report", charts=[])) < 12000


def test_the_library_carries_its_licence_and_can_stand_in_a_page() -> None:
    library = plotly_script()
    assert library.startswith("/*! plotly.js")
    assert "MIT License" in library[:200]
    assert "Plotly" in library[:300]
    assert "</script" not in library.lower()
    assert "<!--" not in library
    assert len(library) < 1.3e6
    assert re.search(r"maplibre-gl|mapboxgl\.", library) is None


@pytest.mark.skipif(shutil.which("node") is None, reason="node.js is not installed")
def test_scripts_of_a_page_can_be_parsed(tmp_path: Path) -> None:
    (tmp_path / "all.js").write_text(plotly_script() + SCRIPT, encoding="utf-8")
    subprocess.run(["node", "--check", str(tmp_path / "all.js")], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("X (2001). T. J 1: 2. doi:10.1016/S0021-9290(01)00040-9.", "10.1016/S0021-9290(01)00040-9"),
        ("X (2001). T. J 1. doi:10.7717/peerj.4640.", "10.7717/peerj.4640"),
    ],
)
def test_a_doi_is_a_link_that_opens_without_its_full_stop(text: str, link: str) -> None:
    html = str(with_links(text))
    assert re.findall(r'href="([^"]+)"', html) == [f"https://doi.org/{link}"]
    assert re.sub(r"<[^>]+>", "", html) == text


def test_a_reference_without_doi_is_escaped() -> None:
    assert str(with_links("A <b> (1999). T & U.")) == "A &lt;b&gt; (1999). T &amp; U."


def test_a_ribbon_is_an_area_between_its_ends_and_within_the_limits() -> None:
    drawn = _chart()
    low, high, line = drawn.figure["data"]
    assert (low["y"][0], high["y"][0], high["fill"]) == (-1.0, 2.0, "tonexty")
    assert low["showlegend"] is False
    assert drawn.figure["layout"]["yaxis"]["range"][1] > 2.0
    assert "usual, mean +- SD" in drawn.alt
    assert line["x"][-1] == 100.0


def _luminance(code: str) -> float:
    linear = [(c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4)
              for c in (int(code[i : i + 2], 16) / 255 for i in (1, 3, 5))]  # fmt: skip
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2: (lighter + 0.05) / (darker + 0.05)."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _palette(css: str) -> dict[str, str]:
    found = dict(re.findall(r"--(\w[\w-]*):(#[0-9a-f]{3,6})", css))
    return {name: code if len(code) == 7 else "#" + "".join(2 * c for c in code[1:]) for name, code in found.items()}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_readable_on_its_ground(scheme: str) -> None:
    """4.5 : 1 for text (WCAG AA), in light and in dark."""
    start = STYLE.index("{") if scheme == "light" else STYLE.index("prefers-color-scheme:dark")
    colours = _palette(STYLE[start : STYLE.index("}", STYLE.index("--", start))])
    for ink in ("ink", "soft", "text2", "link"):
        for ground in ("paper", "wash"):
            assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)


def test_print_is_light_and_breaks_at_sections() -> None:
    assert "@media screen and (prefers-color-scheme:dark)" in STYLE
    printed = STYLE[STYLE.index("@media print") :]
    assert "section.sheet{break-before:page}" in printed
    assert "figure,tr,.reading,.trust{break-inside:avoid}" in printed


@pytest.mark.skipif(shutil.which("node") is None, reason="node.js is not installed")
def test_the_numbers_behind_a_figure_are_csv(tmp_path: Path) -> None:
    """The function of the page itself, run outside it: header with units, one row a point, no gaps, names quoted."""
    body = SCRIPT[SCRIPT.index("function csv(") : SCRIPT.index("document.querySelectorAll")]
    figure = json.dumps(_chart().figure)
    (tmp_path / "csv.js").write_text(f"{body}\nprocess.stdout.write(csv({figure}));", encoding="utf-8")
    told = subprocess.run(["node", str(tmp_path / "csv.js")], check=True, capture_output=True, text=True).stdout
    lines = told.splitlines()
    assert lines[0] == "curve,gait cycle [%],angle [deg]"
    assert len(lines) == 1 + 3 * 101
    assert lines[-1].startswith('"right, second stride",100,')


def test_names_of_the_player_say_what_is_written_on_them() -> None:
    """WCAG 2.5.3: the name of a button holds what is seen; white on the play button is readable, day and night."""
    view = files("iliopsoas.scene.player").joinpath("templates", "view3d.html.j2").read_text(encoding="utf-8")
    named = re.findall(r'<button[^>]*aria-label="([^"]+)"[^>]*>([^<]+)</button>', view)
    assert len(named) == 3
    assert all(seen in name for name, seen in named)
    (ground,) = re.findall(r"button\.go\{[^}]*background:(#[0-9a-f]{6})", view)
    assert _contrast("#ffffff", ground) >= 4.5
