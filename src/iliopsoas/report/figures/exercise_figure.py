"""The figure of exercises: what each asks of the hip flexors against what it puts on hip and back.

Each exercise is a point. The Pareto front joins those that no other beats, with more of the one and less of the other;
its members are numbered, and named in the bars below.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.ranking import pareto_front
from iliopsoas.report.figures.sheet import Array, Panel, PlotBars, PlotCurve, Sheet

GAIN = "share_of_maximum"
PRICES = {
    "A": ("hip_contact_bw", "hip contact force [body weights]"),
    "B": ("lumbar_compression_n", "lumbar compression [N]"),
}
"""Panels of points: the load on the horizontal axis, and what it is called."""
NAMES = {"A": "C", "B": "D"}
"""Below each of them the panel that names its front."""
KINDS = {
    "calm": ("calm, activate", "#56B4E9", "circle"),
    "activate": ("calm, activate", "#56B4E9", "circle"),
    "stretch": ("stretch", "#009E73", "triangle-down"),
    "strengthen": ("strengthen", "#D55E00", "circle"),
    "load": ("load", "#7A0177", "triangle-up"),
    "trunk": ("trunk, low back", "#E69F00", "diamond"),
    "low back": ("trunk, low back", "#E69F00", "diamond"),
    "function": ("function, daily", "#555555", "circle"),
    "daily": ("function, daily", "#555555", "circle"),
}
"""Group of the library -> name, colour and marker of its points."""
FRONT = "#0072B2"
LEAST_NAMED = 0.05
"""Share of the maximum from which an exercise may stand on the front [-] (technical)."""
BESIDE = 0.035
"""How far to the left of its point a number stands, as a share of the axis (technical)."""
LONGEST = 32
"""Letters of a name beside its bar (technical)."""


def exercise_sheet(cards: Sequence[LoadCard], title: str = "What exercises ask, and what they cost") -> Sheet:
    """Points of all cards against hip and lumbar load, with the Pareto front of each named.

    Args:
        cards: of one person; at least one.
    """
    panels = {}
    for key, (price, name) in PRICES.items():
        front = pareto_front([card for card in cards if card.band(GAIN).value >= LEAST_NAMED], GAIN, price)
        panels[key] = _points(cards, front, price, name, legend=key == "B")
        panels[NAMES[key]] = _named(front, price, name)
    caption = (
        "Peaks over one repetition. Share: largest moment of the hip flexors over the own maximum at that joint "
        "angle. Blue line: no other exercise asks more of the hip flexors for less load. Hollow: beyond this "
        "person's capacity. Simulated, for a professional; not a diagnosis."
    )
    return Sheet(title, caption, ("AB", "AB", "CD"), dict(sorted(panels.items())), 1300, 900)


def _points(cards: Sequence[LoadCard], front: Sequence[LoadCard], price: str, name: str, *, legend: bool) -> Panel:
    """All exercises, and the line through the front."""
    curves = []
    if front:
        curves.append(PlotCurve("Pareto front", *_places(front, price), FRONT, "solid", 1.6))
    for kind, colour, marker in dict.fromkeys(KINDS.values()):
        mine = [card for card in cards if KINDS[find_movement(card.exercise).group][0] == kind]
        if mine:
            curves.append(PlotCurve(kind, *_places(mine, price), colour, "none", marker=marker))
    for card in cards:  # on top, each with its own name for the pointer
        _, colour, marker = KINDS[find_movement(card.exercise).group]
        place = _places([card], price)
        curves.append(
            PlotCurve(card.title, *place, colour, "none", marker=marker, hollow=not card.can_do, legend=False)
        )
    wide = max((card.band(price).value for card in cards), default=1.0)
    notes = [
        (card.band(price).value - (1.6 if k > 9 else 1.0) * BESIDE * wide, _percent(card), str(k), FRONT)
        for k, card in enumerate(front, start=1)
    ]
    high = max((_percent(card) for card in cards), default=0.0)
    limits = (-3.0, max(1.4 * high, 20.0))  # room for the legend
    title = "All exercises; the front is named below"
    return Panel(title, name, "share of own maximum [%]", curves, notes=notes, legend=legend, limits=limits)


def _named(front: Sequence[LoadCard], price: str, name: str) -> Panel:
    """The front's exercises by name, the cheapest first."""
    names = tuple(f"{_brief(card.title)}  {k}" for k, card in enumerate(front, start=1))
    bars = PlotBars(names, (("", np.array([card.band(price).value for card in front]), FRONT),))
    return Panel("Pareto front, least load first", name, "", bars=bars, legend=False)


def _brief(title: str) -> str:
    """A title of few letters."""
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1].rstrip()}…"


def _places(cards: Sequence[LoadCard], price: str) -> tuple[Array, Array]:
    """Load and share [%] of cards."""
    return np.array([card.band(price).value for card in cards]), np.array([_percent(card) for card in cards])


def _percent(card: LoadCard) -> float:
    return 100.0 * card.band(GAIN).value
