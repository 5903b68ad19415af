"""`iliopsoas rehab log`: what was done today and how it felt; corrections; diaries of other devices."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from iliopsoas.cli.rehab.given_plan import Database, Given, PassphraseFile, given_profile, kept_plan, open_diary
from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import PHYSICIAN, answer

if TYPE_CHECKING:
    from iliopsoas.rehab.diary.diary import Diary
    from iliopsoas.rehab.diary.entries import DiaryEntry, DoneExercise, MeasuredOutcome
    from iliopsoas.rehab.programme.profile import Profile

_SETS = re.compile(r"(\d+)x(\d+)")
Rating = Annotated[int | None, typer.Option(help="0 (none) to 10 (worst).")]


def rehab_log(
    profile: Given,
    exercise: Annotated[
        list[str] | None,
        typer.Option(help="What was done: NAME[:3x10][:side=left][:load=1.5][:hold=3]; repeatable."),
    ] = None,
    pain_before: Rating = None,
    pain_during: Rating = None,
    pain_next_morning: Rating = None,
    effort: Rating = None,
    measure: Annotated[list[str] | None, typer.Option(help="A result: NAME=VALUE[:SIDE]; repeatable.")] = None,
    red_flag: Annotated[
        list[str] | None, typer.Option(help="A warning sign answered with yes (see `rehab screen`); repeatable.")
    ] = None,
    no_red_flags: Annotated[bool, typer.Option("--no-red-flags", help="All were asked, all answers are no.")] = False,
    day: Annotated[str | None, typer.Option(help="YYYY-MM-DD; default today.")] = None,
    note: Annotated[str, typer.Option(help="Free text; it stays on this machine.")] = "",
    plan: Annotated[Path | None, typer.Option(help="The PLAN.toml it belongs to.")] = None,
    correct: Annotated[
        str | None, typer.Option(help="Id of an entry: write a correction of it, what is not given stays.")
    ] = None,
    take_back: Annotated[str | None, typer.Option(help="Id of an entry: take it back.")] = None,
    merge: Annotated[
        Path | None, typer.Option(help="Add what another diary's file or a sealed backup holds, and nothing else.")
    ] = None,
    passphrase_file: PassphraseFile = None,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write an entry into the diary: append-only, checked, on this machine. Warning signs are asked each time."""
    who = given_profile(profile)
    with open_diary(database) as diary:
        if merge is not None:
            _merge(diary, merge, passphrase_file, as_json=as_json)
            return
        changes: dict[str, Any] = {
            "pain_before": pain_before,
            "pain_during": pain_during,
            "pain_next_morning": pain_next_morning,
            "effort": effort,
            "day": None if day is None else _day(day),
            "note": note or None,
            "exercises": tuple(map(done_exercise, exercise)) if exercise else None,
            "outcomes": tuple(map(measured_outcome, measure)) if measure else None,
            "plan": kept_plan(diary, plan or profile),
        }
        given = {key: value for key, value in changes.items() if value is not None}
        if take_back is not None:
            written = diary.add(_own(diary.entry(take_back), who).taken_back())
        else:
            flags = _flags(who, red_flag, none=no_red_flags, needed=correct is None)
            written = diary.add(_entry(diary, who, correct, given, flags))
        _tell(written, who, as_json=as_json)


def done_exercise(text: str) -> DoneExercise:
    """NAME[:SETSxREPETITIONS][:side=..][:load=..][:hold=..] as typed.

    Raises:
        InputError: a part that cannot be read.
    """
    from iliopsoas.atlas.movements.catalogue import find_movement
    from iliopsoas.errors import InputError
    from iliopsoas.rehab.diary.entries import DoneExercise

    name, *parts = text.split(":")
    told: dict[str, Any] = {"exercise": find_movement(name.strip()).name}
    for part in parts:
        key, _, value = (x.strip() for x in part.partition("="))
        if found := _SETS.fullmatch(part.strip()):
            told |= {"sets": int(found[1]), "repetitions": int(found[2])}
        elif key == "side" and value:
            told["side"] = value
        elif key in ("load", "hold"):
            told["load_kg" if key == "load" else "hold_s"] = _number(value, text)
        else:
            raise InputError(f"'{text}': '{part}' cannot be read; write NAME:3x10:side=left:load=1.5:hold=3")
    return DoneExercise(**told)


def measured_outcome(text: str) -> MeasuredOutcome:
    """NAME=VALUE[:SIDE] as typed.

    Raises:
        InputError: no number.
    """
    from iliopsoas.rehab.diary.entries import MeasuredOutcome

    head, _, side = text.partition(":")
    name, _, value = head.partition("=")
    return MeasuredOutcome(measure=name.strip(), value=_number(value, text), side=side.strip() or "both")


def _entry(
    diary: Diary, who: Profile, correct: str | None, given: Mapping[str, Any], flags: tuple[str, ...] | None
) -> DiaryEntry:
    from iliopsoas.errors import InputError
    from iliopsoas.rehab.diary.entries import DiaryEntry

    if correct is not None:
        changed = dict(given) if flags is None else {**given, "red_flags": flags}
        if not changed:
            raise InputError("a correction changes nothing; say what was different")
        return _own(diary.entry(correct), who).corrected(**changed)
    if not set(given) - {"day", "plan"} and not flags:
        raise InputError("the entry is empty; give --exercise, --pain-before, --measure or --note")
    return DiaryEntry(**{"person": who.identity, "day": date.today(), "red_flags": flags, **given})


def _own(entry: DiaryEntry, who: Profile) -> DiaryEntry:
    from iliopsoas.errors import InputError

    if entry.person != who.identity:
        raise InputError(f"the entry is that of '{entry.person}', not of '{who.identity}'; use their own profile")
    return entry


def _flags(who: Profile, named: Sequence[str] | None, *, none: bool, needed: bool) -> tuple[str, ...] | None:
    """The signs answered with yes; asked one by one on a terminal where nothing was said."""
    from iliopsoas.errors import InputError
    from iliopsoas.rehab.programme.screening import questions_for

    if named and none:
        raise InputError("--red-flag and --no-red-flags contradict each other; give one")
    if named or none:
        return tuple(named or ())
    if not needed:
        return None
    if not sys.stdin.isatty():
        raise InputError("the warning signs were not asked; give --no-red-flags, or --red-flag NAME for each yes")
    typer.echo("Warning signs, since the last entry:", err=True)
    asked = [q for q in questions_for(who) if who.answers.get(q.name) != "cleared"]
    return tuple(q.name for q in asked if typer.confirm(f"  {q.ask}", default=False, err=True))


def _merge(diary: Diary, path: Path, file: Path | None, *, as_json: bool) -> None:
    from iliopsoas.cli.rehab.given_plan import passphrase
    from iliopsoas.rehab.diary.merging import merge_file
    from iliopsoas.rehab.diary.sealed_file import is_sealed

    secret = passphrase(file) if path.is_file() and is_sealed(path) else None
    counts = merge_file(diary, path, secret)
    answer(
        counts._asdict(),
        lambda: typer.echo(f"{counts.new} entries came in, {counts.known} were here already."),
        as_json=as_json,
    )


def _tell(entry: DiaryEntry, who: Profile, *, as_json: bool) -> None:
    from iliopsoas.rehab.diary.pain_rules import judge_pain
    from iliopsoas.rehab.programme.screening import referral_as_data, screen_answers

    verdict = judge_pain(who.stop_rule, entry.pain_before, entry.pain_during, entry.pain_next_morning)
    asked = screen_answers(dict.fromkeys(entry.red_flags or (), "yes"), who)
    referrals = [r for r in asked.referrals if r.question]

    def tell() -> None:
        for referral in referrals:
            typer.echo(f"SEE A PHYSICIAN ({referral.how_soon}): {referral.words}")
        typer.echo(f"written: {entry.id} ({entry.day})")
        if entry.exercises and not entry.withdrawn:
            typer.echo(f"pain rule: {verdict.advice.upper()}. {verdict.why}")
        typer.echo(PHYSICIAN)

    data = {
        "entry": entry_as_data(entry),
        "pain": verdict._asdict(),
        "see_physician": [referral_as_data(r) for r in referrals],
    }
    answer(data, tell, as_json=as_json)


def entry_as_data(entry: DiaryEntry) -> dict[str, Any]:
    """An entry as `json.dumps` takes it."""
    return {
        **vars(entry),
        "day": entry.day.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "red_flags": None if entry.red_flags is None else list(entry.red_flags),
        "exercises": [vars(d) for d in entry.exercises],
        "outcomes": [vars(o) for o in entry.outcomes],
    }


def _day(text: str) -> date:
    from iliopsoas.errors import InputError

    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"'{text}' is no day; write it as YYYY-MM-DD") from None


def _number(text: str, whole: str) -> float:
    from iliopsoas.errors import InputError

    try:
        return float(text)
    except ValueError:
        raise InputError(f"'{whole}': '{text}' is no number") from None
