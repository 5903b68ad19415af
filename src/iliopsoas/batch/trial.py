"""One trial of a batch: who, what they did, how it is analysed, and to whom it is compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from iliopsoas.atlas.conditions.catalogue import resolve_conditions
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.own_files import SUFFIX, is_own_file
from iliopsoas.atlas.variants.catalogue import resolve_variants, variant_records
from iliopsoas.jobs.digests import digest_of, file_digest, package_digest
from iliopsoas.study.options import Options
from iliopsoas.study.person import Person
from iliopsoas.study.recordings import LibraryMovement, Recording

ROOMS = ("atlas", "body", "motion", "mechanics", "function", "adaptation", "results", "study", "batch")
"""Folders of the package that a result depends on; technical."""


@dataclass(frozen=True)
class Trial:
    """One row of a study.

    Attributes:
        name: its own, and that of its folder.
        person, recording, options: what `iliopsoas.study.study` takes.
        asked: the cells of the row that the result depends on, column -> text.
        files: column -> file that is read.
        group: of trials whose mean is shown; '' where there is none.
        subject: who it is; trials of one subject in one group are averaged first.
        pair: what is compared with what: trials of different groups with one key belong together.
    """

    name: str
    person: Person
    recording: Recording
    options: Options
    asked: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)
    group: str = ""
    subject: str = ""
    pair: str = ""

    @property
    def digest(self) -> str:
        """Of everything that the result depends on: cells, contents of files, the package. A file may move.

        Raises:
            FileError: a file cannot be read.
        """
        told = [f"{column}={text}" for column, text in sorted(self.asked.items()) if column not in self.files]
        read = [f"{column}={path.name}:{file_digest(path)}" for column, path in sorted(self.files.items())]
        return digest_of(*told, *read, *self._own_records(), package_digest(ROOMS))

    def _own_records(self) -> tuple[str, ...]:
        """What the files say that stand in place of names: the user's own movement, conditions and variants."""
        said = []
        if isinstance(self.recording, LibraryMovement) and is_own_file(self.recording.name):
            said.append(repr(find_movement(self.recording.name)))
        if any(SUFFIX in name for name in (*self.person.conditions, *self.person.variants)):
            said.append(repr([tuple(one) for one in resolve_conditions(self.person.conditions)]))
            said.append(repr(variant_records(resolve_variants(self.person.variants))))
        return tuple(said)
