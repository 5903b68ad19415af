"""`iliopsoas markers`: what the markers of a file were recognised as, a set to edit, and a picture with labels."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.shared.figure import check_figure, draw
from iliopsoas.cli.shared.options import AsJson, Figure
from iliopsoas.cli.shared.text import answer, table

if TYPE_CHECKING:
    from iliopsoas.motion.marker_survey import MarkerSurvey
    from iliopsoas.report.figures.sheet import Sheet


def markers(
    trial: Annotated[Path, typer.Argument(help="Markers (.c3d, .trc).")],
    draft: Annotated[
        Path | None, typer.Option(help="Write a first guess of your own set here (.toml), to edit.")
    ] = None,
    own_set: Annotated[Path | None, typer.Option("--markers", help="Your own marker set (.toml).")] = None,
    marker_set: Annotated[str | None, typer.Option(help="Marker set; default recognised by the labels.")] = None,
    figure: Figure = None,
    as_json: AsJson = False,
) -> None:
    """What the markers of a file were recognised as; a set to edit; a picture with labels."""
    from iliopsoas.cli.shared.recording import marker_set_of
    from iliopsoas.errors import FileError
    from iliopsoas.files import refuse_foreign, write_text
    from iliopsoas.motion.marker_survey import survey_markers

    check_figure(figure)
    if draft is not None and draft.is_dir():
        raise FileError(draft, "this is a folder; --draft takes a file, for instance mine.toml")
    if draft is not None:
        refuse_foreign(draft)
    survey = survey_markers(trial, marker_set_of(marker_set, own_set))
    if draft is not None:
        write_text(draft, survey.draft())
        typer.echo(f"draft: {draft}", err=True)
    if figure is not None:
        draw(_sheet(survey), figure)
    answer(_data(survey), lambda: _tell(survey), as_json=as_json)


def _data(survey: MarkerSurvey) -> dict[str, object]:
    return {
        "trial": survey.name,
        "marker_set": survey.marker_set,
        "markers": [
            {"label": row.label, "place": row.place, "how": row.how, "seen": round(row.seen, 3)} for row in survey.rows
        ],
        "notes": list(survey.notes),
        "problem": survey.problem,
    }


def _tell(survey: MarkerSurvey) -> None:
    how = {"set": f"set {survey.marker_set}", "words": "its words", "": "not recognised"}
    rows = [(row.label, row.place, how[row.how], round(100.0 * row.seen)) for row in survey.rows]
    table(("label", "stands for", "by", "seen [%]"), rows)
    for note in survey.notes:
        typer.echo(f"- {note}")
    if survey.problem:
        typer.echo(f"No pose can be found from these markers: {survey.problem}")


def _sheet(survey: MarkerSurvey) -> Sheet:
    from iliopsoas.atlas.mirror import mirrored_landmarks
    from iliopsoas.report.figures.marker_figure import DrawnMarker, marker_sheet

    landmarks = {row.landmark for row in mirrored_landmarks()}
    drawn = [
        DrawnMarker(row.label, row.place, "landmark" if row.place in landmarks else _kind(row.place))
        for row in survey.rows
    ]
    return marker_sheet(survey.name, drawn, survey.positions)


def _kind(place: str) -> str:
    from iliopsoas.atlas.marker_sets import UNUSED

    return "unused" if place == UNUSED else "segment"
