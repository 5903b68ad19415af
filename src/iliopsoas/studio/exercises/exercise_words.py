"""Load cards, rankings and plans as Markdown of the panel."""

from __future__ import annotations

import math
from collections.abc import Sequence

from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.rehab.cards.ranking import Rank, ranked
from iliopsoas.rehab.programme.plan import Plan

CARD_LOADS = ("share_of_maximum", "iliopsoas_force_n", "bursa_force_n", "tendon_strain", "hip_contact_bw",
              "lumbar_compression_n", "lumbar_shear_n")  # fmt: skip
"""Loads that a card of the panel tells."""
MOST_RANKED = 15
"""Exercises of a ranking that are told (technical)."""


def card_words(card: LoadCard) -> str:
    """A load card as a table, peaks with the band of people like this one."""
    rows = ["| peak | value | 5th to 95th percentile |", "|---|---:|---|"]
    for key in CARD_LOADS:
        name, band = load_name(key), card.loads[key]
        unit = "" if name.unit == "-" else f" {name.unit}"
        rows.append(f"| {name.title} | {band.value:.3g}{unit} | {band.low:.3g} to {band.high:.3g} |")
    can = "Within this person's strength." if card.can_do else f"**Cannot be done:** {card.limited_by}."
    pain = [f"**Hurts:** {p.threshold} at {100 * p.ratio.value:.0f} % of what hurts." for p in card.hurts]
    measured = [
        f"Measured in {m.people} people ({m.doing}): {m.joint} {m.low:.1f} to {m.high:.1f} body weights; {m.verdict}."
        for m in card.measured
    ]
    return "\n".join([f"**{card.title}**", "", *rows, "", " ".join([can, *pain, *measured])])


def ranking_words(cards: Sequence[LoadCard], rank: Rank) -> str:
    """Exercises by a criterion, the largest first."""
    rows = ["| exercise | value | iliopsoas [N] | lumbar [N] | hip [BW] |", "|---|---:|---:|---:|---:|"]
    for card in ranked(cards, rank)[:MOST_RANKED]:
        value = rank.of(card)
        told = f"{value:.3g}" if math.isfinite(value) else "-"
        loads = [card.loads[k].value for k in ("iliopsoas_force_n", "lumbar_compression_n", "hip_contact_bw")]
        cannot = "" if card.can_do else " (cannot)"
        rows.append(f"| {card.title}{cannot} | {told} | {loads[0]:.0f} | {loads[1]:.0f} | {loads[2]:.1f} |")
    return "\n".join([f"**By {rank.text}**, the largest first", "", *rows])


def plan_words(plan: Plan) -> str:
    """A plan: who sees a physician first, phases with exercises and reasons, the stop rule."""
    out = [f"**See a physician ({r.how_soon}):** {r.words}" for r in plan.see_physician]
    if plan.rest:
        out.append(f"**Rest:** {plan.rest}")
    for phase in plan.phases:
        lines = [f"**{phase.name}, {phase.weeks} weeks.** Go on when: {phase.progress_when}", ""]
        for exercise in phase.exercises:
            side = "" if exercise.side == "both" else f", {exercise.side}"
            lines.append(f"* {exercise.exercise}{side}: {exercise.dose.words} {exercise.reason}")
        out.append("\n".join(lines))
    refused = [f"* {r.exercise}: {r.reason}" for r in plan.refused]
    if refused:
        out.append("\n".join(["**Not in the plan**", "", *refused]))
    out.append(f"**Stop rule:** {plan.stop_rule}")
    return "\n\n".join(out)
