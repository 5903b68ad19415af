"""The atlas' labelled figure as a file: .svg and .html without further packages, .png with matplotlib."""

from __future__ import annotations

import base64
import textwrap
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

from iliopsoas.body.body import Body
from iliopsoas.errors import MissingExtra
from iliopsoas.files import write_text
from iliopsoas.report.figures.atlas_drawing import AtlasDrawing, PointLabel, draw_atlas, label_heights
from iliopsoas.report.figures.figure_file import check_figure_suffix, save_picture
from iliopsoas.scene.png import png_bytes

MARGIN, STRIP = 360, 84
"""Room for names beside the picture and for words below it [pixels]."""
TITLE = "The right iliopsoas with its nerves, arteries and bursa, from the front"


def write_atlas_figure(path: Path, body: Body | None = None) -> Path:
    """Draw the atlas' figure into a file: .png, .svg or .html.

    Args:
        body: whose; default the generic body, with a psoas minor.

    Raises:
        InputError: the suffix is unknown.
        MissingExtra: .png needs matplotlib.
    """
    suffix = check_figure_suffix(path).suffix.lower()
    drawing = draw_atlas(body or Body.build(psoas_minor=True))
    if suffix == ".png":
        return save_picture(_matplotlib(drawing), path, dpi=100)
    picture = as_svg(drawing)
    return write_text(path, picture if suffix == ".svg" else _html(picture))


class Leader(NamedTuple):
    """A name beside the picture with its line [pixels of the whole figure].

    Attributes:
        mark: what it points at, in pixels of the shaded picture.
        x, y: where the name stands.
        start: where its line leaves it.
        anchor: the end of the name that stands at `x`: 'end' left of the picture, 'start' right of it.
    """

    mark: PointLabel
    x: int
    y: float
    start: int
    anchor: str


def leaders(drawing: AtlasDrawing) -> list[Leader]:
    """All names of a drawing, the left column first."""
    high, wide, _ = drawing.image.shape
    places = ((MARGIN - 14, MARGIN - 8, "end"), (MARGIN + wide + 14, MARGIN + wide + 8, "start"))
    return [
        Leader(mark, x, y, start, anchor)
        for column, (x, start, anchor) in zip(drawing.labels, places, strict=True)
        for mark, y in zip(column, label_heights(column, high), strict=True)
    ]


def as_svg(drawing: AtlasDrawing) -> str:
    """The drawing as an SVG of its own."""
    high, wide, _ = drawing.image.shape
    total = wide + 2 * MARGIN
    data = base64.b64encode(png_bytes(drawing.image)).decode()
    out = [f'<image x="{MARGIN}" width="{wide}" height="{high}" href="data:image/png;base64,{data}"/>']
    for colour, points in drawing.dashes:
        line = " ".join(f"{MARGIN + x:.1f},{y:.1f}" for x, y in points)
        out.append(f'<polyline points="{line}" fill="none" stroke="#5c4a00" stroke-width="5" class="dash"/>')
        out.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="3" class="dash"/>')
    for mark, x, y, start, anchor in leaders(drawing):
        px, py = MARGIN + mark.x, mark.y
        out.append(f'<path d="M{start} {y:.0f}L{px:.0f} {py:.0f}" class="lead"/>')
        out.append(f'<circle cx="{px:.0f}" cy="{py:.0f}" r="4.5" fill="{mark.colour}" stroke="#222"/>')
        out.append(f'<text x="{x}" y="{y + 7:.0f}" text-anchor="{anchor}">{escape(mark.text)}</text>')
    out.append(f'<text x="12" y="{high - 8}" class="note">right</text>')
    out.append(f'<text x="{total - 12}" y="{high - 8}" text-anchor="end" class="note">left</text>')
    for k, line in enumerate(_caption_lines()):
        out.append(
            f'<text x="{total / 2}" y="{high + 24 + 23 * k}" text-anchor="middle" class="note">{escape(line)}</text>'
        )
    style = (
        "text{font:21px system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif;fill:#222}"
        ".note{font-size:17px;fill:#666}.lead{stroke:#444;stroke-width:1.2}.dash{stroke-dasharray:7 6}"
    )
    name = escape(TITLE)
    size = f'width="{total}" height="{high + STRIP}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {total} {high + STRIP}" role="img" aria-label="{name}">'
        f'<title>{name}</title><style>{style}</style><rect {size} fill="#fff"/>{"".join(out)}</svg>'
    )


def caption() -> str:
    """What the drawing shows and what it rests on."""
    return (
        "Muscles are the strands of the model, drawn slender so that nerves show between them. Dashed: inside or "
        "behind a muscle. The ways of nerves, vessels and ligament, and the place of the bursa, are estimated for this "
        "drawing. Psoas minor is absent in about 40 % of people."
    )


def _caption_lines() -> list[str]:
    return textwrap.wrap(caption(), 140)


def _html(picture: str) -> str:
    style = (
        "body{margin:1rem auto;max-width:75rem;font:16px/1.5 system-ui,'Segoe UI','DejaVu Sans',sans-serif;color:#222}"
        "h1{font-size:1.4rem}"
    )
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(TITLE)}</title>'
        f"<style>{style}</style></head><body><h1>{escape(TITLE)}</h1>{picture}</body></html>\n"
    )


def _matplotlib(drawing: AtlasDrawing) -> Any:
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise MissingExtra("a figure as .png (.svg and .html work without)", "figures") from None
    high, wide, _ = drawing.image.shape
    total = wide + 2 * MARGIN
    figure = Figure(figsize=(total / 100, (high + STRIP) / 100), facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.imshow(drawing.image, extent=(MARGIN, MARGIN + wide, high, 0), interpolation="antialiased")
    ax.set(xlim=(0, total), ylim=(high + STRIP, 0), aspect="auto")
    ax.axis("off")
    for colour, points in drawing.dashes:
        for ink, width in (("#5c4a00", 3.6), (colour, 2.2)):
            ax.plot(MARGIN + points[:, 0], points[:, 1], color=ink, lw=width, ls=(0, (2.2, 1.9)))
    for mark, x, y, start, anchor in leaders(drawing):
        ax.plot([start, MARGIN + mark.x], [y, mark.y], color="#444", lw=0.9)
        ax.plot(MARGIN + mark.x, mark.y, "o", ms=6, mfc=mark.colour, mec="#222", mew=0.8)
        ax.text(x, y, mark.text, ha="right" if anchor == "end" else "left", va="center", fontsize=15, color="#222")
    ax.text(12, high - 8, "right", fontsize=12, color="#666")
    ax.text(total - 12, high - 8, "left", ha="right", fontsize=12, color="#666")
    ax.text(total / 2, high + 8, "\n".join(_caption_lines()), ha="center", va="top", fontsize=12, color="#666")
    return figure
