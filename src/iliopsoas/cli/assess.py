"""`iliopsoas assess`: clinical tests, simulated on a body with or without conditions."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.shared.options import HEIGHT, MASS, Age, AsJson, Conditions, Height, Mass, Sex
from iliopsoas.cli.shared.text import PHYSICIAN, print_json, short, table

if TYPE_CHECKING:
    from iliopsoas.assessment import Finding

ALL = "all"


def assess(
    test: Annotated[str | None, typer.Argument(help="A test, or 'all'; without it, the tests are listed.")] = None,
    condition: Conditions = None,
    side: Annotated[str, typer.Option(help="right or left.")] = "right",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    sex: Sex = "male",
    age: Age = 30.0,
    figure: Annotated[Path | None, typer.Option(help="Also draw it: FILE.png or .svg (one test).")] = None,
    as_json: AsJson = False,
) -> None:
    """A clinical test, simulated: what it reads, what is normal, how far to trust it, what else could be the cause."""
    from iliopsoas.atlas.assessments import assessments
    from iliopsoas.errors import InputError

    if test is None:
        _list(as_json=as_json)
        return
    if figure is not None:
        from iliopsoas.report.figures.assessment_figure import ASSESSMENT_SUFFIXES, write_assessment
        from iliopsoas.report.figures.figure_file import check_figure_suffix

        if test == ALL:
            raise InputError("--figure draws one test; name it instead of 'all'")
        check_figure_suffix(figure, ASSESSMENT_SUFFIXES)
    from iliopsoas.assessment import assess as run
    from iliopsoas.body.body import Body
    from iliopsoas.body.subject import Subject

    subject = Subject(height, mass, sex, age)  # type: ignore[arg-type]
    body = Body.build(subject, conditions=condition or ())
    found = [run(body, name, side) for name in ([a.name for a in assessments()] if test == ALL else [test])]
    if as_json:
        print_json([_as_data(f) for f in found] if test == ALL else _as_data(found[0]))
    elif test == ALL:
        _overview(found)
    else:
        _tell(found[0])
    if figure is not None:
        write_assessment(found[0], body, figure)
        typer.echo(f"figure: {figure}", err=True)


def _list(*, as_json: bool) -> None:
    from iliopsoas.atlas.assessments import assessments

    if as_json:
        keys = ("name", "title", "about", "measurement", "unit", "of")
        print_json([{key: getattr(a, key) for key in keys} for a in assessments()])
        return
    for a in assessments():
        typer.echo(f"{a.name}: {a.title} [looks at the {a.of}]\n    {a.about}\n    reads: {a.measurement} [{a.unit}]")
    typer.echo(f"\n{PHYSICIAN}")


def _overview(found: list[Finding]) -> None:
    rows = [(f.test.name, f.value, f.healthy.value, f.test.unit, _normal_words(f), f.verdict) for f in found]
    table(("test", "value", "healthy", "unit", "normal", "reading"), rows)
    typer.echo(f"  {found[0].side} side. {PHYSICIAN}")


def _tell(f: Finding) -> None:
    typer.echo(f"{f.test.title}, {f.side}: {f.value:.1f} {f.test.unit} ({f.test.measurement})")
    if f.conditions:
        typer.echo(f"  with {', '.join(f.conditions)}; healthy {f.healthy.value:.1f} {f.test.unit}")
    typer.echo(f"  {f.test.about}")
    normal = f.normal
    typer.echo(f"  normal: {_normal_words(f)}{'' if normal is None else f' ({normal[2]})'}")
    typer.echo(f"  measurement error: {'no figure was found' if f.mdc is None else f'{f.mdc:.1f} {f.test.unit}'}")
    for a in f.test.accuracies:
        typer.echo(
            f"  accuracy for {a.what_for}: sensitivity {a.sensitivity:g}, specificity {a.specificity:g}. {a.note}"
        )
    typer.echo(f"  reading: {f.verdict}")
    for line in f.beside:
        typer.echo(f"  {line}")
    for key, value in f.reading.details.items():
        typer.echo(f"    {key.replace('_', ' ')}: {value}")
    for note in f.reading.notes:
        typer.echo(f"  {note}")
    typer.echo(f"  could also be: {'; '.join(f.test.other_causes)}")
    if f.test.of == "joint":
        typer.echo("  This screens the joint, not the muscle.")
    typer.echo(f"  sources: {', '.join(f.sources)}\n  Simulated. {PHYSICIAN}")


def _normal_words(f: Finding) -> str:
    if (normal := f.normal) is None:
        return "not known"
    low, high = normal[:2]
    if math.isnan(low) or math.isnan(high):
        return f"up to {high:g}" if math.isnan(low) else f"from {low:g}"
    return f"{low:.3g} to {high:.3g}"


def _as_data(f: Finding) -> dict[str, Any]:
    normal = f.normal
    return {
        "name": f.test.name,
        "title": f.test.title,
        "side": f.side,
        "of": f.test.of,
        "conditions": list(f.conditions),
        "measurement": f.test.measurement,
        "value": short(f.value),
        "unit": f.test.unit,
        "healthy": short(f.healthy.value),
        "normal": None
        if normal is None
        else {"low": short(normal[0]), "high": short(normal[1]), "population": normal[2], "sources": list(normal[3])},
        "mdc": None if f.mdc is None else short(f.mdc),
        "accuracy": [
            {
                "what_for": a.what_for,
                "sensitivity": short(a.sensitivity),
                "specificity": short(a.specificity),
                "source": a.source,
            }
            for a in f.test.accuracies
        ],
        "mdc_about": [
            {
                "of": e.of or "value",
                "mdc": short(e.mdc),
                "unit": e.unit,
                "kind": e.kind,
                "source": e.source,
                "note": e.note,
            }
            for e in f.test.errors
        ],
        "verdict": f.verdict,
        "beside": list(f.beside),
        "details": f.reading.details,
        "notes": list(f.reading.notes),
        "other_causes": list(f.test.other_causes),
        "sources": list(f.sources),
    }
