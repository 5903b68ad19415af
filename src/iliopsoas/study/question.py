"""What `analyze` is asked to look at: a movement of the library, a coordinate file, or markers with a static trial."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iliopsoas.body.body import Body
    from iliopsoas.motion.records.motion import Motion

USUAL_HEIGHT, USUAL_MASS = 1.75, 75.0
"""Who is meant where nobody is named [m], [kg]; estimated: a common man."""
MARKER_SUFFIXES = (".trc", ".c3d")


@dataclass(frozen=True)
class Person:
    """Who, as far as the options say; `mass` [kg] and `height` [m] None where they do not."""

    mass: float | None
    height: float | None
    sex: str
    age: float
    variants: Iterable[str] = ()


@dataclass(frozen=True)
class Wishes:
    """How a movement of the library is to be done: side, and parameters as typed, name -> text."""

    side: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return self.side is not None or bool(self.parameters)


def wishes(side: str | None, settings: Iterable[str], **shorthand: float | str | None) -> Wishes:
    """From `--side`, `--set NAME=VALUE` and options that are short for a parameter.

    Raises:
        InputError: a setting without '=', or one that is given twice.
    """
    from iliopsoas.errors import InputError

    out = {name: str(value) for name, value in shorthand.items() if value is not None}
    for item in settings:
        name, equals, value = (part.strip() for part in item.partition("="))
        if not equals or not name or not value:
            raise InputError(f"--set is '{item}'; write NAME=VALUE, for instance range=45 (see `iliopsoas movements`)")
        if name in out:
            raise InputError(f"{name} is given twice")
        out[name] = value
    return Wishes(side, out)


def body_and_motion(
    movement: str,
    grf: Path | None,
    static: Path | None,
    marker_set: str | None,
    person: Person,
    how: Wishes | None = None,
) -> tuple[Body, Motion]:
    """The person's body and its motion, from whatever the user names."""
    from iliopsoas.body.body import Body
    from iliopsoas.body.subject import Subject
    from iliopsoas.errors import InputError

    how = how or Wishes()
    path = Path(movement)
    if how and (path.suffix or len(path.parts) > 1):
        raise InputError(f"--side, --cuff, --band and --set go with a movement of the library; '{movement}' is a file")
    if path.suffix.lower() in MARKER_SUFFIXES:
        return _from_markers(path, grf, static, marker_set, person)
    if static is not None or marker_set is not None:
        option = "--static" if static is not None else "--marker-set"
        raise InputError(f"{option} goes with a marker file ({', '.join(MARKER_SUFFIXES)}); '{movement}' is none")
    height, mass = _or(person.height, USUAL_HEIGHT), _or(person.mass, USUAL_MASS)
    subject = Subject(height, mass, person.sex, person.age)  # type: ignore[arg-type]
    body = Body.build(subject, variants=person.variants)
    return body, _from_library_or_angles(movement, grf, body, how)


def _or(given: float | None, default: float) -> float:
    return default if given is None else given


def _from_markers(
    path: Path, grf: Path | None, static: Path | None, marker_set: str | None, person: Person
) -> tuple[Body, Motion]:
    from iliopsoas.motion import read_loads, read_markers
    from iliopsoas.motion.from_markers import motion_from_markers

    trial = read_markers(path)
    if grf is not None:
        trial = trial.with_loads(read_loads(grf))
    body, motion = motion_from_markers(
        trial,
        static,
        mass=person.mass,
        height=person.height,
        sex=person.sex,  # type: ignore[arg-type]
        age=person.age,
        marker_set=marker_set,
        variants=person.variants,
    )
    return body, motion


def _from_library_or_angles(movement: str, grf: Path | None, body: Body, how: Wishes) -> Motion:
    from iliopsoas.errors import FileError, InputError
    from iliopsoas.motion import read_loads, read_motion
    from iliopsoas.motion.library.catalogue import MOVEMENTS
    from iliopsoas.motion.library.catalogue import movement as from_library

    path = Path(movement)
    looks_like_file = path.suffix != "" or len(path.parts) > 1
    if movement in MOVEMENTS or not looks_like_file:
        if grf is not None:
            raise InputError(f"--grf goes with a coordinate file; '{movement}' is a movement of the library")
        return from_library(movement, body, side=how.side or "right", **how.parameters)
    if not path.exists():
        raise FileError(path, "there is no such file; `iliopsoas movements` lists the library's own movements")
    motion = read_motion(path)
    return motion if grf is None else motion.with_loads(read_loads(grf))
