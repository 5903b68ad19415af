"""What verbs share that begin with a profile or a plan: reading it, load cards, the diary, a passphrase."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.files import read_text

if TYPE_CHECKING:
    from iliopsoas.rehab.diary.diary import Diary
    from iliopsoas.rehab.programme.person_cards import PersonCards
    from iliopsoas.rehab.programme.plan import Plan
    from iliopsoas.rehab.programme.profile import Profile

Given = Annotated[Path, typer.Argument(help="PROFILE.toml, or a PLAN.toml that `rehab plan --out` wrote.")]
Database = Annotated[
    str | None,
    typer.Option(
        envvar="ILIOPSOAS_DIARY",
        help="The diary: a file, or postgresql+psycopg://... ; default a file in the user's data folder.",
    ),
]
PassphraseFile = Annotated[
    Path | None, typer.Option(help="File whose first line is the passphrase of a sealed backup; default it is asked.")
]
Loads = Annotated[bool, typer.Option(help="Compute what each exercise loads; without, capacity is not checked.")]


def given_profile(path: Path) -> Profile:
    """The profile in a file, which may be that of a plan."""
    from iliopsoas.rehab.programme.plan_file import is_plan, plan_from_text
    from iliopsoas.rehab.programme.profile_file import profile_from_text

    text = read_text(path)
    return plan_from_text(text, str(path)).profile if is_plan(text) else profile_from_text(text, str(path))


def given_plan(path: Path, *, loads: bool, quiet: bool) -> Plan:
    """The plan in a file, or the one that a profile leads to.

    Args:
        loads: compute load cards. quiet: do not count them on the terminal.
    """
    from iliopsoas.rehab.programme.plan_file import is_plan, plan_from_text
    from iliopsoas.rehab.programme.planner import make_plan
    from iliopsoas.rehab.programme.profile_file import profile_from_text

    text = read_text(path)
    if not is_plan(text):
        profile = profile_from_text(text, str(path))
        return make_plan(profile, _cards(profile, quiet=quiet) if loads else None)
    plan = plan_from_text(text, str(path))
    return plan_from_text(text, str(path), _cards(plan.profile, quiet=quiet)) if loads else plan


def sessions_per_week(path: Path) -> int | None:
    """Sessions a week in the first phase of a plan; None where the file is a profile."""
    from iliopsoas.rehab.programme.plan_file import is_plan

    if not is_plan(read_text(path)):
        return None
    first = given_plan(path, loads=False, quiet=True).phases[:1]
    return max((e.dose.sessions_per_week for phase in first for e in phase.exercises), default=None)


def kept_plan(diary: Diary, path: Path) -> str | None:
    """Keep the plan of a file in a diary; its id, None where the file is a profile."""
    from iliopsoas.rehab.programme.plan_file import is_plan, plan_from_text

    text = read_text(path)
    return diary.register_plan(plan_from_text(text, str(path)).profile.identity, text) if is_plan(text) else None


def open_diary(database: str | None) -> Diary:
    """The diary, with a word where it was brought to a newer schema.

    Raises:
        MissingExtra: the packages for it are not installed.
    """
    from iliopsoas.errors import MissingExtra

    try:
        from iliopsoas.rehab.diary.diary import Diary
    except ModuleNotFoundError as error:
        raise MissingExtra(f"the diary ({error.name})", "rehab") from None
    diary = Diary.open(database)
    if diary.backup is not None:
        typer.echo(f"The diary was brought to the newest schema; the old file is kept as {diary.backup}", err=True)
    return diary


def passphrase(file: Path | None, *, twice: bool = False) -> str:
    """From a file, or asked without showing it."""
    from iliopsoas.errors import FileError

    if file is None:
        return str(typer.prompt("passphrase", hide_input=True, confirmation_prompt=twice))
    lines = read_text(file).splitlines()
    if not lines:
        raise FileError(file, "is empty; its first line must be the passphrase")
    return lines[0]


def _cards(profile: Profile, *, quiet: bool) -> PersonCards:
    """A source of load cards that tells on a terminal how far it is."""
    from iliopsoas.rehab.programme.person_cards import PersonCards

    def told(done: int, of: int) -> None:
        typer.echo(f"\rload cards: {done} of {of}" + ("\n" if done == of else ""), err=True, nl=False)

    return PersonCards(profile, progress=told if sys.stderr.isatty() and not quiet else None)
