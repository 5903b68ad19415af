"""`iliopsoas rehab screen`: red flags as plain questions, before anything is planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from iliopsoas.cli.shared.options import Age, AsJson, Conditions, Sex
from iliopsoas.cli.shared.text import PHYSICIAN, answer

if TYPE_CHECKING:
    from iliopsoas.rehab.programme.profile import Profile
    from iliopsoas.rehab.programme.screening import Screening


def rehab_screen(
    profile: Annotated[Path | None, typer.Argument(help="A profile; without one, say who with options.")] = None,
    given: Annotated[
        list[str] | None, typer.Option("--answer", help="QUESTION=yes, no or cleared (by a physician); repeatable.")
    ] = None,
    age: Age = 30.0,
    sex: Sex = "male",
    condition: Conditions = None,
    sign: Annotated[list[str] | None, typer.Option(help="A finding that limits what may be done; repeatable.")] = None,
    physician_seen: Annotated[bool, typer.Option(help="A physician has seen this trouble.")] = False,
    as_json: AsJson = False,
) -> None:
    """Red flags as plain questions: what is open, and whether a physician comes first, why and how soon."""
    from iliopsoas.rehab.programme.screening import screen

    who = _profile(profile, age, sex, condition or [], sign or [], physician_seen=physician_seen)
    who = replace(who, answers={**who.answers, **_answers(given or [])})
    found = screen(who)
    answer(found.as_data, lambda: _tell(found), as_json=as_json)


def _profile(
    path: Path | None, age: float, sex: str, conditions: Sequence[str], signs: Sequence[str], *, physician_seen: bool
) -> Profile:
    from iliopsoas.atlas.conditions.catalogue import resolve_conditions
    from iliopsoas.atlas.reading.toml_blocks import find_record
    from iliopsoas.atlas.rehabilitation.catalogue import clinical_signs, programmes
    from iliopsoas.rehab.programme.profile import Profile
    from iliopsoas.rehab.programme.profile_file import read_profile
    from iliopsoas.study.person import Person

    if path is not None:
        return read_profile(path)
    person = Person(age=age, sex=sex, conditions=tuple(conditions))  # type: ignore[arg-type]
    assert person.subject  # an age or sex that nobody has is told
    resolve_conditions(conditions)
    named = tuple(find_record("sign", name, clinical_signs()).name for name in signs)
    return Profile("nobody", person, programmes()[0].name, signs=named, physician_seen=physician_seen)


def _answers(texts: Sequence[str]) -> dict[str, str]:
    from iliopsoas.atlas.rehabilitation.catalogue import screening_question
    from iliopsoas.errors import InputError
    from iliopsoas.rehab.programme.profile import ANSWERS

    out = {}
    for text in texts:
        name, equals, said = (part.strip() for part in text.partition("="))
        screening_question(name)
        if not equals or said not in ANSWERS:
            raise InputError(f"'{text}': write {name}=yes, {name}=no or {name}=cleared")
        out[name] = said
    return out


def _tell(found: Screening) -> None:
    for question in found.asked:
        typer.echo(f"  {question.name + ':':24} {question.ask}  [{found.answers.get(question.name, 'open')}]")
    typer.echo("")
    for referral in found.referrals:
        typer.echo(f"SEE A PHYSICIAN ({referral.how_soon}): {referral.words}")
    if found.open:
        names = ", ".join(q.name for q in found.open)
        typer.echo(f"{len(found.open)} open: {names}. Answer with --answer NAME=yes, no or cleared.")
    if found.clear:
        typer.echo("No red flag was named. That is no diagnosis: ask again at each session.")
    typer.echo(PHYSICIAN)
