"""`iliopsoas assess`: clinical tests, simulated, each with its verdict and what the verdict is worth."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli_conditions import PHYSICIAN, Conditions
from iliopsoas.cli_options import AGE, HEIGHT, MASS, SEX, Age, AsJson, Height, Mass, Sex
from iliopsoas.cli_text import print_json, short, table

if TYPE_CHECKING:
    from iliopsoas.assessment.outcome import Assessment, Reading
    from iliopsoas.atlas.assessments import Norm
    from iliopsoas.body.body import Body

SIDES = {"r": "right", "l": "left"}
RED_FLAGS = (
    "Red flags (fever, weight loss, a hot joint, no weight on the leg, numb skin at the seat; "
    "all: iliopsoas conditions): see a physician."
)
ALL = "all"


def assess(
    name: Annotated[str | None, typer.Argument(help="A test, or all; without it the tests are listed.")] = None,
    condition: Conditions = None,
    side: Annotated[str, typer.Option(help="Side that is tested: r or l.")] = "r",
    height: Height = HEIGHT,
    mass: Mass = MASS,
    sex: Sex = SEX,
    age: Age = AGE,
    figure: Annotated[Path | None, typer.Option(help="Also draw the position: FILE.png or .svg.")] = None,
    as_json: AsJson = False,
) -> None:
    """Clinical tests on a simulated body: what would be read, what is normal, what else could be behind it."""
    if name is None:
        _list(as_json)
        return
    _check_figure(name, figure)
    from iliopsoas.assessment.assess import assess as run
    from iliopsoas.assessment.assess import assess_all, check_side
    from iliopsoas.atlas.assessments import clinical_test

    check_side(side)
    if name != ALL:
        clinical_test(name)
    body = _body(height, mass, sex, age, condition)
    if name == ALL:
        found = assess_all(body, side)
        if as_json:
            print_json([as_data(a) for a in found])
        else:
            _tell_all(found, side)
        return
    one = run(body, name, side)
    if figure is not None:
        from iliopsoas.report.assessment_figure import write_position

        write_position(one, body, figure)
        typer.echo(f"figure: {figure}", err=True)
    if as_json:
        print_json(as_data(one))
    else:
        _tell(one)


def _check_figure(name: str, figure: Path | None) -> None:
    """Refuse a figure that cannot be drawn before any work is done."""
    if figure is None:
        return
    from iliopsoas.errors import InputError
    from iliopsoas.report.assessment_figure import check_suffix

    if name == ALL:
        raise InputError("--figure draws one test; name the test instead of all")
    check_suffix(figure)


def _body(height: float, mass: float, sex: str, age: float, condition: list[str] | None) -> Body:
    from iliopsoas.body.body import Body
    from iliopsoas.body.subject import Subject

    subject = Subject(height=height, mass=mass, sex=sex, age=age)  # type: ignore[arg-type]
    return Body.build(subject, conditions=condition or ())


def _list(as_json: bool) -> None:
    from iliopsoas.atlas.assessments import SCREENS, clinical_tests

    tests = clinical_tests()
    if as_json:
        print_json(
            [
                {
                    "name": t.name,
                    "aliases": list(t.aliases),
                    "title": t.title,
                    "screens": SCREENS[t.screens],
                    "how": t.how,
                    "measurement": t.quantities[0].measurement,
                    "unit": t.quantities[0].unit,
                }
                for t in tests
            ]
        )
        return
    for t in tests:
        typer.echo(f"{' / '.join([t.name, *t.aliases])}: {t.title} [{SCREENS[t.screens]}]\n    {t.how}")
        typer.echo(f"    value: {t.quantities[0].measurement} [{t.quantities[0].unit}]")
    _end()


def _tell(found: Assessment) -> None:
    from iliopsoas.atlas.assessments import SCREENS
    from iliopsoas.atlas.cite import bibliography

    test = found.test
    typer.echo(f"{test.title}, {SIDES[found.side]} side [{SCREENS[test.screens]}]\n    {test.how}")
    for reading in found.readings:
        typer.echo(f"  {_line(reading)}")
        for part in (reading.norm, reading.quantity.mdc):
            if part is not None and reading is found.main:
                what = "normal" if part is reading.norm else "measurement error"
                typer.echo(f"      {what} [{part.kind}, {part.source}]: {part.note}")
    typer.echo(f"  verdict: {found.verdict}")
    if test.accuracy is None:
        typer.echo("  sensitivity and specificity: none published that we saw")
    else:
        a = test.accuracy
        typer.echo(
            f"  sensitivity {_range(*a.sensitivity)}, specificity {_range(*a.specificity)} for {a.what} "
            f"[{a.kind}, {a.source}]: {a.note}"
        )
    typer.echo(f"  the same reading can come from: {'; '.join(test.other_causes)}")
    for note in found.notes:
        typer.echo(f"  {note}")
    for key, s in test.settings.items():
        typer.echo(f"  assumed: {key} {s.value:g} {s.unit} [{s.kind}, {s.source}]: {s.note}")
    for line in bibliography(found.sources):
        typer.echo(f"    {line}")
    _end()


def _line(reading: Reading) -> str:
    q = reading.quantity
    healthy = "" if reading.healthy is None else f" (healthy {_number(reading.healthy)})"
    mdc = "" if reading.mdc is None else f"; smallest detectable change {_number(reading.mdc)}"
    verdict = "; ".join(part for part in (reading.verdict, reading.change) if part)
    return (
        f"{q.measurement}: {_number(reading.value)} {q.unit}{healthy}; normal {_normal(reading.norm)}{mdc}: {verdict}"
    )


def _tell_all(found: tuple[Assessment, ...], side: str) -> None:
    rows = []
    for a in found:
        healthy = "" if a.main.healthy is None else _number(a.main.healthy)
        mdc = "" if a.main.mdc is None else _number(a.main.mdc)
        rows.append([a.test.name, _number(a.value), healthy, a.unit, _normal(a.main.norm), mdc, a.verdict])
    of = ", ".join(found[0].conditions) or "nothing wrong"
    typer.echo(f"All tests, {SIDES[found[0].side]} side, a body with {of}:")
    table(["test", "value", "healthy", "unit", "normal", "MDC", "verdict"], rows)
    _end()


def _end() -> None:
    typer.echo(f"{PHYSICIAN}\n{RED_FLAGS}")


def _number(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.0f}" if abs(value) >= 200 else f"{value:.1f}"


def _range(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _normal(norm: Norm | None) -> str:
    if norm is None:
        return "not published"
    if math.isnan(norm.low) and math.isnan(norm.high):
        return f"about {norm.typical:g}"
    if math.isnan(norm.high):
        return f"from {_number(norm.low)}"
    if math.isnan(norm.low):
        return f"to {_number(norm.high)}"
    return f"{_number(norm.low)} to {_number(norm.high)}"


def as_data(found: Assessment) -> dict[str, Any]:
    """An assessment for JSON; what is not published is null."""
    from iliopsoas.atlas.assessments import SCREENS

    test, accuracy = found.test, found.test.accuracy
    first = _reading_data(found.main)
    return {
        "name": test.name,
        "title": test.title,
        "screens": SCREENS[test.screens],
        "side": found.side,
        "conditions": list(found.conditions),
        **first,
        "verdict": found.verdict,
        "sensitivity": None if accuracy is None else list(accuracy.sensitivity),
        "specificity": None if accuracy is None else list(accuracy.specificity),
        "accuracy": None
        if accuracy is None
        else {"what": accuracy.what, "source": accuracy.source, "kind": accuracy.kind, "note": accuracy.note},
        "readings": {r.quantity.key: _reading_data(r) for r in found.readings},
        "assumed": {
            key: {"value": s.value, "unit": s.unit, "kind": s.kind, "source": s.source, "note": s.note}
            for key, s in test.settings.items()
        },
        "other_causes": list(test.other_causes),
        "notes": list(found.notes),
        "sources": list(found.sources),
        "not_a_diagnosis": f"{PHYSICIAN} {RED_FLAGS}",
    }


def _reading_data(reading: Reading) -> dict[str, Any]:
    norm, error = reading.norm, reading.quantity.mdc
    return {
        "measurement": reading.quantity.measurement,
        "value": short(reading.value),
        "unit": reading.quantity.unit,
        "healthy": None if reading.healthy is None else short(reading.healthy),
        "normal": None
        if norm is None
        else {
            "low": short(norm.low),
            "high": short(norm.high),
            "typical": short(norm.typical),
            "source": norm.source,
            "kind": norm.kind,
            "note": norm.note,
        },
        "mdc": None if reading.mdc is None else short(reading.mdc),
        "mdc_about": None if error is None else {"source": error.source, "kind": error.kind, "note": error.note},
        "verdict": "; ".join(part for part in (reading.verdict, reading.change) if part),
    }
