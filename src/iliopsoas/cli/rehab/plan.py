"""`iliopsoas rehab plan`: a graded programme with its reasons, or why a physician comes first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import PHYSICIAN, answer

if TYPE_CHECKING:
    from iliopsoas.rehab.programme.changes import PlanChanges
    from iliopsoas.rehab.programme.forecast import Forecast, PlanForecast
    from iliopsoas.rehab.programme.plan import Plan
    from iliopsoas.rehab.programme.profile import Profile

LOADS = "Compute what each exercise loads; without, capacity is not checked and caps refuse everything."
LEAST_SHOWN = 0.02
"""Change in a forecast, of the start or in degrees, below which it is told as none (technical)."""


def rehab_plan(
    profile: Annotated[Path, typer.Argument(help="PROFILE.toml, or a PLAN.toml that was written before, to check it.")],
    out: Annotated[Path | None, typer.Option(help="Write the plan as TOML that can be edited.")] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set", help="slr.repetitions=10, slr_cuff.cuff=1, load.weeks=8, load.with=slr_cuff, cap.hip=3 ..."
        ),
    ] = None,
    without: Annotated[list[str] | None, typer.Option(help="Leave an exercise out; repeatable.")] = None,
    loads: Annotated[bool, typer.Option(help=LOADS)] = True,
    draws: Annotated[int, typer.Option(min=20, help="Draws of each load's band.")] = 20,
    as_json: AsJson = False,
) -> None:
    """A graded programme for a person: phases, exercises, doses, reasons, refusals and a forecast as bands."""
    from iliopsoas.errors import InputError
    from iliopsoas.files import read_text
    from iliopsoas.rehab.programme.changes import read_changes
    from iliopsoas.rehab.programme.forecast import forecast_plan
    from iliopsoas.rehab.programme.plan_data import plan_as_data
    from iliopsoas.rehab.programme.plan_file import is_plan, plan_from_text, write_plan
    from iliopsoas.rehab.programme.planner import make_plan
    from iliopsoas.rehab.programme.profile_file import profile_from_text

    changed = read_changes(changes or (), without or ())
    text = read_text(profile)
    if is_plan(text):
        if changes or without:
            raise InputError("--set and --without change a profile's plan; edit this plan file itself")
        plan = plan_from_text(text, str(profile))
        if loads:
            plan = plan_from_text(text, str(profile), _cards(plan.profile, None, draws, quiet=as_json))
    else:
        who = profile_from_text(text, str(profile))
        plan = make_plan(who, _cards(who, changed, draws, quiet=as_json) if loads else None, changed)
    forecast = forecast_plan(plan) if plan.exercises else None
    if out is not None:
        write_plan(plan, out)
        typer.echo(f"plan: {out}", err=True)

    def data() -> dict[str, Any]:
        return plan_as_data(plan) | {"forecast": None if forecast is None else forecast.as_data()}

    answer(data, lambda: _tell(plan, forecast), as_json=as_json)


def _cards(profile: Profile, changes: PlanChanges | None, draws: int, *, quiet: bool) -> Any:
    """A source of cards that tells on stderr how far it is."""
    from iliopsoas.rehab.programme.person_cards import PersonCards

    def told(done: int, of: int) -> None:
        typer.echo(f"\rload cards: {done} of {of}" + ("\n" if done == of else ""), err=True, nl=False)

    import sys

    watched = sys.stderr.isatty() and not quiet
    return PersonCards(profile, changes, draws=draws, progress=told if watched else None)


def _tell(plan: Plan, forecast: PlanForecast | None) -> None:
    for referral in plan.see_physician:
        typer.echo(f"SEE A PHYSICIAN ({referral.how_soon}): {referral.words}")
    if plan.rest:
        typer.echo(f"Rest: {plan.rest}")
    for phase in plan.phases:
        typer.echo(f"\n{phase.name}, {phase.weeks} weeks. Go on when: {phase.progress_when} {phase.note}".rstrip())
        for exercise in phase.exercises:
            side = "" if exercise.side == "both" else f", {exercise.side}"
            typer.echo(f"  {exercise.exercise}{side}: {exercise.dose.words}\n      {exercise.reason}")
    if plan.refused:
        typer.echo("\nNot in the plan:")
    for refusal in plan.refused:
        instead = f" Instead: {refusal.instead}." if refusal.instead else ""
        typer.echo(f"  {refusal.exercise} [{refusal.rule}]: {refusal.reason.rstrip('.')}.{instead}")
    typer.echo(f"\nStop rule: {plan.stop_rule}")
    for advice in plan.advice:
        typer.echo(f"{advice.name}: {advice.words} What is known: {advice.known}")
    for name, found in (forecast._asdict() if forecast else {}).items():
        if found is not None:
            typer.echo(f"Forecast of {name}: {_band_words(found)}")
    typer.echo("")
    for note in plan.notes:
        typer.echo(note)
    typer.echo(PHYSICIAN)


def _band_words(forecast: Forecast) -> str:
    end = float(forecast.weeks[-1])
    if forecast.at(end).high - forecast.at(0.0).value < LEAST_SHOWN:
        return "no change to expect; what is planned asks too little of it"
    weeks = sorted({min(6.0, end), end})
    told = [f"week {week:g}: {forecast.at(week).low:.2f} to {forecast.at(week).high:.2f}" for week in weeks]
    return f"{'; '.join(told)} {forecast.unit} (5th to 95th percentile), if done as written"
