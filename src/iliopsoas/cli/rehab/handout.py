"""`iliopsoas rehab handout`: pages for the person, and a report for the professional."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.cli.rehab.given_plan import Database, Given, Loads, given_plan, open_diary
from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import PHYSICIAN, answer


def rehab_handout(
    profile: Given,
    out: Annotated[Path, typer.Option(help="Folder for handout.pdf and handout.html.")],
    language: Annotated[str | None, typer.Option(help="en or de; default the profile's.")] = None,
    paper: Annotated[str, typer.Option(help="a4 or letter.")] = "a4",
    large_print: Annotated[bool, typer.Option(help="Letters of 18 points.")] = False,
    report: Annotated[bool, typer.Option(help="Also report.pdf and report.html, for the professional.")] = False,
    with_diary: Annotated[bool, typer.Option(help="Put what the diary says into the report.")] = False,
    loads: Loads = True,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Exercises in plain words with pictures, doses, stop rules and when to call; PDF and HTML."""
    from iliopsoas.rehab.handout.clinician_report import write_clinician_report
    from iliopsoas.rehab.handout.handout import check_look, write_handout
    from iliopsoas.rehab.programme.forecast import forecast_plan

    check_look(paper, language)
    plan = given_plan(profile, loads=loads, quiet=as_json)
    files = list(write_handout(plan, out, paper=paper, large_print=large_print, language=language))
    if report:
        progress = None
        if with_diary:
            from iliopsoas.rehab.diary.progress import progress_of

            person = plan.profile.identity
            with open_diary(database) as diary:
                progress = progress_of(person, diary.entries(person), rule=plan.profile.stop_rule)
        forecast = forecast_plan(plan) if plan.exercises else None
        files += write_clinician_report(plan, out, forecast=forecast, progress=progress, paper=paper)

    def tell() -> None:
        for path in files:
            typer.echo(f"written: {path}")
        for referral in plan.see_physician:
            typer.echo(f"SEE A PHYSICIAN ({referral.how_soon}): {referral.words}")
        typer.echo(PHYSICIAN)

    answer({"files": [str(path) for path in files], "simulated": True}, tell, as_json=as_json)
