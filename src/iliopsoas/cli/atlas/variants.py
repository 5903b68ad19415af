"""`iliopsoas atlas --variants`: how people differ, how often, and what it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from iliopsoas.cli.text import answer, table

if TYPE_CHECKING:
    from iliopsoas.atlas.variants.records import Variant

PER = {
    "person": "of people, at least one side",
    "both": "of people, both sides",
    "side": "of sides",
    "carrier": "of carriers",
}
"""What a prevalence is a share of."""


def answer_variants(*, as_json: bool) -> None:
    """Every variant with its prevalence."""
    from iliopsoas.atlas.variants.catalogue import variants

    known = variants()
    answer(lambda: [_as_data(v) for v in known], lambda: _tell(known), as_json=as_json)


def _as_data(v: Variant) -> dict[str, Any]:
    return {
        "name": v.name,
        "feature": v.feature,
        "title": v.title,
        "prevalences": [
            {
                "value": p.value,
                "low": p.low,
                "high": p.high,
                "n": p.n,
                "of": p.per,
                "population": p.population,
                "source": p.source,
                "kind": p.kind,
            }
            for p in v.prevalences
        ],
        "effects": [type(e).__name__ for e in v.effects],
    }


def _tell(known: tuple[Variant, ...]) -> None:
    rows = [
        (
            v.name,
            f"{100 * v.prevalence.value:.0f} % ({100 * v.prevalence.low:.0f} to {100 * v.prevalence.high:.0f})",
            PER[v.prevalence.per],
            v.prevalence.kind,
            v.prevalence.source,
            "changes the body" if v.effects else "no mechanical effect",
        )
        for v in known
    ]
    table(["variant", "prevalence", "", "kind", "source", ""], rows)
