"""`iliopsoas analyze`: muscle forces and joint loads of a movement, with a report."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.conditions import PHYSICIAN, Conditions
from iliopsoas.cli.options import Age, AsJson, Sex
from iliopsoas.study.question import Person, body_and_motion, wishes

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.adaptation.adapted import Adapted
    from iliopsoas.body.body import Body

SLIGHT = 0.005
"""Contact forces below this are not told [body weights]."""
PERIODIC = ("walk", "run")
"""Movements of three cycles, of which the middle one is analysed."""


def analyze(
    movement: Annotated[
        str,
        typer.Argument(
            help="A movement of the library (see `movements`), a coordinate file (.mot, .sto) or markers (.c3d, .trc)."
        ),
    ],
    grf: Annotated[Path | None, typer.Option(help="Force-plate file (.mot, .sto) of the same trial.")] = None,
    static: Annotated[Path | None, typer.Option(help="Standing trial (.c3d, .trc) with the same markers.")] = None,
    marker_set: Annotated[str | None, typer.Option(help="Marker set; default recognised by the labels.")] = None,
    mass: Annotated[float | None, typer.Option(help="Body mass [kg]; default the file's, else 75.")] = None,
    height: Annotated[
        float | None, typer.Option(help="Stature [m]; default the file's or from the markers, else 1.75.")
    ] = None,
    sex: Sex = "male",
    age: Age = 30.0,
    side: Annotated[str | None, typer.Option(help="Side of a movement of the library: right or left.")] = None,
    cuff: Annotated[float | None, typer.Option(help="Weight at the ankle [kg], where the movement takes one.")] = None,
    band: Annotated[str | None, typer.Option(help="Colour of the elastic band, where the movement takes one.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="Another parameter of the movement: NAME=VALUE.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder for result.nc, summary.json and index.html.")] = Path("out"),
    filter_hz: Annotated[float, typer.Option("--filter", help="Low-pass of the coordinates [Hz]; 0 for none.")] = 6.0,
    start: Annotated[float | None, typer.Option("--from", help="Start of the part to analyse [s].")] = None,
    end: Annotated[float | None, typer.Option("--to", help="End of the part to analyse [s].")] = None,
    rate: Annotated[float | None, typer.Option(help="Frames a second; default as recorded.")] = None,
    p: Annotated[int, typer.Option("--p", help="Exponent of the recruitment cost, 2 or 3.")] = 2,
    variant: Annotated[
        list[str] | None, typer.Option(help="An anatomical variant: NAME, NAME:r or NAME:l (see `atlas --variants`).")
    ] = None,
    condition: Conditions = None,
    adapt: Annotated[
        bool, typer.Option("--adapt", help="Analyse the nearest movement that the conditions allow instead.")
    ] = False,
    plate: Annotated[list[str] | None, typer.Option(help="Which foot a plate belongs to: NAME=r or NAME=l.")] = None,
    predict_contact: Annotated[
        bool, typer.Option("--predict-contact", help="Hide the plates, predict the forces under the feet, compare.")
    ] = False,
    seat: Annotated[bool, typer.Option("--seat", help="An unmeasured seat carries part of the body.")] = False,
    as_json: AsJson = False,
) -> None:
    """Muscle forces and joint loads of a movement, with a report."""
    from iliopsoas.adaptation.adapt import adapt as adapt_to
    from iliopsoas.body.body import Body
    from iliopsoas.errors import InputError
    from iliopsoas.mechanics.analyze import analyze as run
    from iliopsoas.results.differences import variants_in_words

    _check_options(filter_hz, rate, out)
    person = Person(mass, height, sex, age, tuple(variant or ()))
    how = wishes(side, settings or [], cuff=cuff, band=band)
    body, motion = body_and_motion(movement, grf, static, marker_set, person, how)
    body = body.with_conditions(condition or ())
    if adapt and not body.conditions:
        raise InputError("--adapt needs something to adapt to: add --condition, for instance --condition tightness=0.8")
    if motion.name in PERIODIC and start is None and end is None:
        third = motion.duration / 3.0
        start, end = third, 2.0 * third
    options: dict[str, Any] = {
        "exponent": p,
        "cutoff_hz": filter_hz or None,
        "rate_hz": rate,
        "start": start,
        "end": end,
        "plates": _plates(plate or []),
        "predict_contact": predict_contact,
        "seat": seat,
    }
    recorded, asked, adapted = motion, options, None
    if adapt:
        adapted = adapt_to(body, motion, cutoff_hz=filter_hz or None, plates=options["plates"], start=start, end=end)
        motion, options = adapted.motion, {**options, "start": adapted.when(start), "end": adapted.when(end)}
        if adapted.loads == "predicted" and adapted.changed:  # like is compared with like
            asked = {**asked, "predict_contact": True}
    with _Progress(quiet=as_json) as progress:
        result = run(body, motion, progress=progress, **options)
        if body.variants:
            plain = run(Body.build(body.subject, conditions=body.conditions), motion, **options)
            result.attrs["notes"] += "\n" + variants_in_words(result, plain, body.variants)
        healthy = run(body.healthy(), recorded, **asked) if body.conditions else None
    summary = _write(result, body, out, healthy, adapted)
    if as_json:
        sys.stdout.write(json.dumps(summary, indent=1) + "\n")
    else:
        _tell(summary, out)


def _check_options(filter_hz: float, rate: float | None, out: Path) -> None:
    from iliopsoas.errors import FileError, InputError

    if out.exists() and not out.is_dir():
        raise FileError(out, "this is a file; --out takes a folder")
    if filter_hz < 0:
        raise InputError(f"--filter is {filter_hz:g} Hz; give a positive cut-off, or 0 for none")
    if rate is not None and not 10 <= rate <= 10000:
        raise InputError(f"--rate is {rate:g}; it must lie between 10 and 10000 frames a second")


def _plates(given: list[str]) -> dict[str, str]:
    from iliopsoas.errors import InputError

    out = {}
    for item in given:
        name, _, side = item.rpartition("=")
        if not name or side not in ("r", "l"):
            raise InputError(f"--plate is '{item}'; write NAME=r or NAME=l, for instance ground_force=r")
        out[name] = f"calcn_{side}"
    return out


def _write(
    result: xr.Dataset, body: Body, out: Path, healthy: xr.Dataset | None = None, adapted: Adapted | None = None
) -> dict[str, Any]:
    """Everything a run leaves behind; each file appears whole. `healthy`: the same without conditions; `adapted`: how
    the movement was adapted to them."""
    from iliopsoas.adaptation.compare import compare_adapted, in_one_sentence
    from iliopsoas.atlas.cite import bibliography
    from iliopsoas.files import write_text
    from iliopsoas.function.strength_change import strength_differences
    from iliopsoas.report import REPORT_SOURCES, write_report
    from iliopsoas.results.differences import differences, differences_as_data, differences_in_words
    from iliopsoas.results.store import save
    from iliopsoas.results.summary import summarise

    found = [] if healthy is None else [*differences(result, healthy), *strength_differences(body)]
    if found and adapted is None:
        result.attrs["notes"] += "\n" + differences_in_words(found, ", ".join(body.conditions))
    if adapted is not None and healthy is not None:
        found = [*compare_adapted(adapted, result, healthy), *strength_differences(body)]
        new = [] if adapted.changed else list(adapted.notes)
        result.attrs["notes"] += "\n".join(["", *new, in_one_sentence(found, adapted)])
    summary = summarise(result, body) | ({"changes": differences_as_data(found)} if found else {})
    summary |= {"adaptation": adapted.summary()} if adapted is not None else {}
    save(result, out / "result.nc")
    write_text(out / "summary.json", json.dumps(summary, indent=1) + "\n")
    keys = {*result.attrs["sources"].split(), *REPORT_SOURCES}
    write_report(result, body, out / "index.html", bibliography=bibliography(keys), healthy=healthy, adapted=adapted)
    return summary


def _tell(summary: dict[str, Any], out: Path) -> None:
    from iliopsoas.results.unbalanced_moments import unbalanced_in_words

    for note in summary["notes"]:
        typer.echo(f"  {note}")
    typer.echo(f"{summary['frames']} frames, {summary['muscles']} strands, {summary['ms_per_frame']:.2f} ms a frame")
    for side, name in (("r", "right"), ("l", "left")):
        peaks = ", ".join(f"{bw:.2f}" for bw in summary["hip_contact_force_bw"][side].values() if bw is not None)
        force = summary["iliopsoas_force_n"][side]
        typer.echo(
            f"{name:5} hip {peaks} body weights at its peaks; psoas major up to {force['psoas_major']:.0f} N, "
            f"iliacus up to {force['iliacus']:.0f} N"
        )
    worst = max(summary["reserve_share"].items(), key=lambda item: item[1])
    typer.echo(
        f"largest reserve {100 * worst[1]:.1f} % ({worst[0]}), "
        f"residual force {100 * summary['residual_force_bw']:.1f} % of body weight"
    )
    for row in summary["lacking"]:
        typer.echo(f"  {unbalanced_in_words(row)}")
    touched = ", ".join(f"{name} {bw:.2f}" for name, bw in summary["contact_force_bw"].items() if bw >= SLIGHT)
    typer.echo(f"largest contact forces [body weights]: {touched or 'none'}")
    for side, found in summary.get("measured_vs_predicted", {}).items():
        typer.echo(
            f"predicted against measured, {'right' if side == 'r' else 'left'}: vertical force "
            f"r {found['vertical_force_r']:.3f}, {100 * found['vertical_force_rmse_bw']:.1f} % of body weight (RMS); "
            f"hip flexion moment r {found['hip_flexion_moment_r']:.3f}"
        )
    for load in summary.get("pain", []):
        if load["largest"] > 1.0:
            typer.echo(
                f"painful: {load['threshold']} reaches {load['largest']:.2f} of its threshold at {load['at_s']:.2f} s "
                f"and lies above it {100 * load['painful_share']:.0f} % of the time"
            )
    if summary.get("conditions"):
        typer.echo(PHYSICIAN)
    typer.echo(f"report: {out / 'index.html'}")


class _Progress:
    """A bar on stderr for long work; silent where nobody watches."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet or not sys.stderr.isatty()

    def __enter__(self) -> Any:
        if self.quiet:
            return None
        from rich.console import Console
        from rich.progress import Progress, TextColumn

        self._bar = Progress(TextColumn("{task.completed:.0f} frames"), console=Console(stderr=True), transient=True)
        self._bar.start()
        task = self._bar.add_task("frames", total=None)
        return lambda done: self._bar.update(task, completed=done)

    def __exit__(self, *_: object) -> None:
        if not self.quiet:
            self._bar.stop()
