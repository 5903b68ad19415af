"""`iliopsoas analyze`: muscle forces and joint loads of a movement, with a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.shared.options import Age, AsJson, Conditions, Sex
from iliopsoas.cli.shared.parameters import movement_parameters
from iliopsoas.cli.shared.recording import marker_set_of, recording_of, with_emg
from iliopsoas.cli.shared.text import answer

if TYPE_CHECKING:
    from iliopsoas.atlas.walking.own_norms import OwnNorms

FILES = ("result.nc", "summary.json", "index.html")
"""What the verb writes."""
CHECK = "check.png"


def analyze(
    movement: Annotated[
        str,
        typer.Argument(
            help="A movement of the library (see `movements`), your own (.toml), a coordinate file (.mot, .sto) or "
            "markers (.c3d, .trc)."
        ),
    ],
    grf: Annotated[Path | None, typer.Option(help="Force-plate file (.mot, .sto) of the same trial.")] = None,
    static: Annotated[Path | None, typer.Option(help="Standing trial (.c3d, .trc) with the same markers.")] = None,
    marker_set: Annotated[str | None, typer.Option(help="Marker set; default recognised by the labels.")] = None,
    own_set: Annotated[
        Path | None, typer.Option("--markers", help="Your own marker set (.toml), see `iliopsoas markers --draft`.")
    ] = None,
    mass: Annotated[float | None, typer.Option(help="Body mass [kg]; default the file's, else 75.3.")] = None,
    height: Annotated[
        float | None, typer.Option(help="Stature [m]; default the file's or from the markers, else 1.70.")
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
    joint_load_cost: Annotated[
        float | None,
        typer.Option(help="Cost of a squared joint load of one body weight beside the muscles' effort; 0 for none."),
    ] = None,
    weights: Annotated[
        float | None, typer.Option(help="A muscle costs (its volume)^WEIGHTS: 1 by volume, 0 all muscles alike.")
    ] = None,
    variant: Annotated[
        list[str] | None,
        typer.Option(
            help="An anatomical variant: NAME, NAME:r or NAME:l (see `atlas --variants`), or your own FILE.toml."
        ),
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
    emg: Annotated[
        Path | None, typer.Option(help="Electromyograms (.csv, .sto) on the movement's clock; a .c3d may hold its own.")
    ] = None,
    emg_muscle: Annotated[
        list[str] | None, typer.Option(help="Which muscle a channel is on: LABEL=MUSCLE, such as 'EMG 3=soleus_r'.")
    ] = None,
    norms: Annotated[
        Path | None, typer.Option(help="Your own bands for the report (.toml), see `schema norms`; default the atlas'.")
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="Accept a finding that would be refused, by the name of its check; it stays in the result."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Compute nothing: say what was read, and draw it into OUT/check.png.")
    ] = False,
    moment_arms: Annotated[
        bool, typer.Option("--moment-arms", help="Keep the moment arms of every frame: a result three times as large.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Muscle forces and joint loads of a movement, with a report."""
    from iliopsoas.errors import InputError
    from iliopsoas.study import Person

    _check_options(filter_hz, rate, out)
    bands = None if norms is None else _norms(norms)
    person = Person(height, mass, sex, age, tuple(variant or ()), tuple(condition or ()))  # type: ignore[arg-type]
    parameters = movement_parameters(settings or [], cuff=cuff, band=band)
    recording = recording_of(
        movement,
        plates=grf,
        static=static,
        marker_set=marker_set_of(marker_set, own_set),
        side=side,
        parameters=parameters,
        accept=accept or (),
    )
    recording = with_emg(recording, emg, emg_muscle or [])
    if adapt and not person.conditions:
        raise InputError("--adapt needs something to adapt to: add --condition, for instance --condition tightness=0.8")
    if check:
        from iliopsoas.cli.analyze.preview import tell_preview

        tell_preview(person, recording, out / CHECK, norms=bands, as_json=as_json)
        return
    from iliopsoas.cli.analyze.analysis_text import print_analysis
    from iliopsoas.cli.shared.progress import progress_bar
    from iliopsoas.files import replacing_folder
    from iliopsoas.report.study_report import write_study_report
    from iliopsoas.study import Options, study

    options = Options(
        start=start,
        end=end,
        cutoff_hz=filter_hz or None,
        adapt=adapt,
        rate_hz=rate,
        exponent=p,
        joint_load_cost=joint_load_cost,
        volume_power=weights,
        plates=_plates(plate or []),
        predict_contact=predict_contact,
        seat=seat,
        accept=tuple(accept or ()),
        moment_arms=moment_arms,
    )
    with replacing_folder(out, FILES) as fresh:
        with progress_bar(quiet=as_json) as progress:
            done = study(person, recording, options, progress=progress, into=fresh)
        summary = done.write_into(fresh)
        write_study_report(done, fresh, norms=bands)
        done.close()
    answer(summary, lambda: print_analysis(summary, out), as_json=as_json)


def _norms(path: Path) -> OwnNorms:
    """The user's own bands; the reader is loaded only where some are given."""
    from iliopsoas.atlas.walking.own_norms import own_norms

    return own_norms(path)


def _check_options(filter_hz: float, rate: float | None, out: Path) -> None:
    """Refuse what cannot be, in the words of the command line, before any work is done."""
    from iliopsoas.errors import FileError, InputError
    from iliopsoas.files import refuse_foreign
    from iliopsoas.study.options import HIGHEST_RATE, LOWEST_RATE

    if out.exists() and not out.is_dir():
        raise FileError(out, "this is a file; --out takes a folder")
    for name in FILES:
        refuse_foreign(out / name)
    if filter_hz < 0:
        raise InputError(f"--filter is {filter_hz:g} Hz; give a positive cut-off, or 0 for none")
    if rate is not None and not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise InputError(
            f"--rate is {rate:g}; it must lie between {LOWEST_RATE:g} and {HIGHEST_RATE:g} frames a second"
        )


def _plates(given: list[str]) -> dict[str, str]:
    """`--plate NAME=r` -> plate and segment."""
    from iliopsoas.errors import InputError

    out = {}
    for item in given:
        name, _, side = item.rpartition("=")
        if not name or side not in ("r", "l"):
            raise InputError(f"--plate is '{item}'; write NAME=r or NAME=l, for instance ground_force=r")
        out[name] = f"calcn_{side}"
    return out
