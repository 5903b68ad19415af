"""`iliopsoas rehab progress`: what the diary says so far, beside the smallest change that can be detected."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.rehab.given_plan import Database, Given, given_profile, open_diary, sessions_per_week
from iliopsoas.cli.rehab.log import entry_as_data
from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import PHYSICIAN, answer, short, table

if TYPE_CHECKING:
    from iliopsoas.rehab.diary.progress import OutcomeCourse, Progress


def rehab_progress(
    profile: Given,
    plan: Annotated[
        Path | None, typer.Option(help="The PLAN.toml that says how many sessions a week there are.")
    ] = None,
    history: Annotated[bool, typer.Option(help="Also every entry ever written, corrected ones too.")] = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Sessions, pain and measures; a change is told only where it is more than the measure's error."""
    from iliopsoas.rehab.diary.progress import progress_of

    who = given_profile(profile)
    per_week = sessions_per_week(plan or profile)
    with open_diary(database) as diary:
        found = progress_of(who.identity, diary.entries(who.identity), rule=who.stop_rule, per_week=per_week)
        written = diary.history(who.identity) if history else ()
    data = _as_data(found) | ({"history": [entry_as_data(e) for e in written]} if history else {})

    def tell() -> None:
        _tell(found)
        for entry in written:
            state = "taken back" if entry.withdrawn else f"replaces {entry.replaces[:8]}" if entry.replaces else ""
            typer.echo(f"  {entry.id}  {entry.day}  {state}")

    answer(data, tell, as_json=as_json)


def _as_data(found: Progress) -> dict[str, Any]:
    return {
        "person": found.person,
        "rule": found.rule,
        "adherence": None if found.adherence is None else short(found.adherence),
        "weeks": [
            {
                "begins": w.begins.isoformat(),
                "sessions": w.sessions,
                "planned": w.planned,
                "repetitions": dict(w.repetitions),
            }
            for w in found.weeks
        ],
        "outcomes": [_course_as_data(c) for c in found.outcomes],
        "sessions": [
            {**entry_as_data(e), "pain": found.verdicts[e.id]._asdict() if e.id in found.verdicts else None}
            for e in found.entries
        ],
        "warning_signs": [{"day": e.day.isoformat(), "signs": list(e.red_flags or ())} for e in found.flags],
    }


def _course_as_data(course: OutcomeCourse) -> dict[str, Any]:
    return {
        "measure": course.measure,
        "side": course.side,
        "unit": course.unit,
        "days": [d.isoformat() for d in course.days],
        "values": list(course.values),
        "change": None if course.reading is None else short(course.reading.change),
        "detectable": None if course.reading is None else course.reading.detectable,
        "reading": course.words,
    }


def _tell(found: Progress) -> None:
    if not found.entries:
        typer.echo(f"Nothing was written about '{found.person}' yet; `iliopsoas rehab log` does.")
        return
    for entry in found.flags:
        typer.echo(f"WARNING SIGN on {entry.day}: {', '.join(entry.red_flags or ())}. See a physician.")
    if found.weeks:
        rows = [(str(w.begins), w.sessions, w.planned or "not told", sum(w.repetitions.values())) for w in found.weeks]
        table(("week of", "sessions", "planned", "repetitions"), [tuple(map(str, row)) for row in rows])
    if found.adherence is not None:
        typer.echo(f"  {100 * found.adherence:.0f} % of the sessions of full weeks were done.")
    for course in found.outcomes:
        side = "" if course.side == "both" else f", {course.side}"
        limit = course.reading.detectable if course.reading is not None else None
        beside = (
            "" if limit is None else f" (a change of more than {limit:.2g} {course.unit} would be more than the error)"
        )
        told = " -> ".join(f"{v:g}" for v in (course.values[0], *course.values[-1:])[: len(course.values)])
        typer.echo(f"  {course.measure}{side}: {told} {course.unit}: {course.words}{beside}")
    for entry in found.entries:
        verdict = found.verdicts.get(entry.id)
        if verdict is not None:
            typer.echo(f"  {entry.day} {entry.id[:8]}: {verdict.advice}. {verdict.why}")
    typer.echo(PHYSICIAN)
