"""The drawing of a clinical test: the thigh's line at the measured angle, the number in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from iliopsoas.assessment import Finding, assess
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError
from iliopsoas.report.figures import assessment_figure
from iliopsoas.report.figures.assessment_figure import write_assessment


@pytest.fixture(scope="module")
def tight() -> Body:
    return Body.build(conditions=("tightness=1",))


@pytest.fixture(scope="module")
def finding(tight: Body) -> Finding:
    return assess(tight, "thomas", "right")


def test_other_suffixes_are_refused_before_drawing(finding: Finding, tight: Body, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"one of \.png, \.svg$"):
        write_assessment(finding, tight, tmp_path / "a.html")
    assert not list(tmp_path.iterdir())


def test_the_thigh_is_drawn_at_the_angle_it_reads(
    finding: Finding, tight: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows run down, so a thigh above the horizontal has its knee at a smaller row than its hip."""
    drawn: list[tuple[np.ndarray, np.ndarray]] = []
    plot = Axes.plot

    def remember(axes: Axes, x: list[float], y: list[float], *rest: object, **how: object) -> object:
        drawn.append((np.array(x), np.array(y)))
        return plot(axes, x, y, *rest, **how)

    monkeypatch.setattr(Axes, "plot", remember)
    monkeypatch.setattr(assessment_figure, "PIXELS", 120)
    path = write_assessment(finding, tight, tmp_path / "t.png")
    assert path.read_bytes().startswith(b"\x89PNG")
    level, thigh = drawn[:2]
    np.testing.assert_allclose(level[1][0], level[1][1])
    angle = np.degrees(np.arctan2(-(thigh[1][1] - thigh[1][0]), abs(thigh[0][1] - thigh[0][0])))
    assert angle == pytest.approx(finding.value, abs=1.5)
    np.testing.assert_allclose(np.ptp(level[0]), np.hypot(np.ptp(thigh[0]), np.ptp(thigh[1])))


def test_the_words_hold_number_verdict_and_what_it_is_not(
    finding: Finding, tight: Body, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words: list[str] = []
    write = Figure.text

    def remember(figure: Figure, x: float, y: float, text: str, **how: object) -> object:
        words.append(text)
        return write(figure, x, y, text, **how)

    monkeypatch.setattr(Figure, "text", remember)
    monkeypatch.setattr(assessment_figure, "PIXELS", 80)
    path = write_assessment(finding, tight, tmp_path / "t.svg")
    assert path.read_text(encoding="utf-8").startswith("<?xml")
    title, below = words
    assert title == f"{finding.test.title}, right"
    assert f"{finding.value:.1f} {finding.test.unit}" in below
    assert f"(healthy {finding.healthy.value:.1f}; tightness=1" in below
    assert below.endswith("Simulated; not a diagnosis.")
