"""The position of a clinical test: the skeleton with the iliopsoas, the angle that is read, and what it is worth."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from iliopsoas.assessment.outcome import Assessment, Mark
from iliopsoas.body.body import Body
from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.files import replacing
from iliopsoas.report.raster import View, render, view
from iliopsoas.report.scene import Scene, scene
from iliopsoas.report.skeleton import ARMS, BONE, DISC, bellies, paint

Array = NDArray[np.float64]
SUFFIXES = (".png", ".svg")
PIXELS = 1000
MARGIN = 1.12
"""Width of the picture over that of the body [-]."""
RED, GREEN, GREY = "#b5302f", "#3c8d5a", "#555555"
ARC = 0.62
"""Radius of the arc over the length of the limb [-]."""
LEVEL = 5.0
"""Angles below this are not drawn as an arc [deg]."""
SIDES = {"r": "right", "l": "left"}


def check_suffix(path: Path) -> Path:
    """The path itself, if a position can be drawn there.

    Raises:
        InputError: its suffix is none of `SUFFIXES`.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"--figure is '{path}'; its suffix must be one of {', '.join(SUFFIXES)}")
    return path


def write_position(found: Assessment, body: Body, path: Path) -> Path:
    """Draw the position of a test.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: matplotlib is not installed.
    """
    check_suffix(path)
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("the figure of a position", "figures") from None
    mark = found.mark or Mark("pelvis", f"femur_{found.side}")
    at = scene(body, found.pose)
    camera = _camera(at, mark, found.side)
    parts = [(at.solid("bone", without=ARMS), BONE), (at.solid("rib"), BONE), (at.solid("disc"), DISC)]
    image = render([*parts, *bellies(body, at, paint(body, 0.3 * body.muscles.fmax), 1.0)], camera, PIXELS)
    wide, high = camera.width, camera.height
    with matplotlib.rc_context({"font.family": "DejaVu Sans", "font.size": 10}):
        inches = 9.0 if wide > high else max(9.0 * wide / high, 5.5)
        lines = _caption(found, int(13 * inches))
        size = (inches, min(inches * high / wide, 9.0) + 0.4 + 0.17 * len(lines))
        figure = Figure(figsize=size, layout="constrained", facecolor="white")
        ax = figure.subplots()
        ax.set_axis_off()
        _support(ax, at, camera, mark)
        ax.imshow(image, extent=(-wide / 2, wide / 2, -high / 2, high / 2), zorder=2)
        if found.mark is not None:
            _angle(ax, found, at, camera, mark)
        ax.set(xlim=(-wide / 2, wide / 2), ylim=(-high / 2, high / 2), aspect="equal")
        title = "\n".join(textwrap.wrap(f"{found.test.title}, {SIDES[found.side]}", int(8 * inches)))
        figure.suptitle(title, fontsize=13, fontweight="bold", x=0.01, ha="left")
        figure.supxlabel("\n".join(lines), fontsize=9, color="#333", x=0.01, ha="left")
        with replacing(path) as temporary:
            figure.savefig(temporary, format=path.suffix[1:].lower(), dpi=130)
    return path


def _camera(at: Scene, mark: Mark, side: str) -> View:
    """From the tested side; the body fills the picture."""
    bone = at.solid("bone", without=ARMS).vertices
    turn = 90.0 if side == "r" else -90.0
    camera = view(np.zeros(3), 1.0, 1.0, turn_deg=turn, tilt_deg=mark.tilt_deg)
    flat = camera.project(bone)
    low, top = flat.min(axis=0), flat.max(axis=0)
    middle = 0.5 * (low + top)
    centre = camera.right * middle[0] + camera.up * middle[1] + camera.towards * middle[2]
    wide, high = MARGIN * (top - low)[:2] + 0.1
    return camera._replace(centre=centre, width=float(wide), height=float(high))


def _support(ax: Any, at: Scene, camera: View, mark: Mark) -> None:
    """The table below trunk and pelvis, as far as the edge at the hip or the whole length."""
    if not mark.support or mark.tilt_deg:
        return
    shown = [m.vertices for kind in ("bone", "rib") for name, m in at.solids[kind].items() if name in _TRUNK]
    points = np.concatenate(shown)
    level = float(points[:, 1].min())
    hip = at.origins[mark.vertex if mark.vertex.startswith("femur") else "pelvis"]
    heads = float(np.sign(points[:, 0].mean() - hip[0]))
    reach = 2.0 * camera.width
    ends = [hip[0] + heads * reach, hip[0] + (-heads * reach if mark.support == "table" else heads * 0.02)]
    place = camera.project(np.array([[x, level, hip[2]] for x in ends]))
    left, right = sorted(place[:, 0])
    ax.fill_between([left, right], place[0, 1] - 0.05, place[0, 1], color="#d9d4c8", lw=0, zorder=1)
    ax.plot([left, right], [place[0, 1]] * 2, color="#a9a292", lw=1.2, zorder=1)


_TRUNK = ("pelvis", "torso", "thorax", "sacrum", *(f"lumbar{i}" for i in range(1, 6)))


def _angle(ax: Any, found: Assessment, at: Scene, camera: View, mark: Mark) -> None:
    """The limb, the line it is read from, the arc between, and the reading; normal as a green wedge."""
    hub, tip = camera.project(np.stack([at.origins[mark.vertex], at.origins[mark.end]]))[:, :2]
    limb = tip - hub
    size = float(np.hypot(*limb))
    base = camera.project(camera.centre + np.array([mark.reference]))[0, :2]
    if size < 1e-6 or np.hypot(*base) < 1e-6:
        return
    ax.plot(*np.stack([hub, tip]).T, color=RED, lw=2.4, marker="o", ms=5, zorder=5)
    value = "-" if np.isnan(found.value) else f"{found.value:.1f} {found.unit}".replace(" deg", "\N{DEGREE SIGN}")
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.5}
    how: dict[str, Any] = {"color": RED, "fontsize": 13, "fontweight": "bold", "ha": "center", "va": "center"}
    how |= {"zorder": 7, "bbox": box}
    if mark.tilt_deg or found.unit != "deg":  # the angle of the picture is not what is read
        ax.annotate(value, 0.5 * (hub + tip) + (0.0, 0.12 * size), **how)
        return
    start = float(np.degrees(np.arctan2(base[1], base[0])))
    turn = (float(np.degrees(np.arctan2(limb[1], limb[0]))) - start + 180.0) % 360.0 - 180.0
    end = hub + size * base / np.hypot(*base)
    ax.plot(*np.stack([hub, end]).T, color=GREY, lw=1.6, ls=(0, (5, 3)), zorder=4)
    norm = found.main.norm
    if norm is not None and found.main.quantity.key == "thigh" and norm.high > norm.low:
        sign = 1.0 if base[0] > 0.0 else -1.0
        ax.fill(*_arc(hub, 0.98 * size, start + sign * norm.low, start + sign * norm.high, pie=True).T, color=GREEN,
                alpha=0.22, lw=0, zorder=3)  # fmt: skip
        tag = hub + 1.02 * size * _direction(start + sign * norm.low)
        ax.annotate("normal", tag, color=GREEN, fontsize=9, va="top", ha="center", zorder=6)
    if abs(turn) > LEVEL:
        ax.plot(*_arc(hub, ARC * size, start, start + turn).T, color=RED, lw=1.6, zorder=5)
    about = hub + 0.72 * size * _direction(start + 0.5 * turn) + (0.0, 0.05 if abs(turn) < 2.0 * LEVEL else 0.0)
    ax.annotate(value, about, **how)


def _arc(hub: Array, radius: float, first: float, last: float, *, pie: bool = False) -> Array:
    line = np.stack([hub + radius * _direction(a) for a in np.linspace(first, last, 40)])
    return np.concatenate([hub[None], line]) if pie else line


def _direction(degrees: float) -> Array:
    return np.array([np.cos(np.radians(degrees)), np.sin(np.radians(degrees))])


def _caption(found: Assessment, width: int) -> list[str]:
    of = ", ".join(found.conditions) or "nothing wrong"
    main = found.main
    before = "" if main.healthy is None else f" (healthy {main.healthy:.1f})"
    text = [
        f"Body with {of}.",
        f"{main.quantity.measurement}: {main.value:.1f} {main.quantity.unit}{before}; {found.verdict}.",
        found.notes[0] if found.notes else "",
        "Simulated; not a diagnosis. For hip pain or trouble walking, see a physician.",
    ]
    return [line for part in text if part for line in textwrap.wrap(part[:1].upper() + part[1:], width)]
