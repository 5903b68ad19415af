"""`iliopsoas conditions`: what can be wrong, what it changes in a body, and what must be seen by a physician."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.options import AsJson
from iliopsoas.cli.text import PHYSICIAN, print_json, short

if TYPE_CHECKING:
    from iliopsoas.atlas.conditions.records import Condition, ConditionEffect


def conditions(
    name: Annotated[str | None, typer.Argument(help="One condition; default all.")] = None, as_json: AsJson = False
) -> None:
    """What can be wrong with the iliopsoas or look as if, what it changes, graded from 0 to 1, with sources."""
    from iliopsoas.atlas.conditions.catalogue import condition, red_flags
    from iliopsoas.atlas.conditions.catalogue import conditions as known

    chosen = known() if name is None else (condition(name),)
    if as_json:
        found = [_as_data(c) for c in chosen]
        print_json(found if name is None else found[0])
        return
    for c in chosen:
        _tell(c, whole=name is not None)
    if name is None:
        typer.echo("\nSigns that need a physician, whatever else is found:")
        for flag in red_flags():
            typer.echo(f"  {flag.sign}: {flag.think_of} ({flag.action})")
    typer.echo(f"\n{PHYSICIAN}")


def _tell(c: Condition, *, whole: bool) -> None:
    from iliopsoas.atlas.cite import bibliography

    mark = "  [looks like it, but is not the iliopsoas]" if c.look_alike else ""
    typer.echo(f"{c.name}: {c.title}{mark}\n    {c.plain}")
    typer.echo(f"    grade {c.typical[0]:g} to {c.typical[1]:g} is usual, {c.default:g} if none is given. {c.grade}")
    if not whole:
        typer.echo(f"    changes: {', '.join(dict.fromkeys(change.verb for change in c.changes))}")
        return
    typer.echo(f"    Found: {c.findings}")
    for change in c.changes:
        span = "" if change.low == change.high else f" ({change.low:g} to {change.high:g})"
        note = f"; {change.note}" if change.note else ""
        typer.echo(f"    {change.verb} of {_target(change)}: {change.at_1:g}{span} {_unit(change)} at grade 1, "
                   f"{_healthy(change)} when healthy [{change.kind}, {change.source}{note}]")  # fmt: skip
    for what, text in (("ICD-10-CM", c.icd10), ("Not agreed", c.contested)):
        if text:
            typer.echo(f"    {what}: {text}")
    for flag in c.red_flags:
        typer.echo(f"    See a physician: {flag}")
    for line in bibliography(c.sources):
        typer.echo(f"    {line}")


def _target(change: ConditionEffect) -> str:
    about = ("muscles", "structure", "coordinate", "target")
    found = next(getattr(change, key) for key in about if hasattr(change, key))
    text = ", ".join(found) if isinstance(found, tuple) else str(found)
    text = f"{getattr(change, 'quantity', '')} {text}".strip()
    return f"{text}, {change.end} end" if hasattr(change, "end") else text


def _unit(change: ConditionEffect) -> str:
    from iliopsoas.atlas.conditions.records import QUANTITIES, PainThreshold

    if isinstance(change, PainThreshold):
        return "of the healthy muscle's force" if change.quantity == "force" else QUANTITIES[change.quantity]
    return "" if change.unit == "1" else change.unit


def _healthy(change: ConditionEffect) -> str:
    from iliopsoas.atlas.conditions.records import PainThreshold

    return f"none (from {change.mild:g} down)" if isinstance(change, PainThreshold) else f"{change.at_0:g}"


def _as_data(c: Condition) -> dict[str, Any]:
    return {
        "name": c.name,
        "title": c.title,
        "plain": c.plain,
        "findings": c.findings,
        "grade": {"means": c.grade, "typical": list(c.typical), "default": c.default, "range": [0.0, 1.0]},
        "icd10": c.icd10 or None,
        "look_alike": c.look_alike,
        "contested": c.contested or None,
        "red_flags": list(c.red_flags),
        "excludes": list(c.excludes),
        "effects": [
            {
                "verb": change.verb,
                "target": _target(change),
                "at_1": short(change.at_1),
                "low": short(change.low),
                "high": short(change.high),
                "healthy": short(change.at_0),
                "unit": _unit(change) or "1",
                "kind": change.kind,
                "source": change.source,
                "note": change.note,
            }
            for change in c.changes
        ],
        "sources": list(c.sources),
    }
