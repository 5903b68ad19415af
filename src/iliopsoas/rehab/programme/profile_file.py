"""A profile as a TOML file that a professional writes; every error names file, line and key and says what exists.

identity = "p-07"                 a pseudonym; no name
goal = "tendon"                   a programme of the atlas
wish = "climb stairs"             in the person's words
side = "right"                    right, left or both
stage = "calm"                    calm, activate, strengthen, load or return
irritability = "moderate"         low, moderate or high
physician_seen = true
signs = ["poor_balance"]
equipment = ["chair", "band"]
stop_rule = "pain_rises"          or pain_monitoring
language = "en"

[person]
age = 67
sex = "female"
mass_kg = 62
height_m = 1.6
conditions = ["tendinopathy=0.4:right"]

[caps]
hip = 2.5                         a load of the cards, by key or short name

[answers]
fall = "no"                       a screening question: yes, no or cleared
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from annotated_types import Gt, Interval

from iliopsoas.atlas.conditions.catalogue import resolve_conditions
from iliopsoas.atlas.reading.field_types import Flag, Number, OneOf, Text, Texts, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.atlas.rehabilitation.catalogue import rehabilitation
from iliopsoas.atlas.variants.catalogue import resolve_variants
from iliopsoas.errors import AtlasError, InputError
from iliopsoas.files import read_text, write_text
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.rehab.programme.profile import ANSWERS, IRRITABILITIES, LANGUAGES, SIDES, STAGES, Profile
from iliopsoas.study.person import Person

INNER = ("person", "caps", "answers")
"""Tables of a profile."""


@dataclass(frozen=True, kw_only=True)
class ProfileEntries:
    """What stands at the top of a profile, see `Profile`."""

    __pydantic_config__ = record_config()

    identity: Text
    goal: Annotated[Text, OneOf("goal", lambda: [p.name for p in rehabilitation().programmes])]
    wish: str = ""
    side: Annotated[Text, OneOf("side", SIDES)] = "right"
    stage: Annotated[Text, OneOf("stage", STAGES)] = "calm"
    irritability: Annotated[Text, OneOf("irritability", IRRITABILITIES)] = "moderate"
    physician_seen: Flag = False
    signs: tuple[Annotated[Text, OneOf("sign", lambda: [s.name for s in rehabilitation().signs])], ...] = ()
    equipment: tuple[
        Annotated[Text, OneOf("equipment", lambda: [e.name for e in rehabilitation().equipment])], ...
    ] = ()
    stop_rule: Annotated[Text, OneOf("stop rule", lambda: [r.name for r in rehabilitation().stop_rules])] = "pain_rises"
    language: Annotated[Text, OneOf("language", LANGUAGES)] = "en"
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class PersonEntries:
    """The table `person` of a profile, see `Person`."""

    __pydantic_config__ = record_config()

    age: Annotated[Number, Interval(ge=5.0, le=110.0)]
    sex: Annotated[Text, OneOf("sex", ("female", "male"))]
    mass_kg: Annotated[Number, Gt(0.0)]
    height_m: Annotated[Number, Gt(0.0)]
    conditions: Texts = ()
    variants: Texts = ()


def read_profile(path: Path | str) -> Profile:
    """A profile from a file.

    Raises:
        FileError: it cannot be read.
        InputError: what stands in it cannot be; the message names file, line and key.
    """
    return profile_from_text(read_text(Path(path)), str(path))


def profile_from_text(text: str, file: str = "profile") -> Profile:
    """A profile from TOML text; `file` is its name in errors."""
    try:
        whole = TomlFile.parse(text, file)
        return profile_from_block(TomlBlock(whole, (), whole.data, ""))
    except AtlasError as error:
        raise InputError(str(error)) from None


def profile_from_block(block: TomlBlock) -> Profile:
    """A profile from a table of a file.

    Raises:
        AtlasError: what stands in it cannot be.
    """
    for key in INNER:
        if not isinstance(block.values.get(key, {}), dict):
            raise block.error(f"write '{key}' as a table that begins with [{key}]", key)
    if "person" not in block.values:
        raise block.error("no [person] with age, sex, mass_kg and height_m")
    entries = block.read(ProfileEntries, without=INNER)
    return Profile(
        **vars(entries),
        person=_person(block.child(("person",), block.values["person"], "person")),
        caps=_caps(block.child(("caps",), block.values.get("caps", {}), "caps")),
        answers=_answers(block.child(("answers",), block.values.get("answers", {}), "answers")),
    )


def profile_as_toml(profile: Profile, within: str = "") -> str:
    """A profile as text that `profile_from_text` reads; `within`: name of the table that holds it."""
    person, prefix = profile.person, f"{within}." if within else ""
    subject = person.subject
    top = {
        key: getattr(profile, key)
        for key in ("identity", "goal", "wish", "side", "stage", "irritability", "physician_seen", "signs", "equipment")
    }
    top |= {key: getattr(profile, key) for key in ("stop_rule", "language", "note")}
    body: dict[str, Any] = {"age": person.age, "sex": person.sex, "mass_kg": subject.mass, "height_m": subject.height}
    body |= {"conditions": tuple(person.conditions), "variants": tuple(person.variants)}
    lines = [f"[{within}]"] if within else []
    lines += [*toml_lines(top), "", f"[{prefix}person]", *toml_lines(body)]
    for key, values in (("caps", profile.caps), ("answers", profile.answers)):
        if values:
            lines += ["", f"[{prefix}{key}]", *toml_lines(values)]
    return "\n".join(lines) + "\n"


def write_profile(profile: Profile, path: Path | str) -> Path:
    """Write a profile; the file is never half-written."""
    return write_text(Path(path), profile_as_toml(profile))


def _person(block: TomlBlock) -> Person:
    found = block.read(PersonEntries)
    person = Person(
        height=found.height_m,
        mass=found.mass_kg,
        sex=found.sex,  # type: ignore[arg-type]
        age=found.age,
        variants=found.variants,
        conditions=found.conditions,
    )
    for key, check in (
        ("mass_kg", lambda: person.subject),
        ("conditions", lambda: resolve_conditions(person.conditions)),
        ("variants", lambda: resolve_variants(person.variants)),
    ):
        try:
            check()
        except InputError as error:
            raise block.error(str(error), key) from None
    return person


def _caps(block: TomlBlock) -> Mapping[str, float]:
    out = {}
    for key, value in block.values.items():
        try:
            load = load_name(key)
        except InputError as error:
            raise block.error(str(error), key) from None
        if isinstance(value, bool) or not isinstance(value, int | float) or not value > 0.0:
            unit = "a share of 1" if load.unit == "-" else load.unit
            raise block.error(f"the cap {key} is {value!r}; it must be a positive number [{unit}]", key)
        out[load.key] = float(value)
    return out


def _answers(block: TomlBlock) -> Mapping[str, str]:
    known = [q.name for q in rehabilitation().questions]
    for key, value in block.values.items():
        if key not in known:
            raise block.unknown("screening question", key, known, key)
        if value not in ANSWERS:
            raise block.error(f"{key} is {value!r}; it must be one of {', '.join(ANSWERS)}", key)
    return dict(block.values)


def toml_value(value: Any) -> str:
    """A value as TOML writes it.

    >>> toml_value({"cuff": 1.0, "band": "red"})
    '{ cuff = 1.0, band = "red" }'
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return json.dumps(value, ensure_ascii=False)
        case Mapping():
            inner = ", ".join(f"{key} = {toml_value(v)}" for key, v in value.items())
            return f"{{ {inner} }}" if inner else "{}"
        case _:
            return f"[{', '.join(toml_value(v) for v in value)}]"


def toml_lines(values: Mapping[str, Any]) -> list[str]:
    """One 'key = value' a line; None is left out."""
    return [f"{key} = {toml_value(value)}" for key, value in values.items() if value is not None]
