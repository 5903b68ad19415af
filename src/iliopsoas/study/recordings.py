"""What is studied: a movement of the library, a file of joint angles, or a file of markers.

Each is a value that `measured(person)` turns into that person's body and its motion. A movement of the library is put
on the body; joint angles come as they are; markers scale the body to the person who wore them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple, Protocol

from iliopsoas.body.body import Body
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.motion.records.motion import Motion
from iliopsoas.study.person import Person

MARKER_SUFFIXES = (".trc", ".c3d")
"""Endings of files that hold markers."""


class BodyInMotion(NamedTuple):
    """A person's body, with its conditions, and what it does."""

    body: Body
    motion: Motion


class Recording(Protocol):
    """Anything that can be studied."""

    def measured(self, person: Person) -> BodyInMotion:
        """The person's body and its motion."""
        ...


@dataclass(frozen=True)
class LibraryMovement:
    """A movement that comes with the package.

    Attributes:
        name: see `iliopsoas.movements`.
        side: 'right' or 'left', where the movement has one.
        parameters: of the movement, name -> value or text ({'cuff': 2, 'range': '60'}).
    """

    name: str
    side: str = "right"
    parameters: Mapping[str, float | str] = field(default_factory=dict)

    def measured(self, person: Person) -> BodyInMotion:
        """The movement on the person's body.

        Raises:
            UnknownName, InputError: no such movement, side or parameter, or a value that it cannot take.
        """
        from iliopsoas.motion.library.catalogue import movement

        healthy = person.healthy_body()  # what the library describes is how the healthy person does it
        motion = movement(self.name, healthy, side=self.side, **self.parameters)
        return BodyInMotion(healthy.with_conditions(person.conditions), motion)


@dataclass(frozen=True)
class AngleFile:
    """Joint angles, with the forces under the feet where they were measured.

    Attributes:
        path: .mot or .sto.
        plates: force plates of the same trial, .mot or .sto.
    """

    path: Path | str
    plates: Path | str | None = None

    def measured(self, person: Person) -> BodyInMotion:
        """The recorded angles on the person's body.

        Raises:
            FileError: a file that does not exist or cannot be read; says where and why.
        """
        from iliopsoas.motion import read_loads, read_motion

        body = person.body()
        if not Path(self.path).exists():
            raise FileError(self.path, "there is no such file; `iliopsoas movements` lists the library's own movements")
        motion = read_motion(self.path)
        return BodyInMotion(body, motion if self.plates is None else motion.with_loads(read_loads(self.plates)))


@dataclass(frozen=True)
class MarkerFile:
    """Markers on the skin; the body is scaled to the person who wore them.

    Attributes:
        path: .trc or .c3d.
        static: the same person standing still with the same markers, .trc or .c3d.
        marker_set: the name of one, or the file of one's own; default recognised by the labels.
        plates: force plates of the same trial, where the marker file has none, .mot or .sto.
        accept: checks of plausibility whose findings are accepted, as in `Options`.
        frames: fit so many frames only, evenly spaced, for a look at them; None: all.
    """

    path: Path | str
    static: Path | str | None = None
    marker_set: str | Path | None = None
    plates: Path | str | None = None
    accept: tuple[str, ...] = ()
    frames: int | None = None

    def measured(self, person: Person) -> BodyInMotion:
        """The person's scaled body and the motion that fits the markers.

        Raises:
            FileError, InputError: unreadable files, too few known markers, impossible sizes. Each says what to do.
        """
        from iliopsoas.motion import read_loads, read_markers
        from iliopsoas.motion.from_markers import motion_from_markers

        trial = read_markers(self.path)
        if self.plates is not None:
            trial = trial.with_loads(read_loads(self.plates))
        body, motion = motion_from_markers(
            trial,
            self.static,
            mass=person.mass,
            height=person.height,
            sex=person.sex,
            age=person.age,
            marker_set=self.marker_set,
            variants=person.variants,
            accept=self.accept,
            frames=self.frames,
        )
        return BodyInMotion(body.with_conditions(person.conditions), motion)


@dataclass(frozen=True)
class RecordingWithEmg:
    """Any recording, with electromyograms from a table, or with what the user says of its channels.

    Attributes:
        recording: the movement.
        path: table of electromyograms (.csv, .txt, .sto, .mot) on the movement's clock; None: those of the recording.
        muscles: channel -> muscle or strand with side ({'EMG 3': 'soleus_r'}), where its label does not tell.
    """

    recording: Recording
    path: Path | str | None = None
    muscles: Mapping[str, str] = field(default_factory=dict)

    def measured(self, person: Person) -> BodyInMotion:
        """The recording's body and motion, with the electromyograms.

        Raises:
            FileError, InputError: an unreadable table, no electromyograms, an unknown channel or muscle, or a table
                that shares no time with the movement.
        """
        from iliopsoas.motion.files.emg_table import read_emg

        body, motion = self.recording.measured(person)
        emg = motion.emg if self.path is None else read_emg(self.path)
        if emg is None or not emg.channels:
            raise InputError(f"'{motion.name}' has no electromyograms; give a table of them (--emg FILE)")
        emg = emg.with_muscles(self.muscles)
        there = sorted({*body.muscles.names, *body.muscles.groups})
        for muscle in self.muscles.values():
            if muscle and muscle not in there:
                raise UnknownName("muscle or strand of the body", muscle, there)
        if emg.time[-1] < motion.time[0] or emg.time[0] > motion.time[-1]:
            raise InputError(
                f"the electromyograms cover {emg.time[0]:g} to {emg.time[-1]:g} s, the movement {motion.time[0]:g} to "
                f"{motion.time[-1]:g} s: they share no time; both must have one clock"
            )
        before = motion.emg.notes if motion.emg is not None else []
        kept = tuple(note for note in motion.notes if note not in before)
        return BodyInMotion(body, replace(motion, emg=emg, notes=kept).with_notes(emg.notes))


def of_the_library(recording: Recording) -> bool:
    """Whether a movement comes with the package rather than from a file."""
    inner = recording.recording if isinstance(recording, RecordingWithEmg) else recording
    return isinstance(inner, LibraryMovement)
