"""A study as a table: one row a trial, the columns called like the options of `iliopsoas analyze`.

    trial, group, subject, pair                    its name; what is averaged, and compared with what
    movement                                       a movement of the library, .mot, .sto, .trc or .c3d
    grf, static, markers, marker_set               as for `analyze`; files are sought beside the table
    emg, emg_muscle                                electromyograms in a table; LABEL=MUSCLE;LABEL=MUSCLE
    mass, height, sex, age, variant, condition     the person; several of a kind are separated by ';'
    side, set                                      of a movement of the library: NAME=VALUE;NAME=VALUE
    from, to, rate, filter, plate, seat, predict_contact, adapt, accept
    note...                                        columns that begin so are not read

Cells may be separated by commas, semicolons or tabs, as spreadsheets write them; with semicolons or tabs numbers may
have a decimal comma. Everything that can be wrong with a table is found before anything is computed.
"""

from __future__ import annotations

import csv
import difflib
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iliopsoas.batch.trial import Trial
from iliopsoas.errors import FileError, InputError, UnknownName
from iliopsoas.files import read_text
from iliopsoas.study.options import Options
from iliopsoas.study.person import Person
from iliopsoas.study.recordings import (
    MARKER_SUFFIXES,
    AngleFile,
    LibraryMovement,
    MarkerFile,
    Recording,
    RecordingWithEmg,
)

ABOUT = ("trial", "group", "subject", "pair")
"""Columns that change no result."""
FILES = ("grf", "static", "markers", "emg")
COLUMNS = (
    *ABOUT, "movement", *FILES, "marker_set", "emg_muscle", "mass", "height", "sex", "age", "variant", "condition",
    "side", "set", "from", "to", "rate", "filter", "plate", "seat", "predict_contact", "adapt", "accept",
)  # fmt: skip
UNREAD = "note"
"""How columns begin that are not read."""
YES, NO = ("yes", "true", "1", "x"), ("no", "false", "0", "")
RECORDED = (*MARKER_SUFFIXES, ".mot", ".sto")
"""Endings of files that hold a movement."""
NAME = re.compile(r"\w[\w.+-]*")
"""What a trial may be called, for its folder is called so (technical)."""


def read_study(path: str | Path) -> tuple[Trial, ...]:
    """Trials of a table.

    Raises:
        FileError: a table that cannot be read, an unknown column, or a cell that cannot be used; names line and column.
    """
    file = Path(path)
    lines = read_text(file).removeprefix("\ufeff").splitlines()
    first = next((line for line in lines if line.strip()), "")
    separator = max(",;\t", key=first.count)
    rows = csv.reader(lines, delimiter=separator)
    header: list[str] = []
    trials: list[Trial] = []
    for cells in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if not header:
            header = _checked_header([cell.strip().lower() for cell in cells], file, line)
            continue
        if len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]):
            raise FileError(file, f"{len(cells)} cells under {len(header)} columns; put cells that hold a "
                            f"'{separator}' in quotation marks", line=line)  # fmt: skip
        given = {column: cell.strip() for column, cell in zip(header, cells, strict=False) if cell.strip()}
        trials.append(trial_of(given, RowPlace(file, line, separator != ",")))
        _check_name(trials, file, line)
    if not trials:
        raise FileError(file, f"there is no trial in it; the first line names columns, of which there are {_listed()}")
    return tuple(trials)


def _checked_header(header: list[str], file: Path, line: int) -> list[str]:
    for column in header:
        if column not in COLUMNS and not column.startswith(UNREAD) and column:
            error = UnknownName("column of a study", column, COLUMNS)
            raise FileError(file, f"{error}. What need not be read may begin with '{UNREAD}'", line=line)
        if column and header.count(column) > 1:
            raise FileError(file, "this column is there twice", line=line, column=column)
    if "movement" not in header:
        raise FileError(file, f"there is no column 'movement'; a study has {_listed()}", line=line)
    return header


def _listed() -> str:
    return ", ".join(COLUMNS)


def _check_name(trials: Sequence[Trial], file: Path, line: int) -> None:
    """Names differ, also on disks that do not tell capitals from small letters."""
    new = trials[-1].name
    if any(trial.name.casefold() == new.casefold() for trial in trials[:-1]):
        words = f"two trials are called '{new}'; give each a name of its own"
        raise FileError(file, words, line=line, column="trial")


@dataclass(frozen=True)
class RowPlace:
    """Where a row stands, for its errors and its files.

    Attributes:
        file: the table, or the folder in which trials were found.
        line: in it; None for a folder.
        comma: whether numbers may have a decimal comma.
    """

    file: Path
    line: int | None = None
    comma: bool = False

    @contextmanager
    def at(self, column: str) -> Iterator[None]:
        """What is wrong in this block is wrong with this column.

        Raises:
            FileError: instead of InputError; names line and column.
        """
        try:
            yield
        except InputError as error:
            raise FileError(self.file, str(error), line=self.line, column=column) from None

    @property
    def folder(self) -> Path:
        """Where files are sought."""
        return self.file if self.file.is_dir() else self.file.parent


def trial_of(cells: Mapping[str, str], place: RowPlace) -> Trial:
    """A trial of a row's cells, those that are filled.

    Raises:
        FileError: a cell that cannot be used; names line and column.
    """
    row = _Row(cells, place)
    if "movement" not in cells:
        raise FileError(place.file, "no movement is given", line=place.line, column="movement")
    files = {column: row.file(column) for column in FILES if column in cells}
    recording, recorded = _recording(row, {column: path for column, path in files.items() if column != "emg"})
    if recorded is not None:
        files["movement"] = recorded
    if "emg" in cells or "emg_muscle" in cells:
        recording = RecordingWithEmg(recording, files.get("emg"), row.pairs("emg_muscle"))
    subject = cells.get("subject", "")
    stem = Path(cells["movement"]).stem
    name = cells.get("trial", f"{subject}_{stem}" if subject else stem)
    with place.at("trial"):
        if not NAME.fullmatch(name):
            raise InputError(f"a trial's folder cannot be called '{name}'; use letters, digits and _ . + -")
    return Trial(
        name,
        _person(row),
        recording,
        _options(row),
        {column: text for column, text in cells.items() if column in COLUMNS and column not in ABOUT},
        files,
        cells.get("group", ""),
        subject or name,
        cells.get("pair", "") or subject or name,
    )


class _Row:
    """Cells of a row, as what they mean."""

    def __init__(self, cells: Mapping[str, str], place: RowPlace) -> None:
        self.cells, self.place = cells, place

    def number(self, column: str) -> float | None:
        """A number; None where the cell is empty."""
        text = self.cells.get(column)
        if text is None:
            return None
        try:
            value = float(text.replace(",", ".") if self.place.comma else text)
        except ValueError:
            value = math.nan
        with self.place.at(column):
            if not math.isfinite(value):
                raise InputError(f"'{text}' is not a number")
        return value

    def flag(self, column: str) -> bool:
        """Yes or no."""
        text = self.cells.get(column, "").lower()
        with self.place.at(column):
            if text not in (*YES, *NO):
                raise InputError(f"'{text}' is neither yes nor no")
        return text in YES

    def several(self, column: str) -> tuple[str, ...]:
        """Texts between semicolons."""
        return tuple(part.strip() for part in self.cells.get(column, "").split(";") if part.strip())

    def pairs(self, column: str) -> dict[str, str]:
        """NAME=VALUE between semicolons."""
        found = {}
        for part in self.several(column):
            name, equals, value = (word.strip() for word in part.rpartition("="))
            with self.place.at(column):
                if not (name and equals and value):
                    raise InputError(f"'{part}': write NAME=VALUE, several of them between semicolons")
            found[name] = value
        return found

    def checked(self, column: str, check: Callable[[tuple[str, ...]], Any]) -> tuple[str, ...]:
        """Several names that a function refuses where they do not exist."""
        names = self.several(column)
        with self.place.at(column):
            check(names)
        return names

    def file(self, column: str) -> Path:
        """A file that exists, beside the table where its path is no absolute one."""
        text = self.cells[column]
        path = (self.place.folder / Path(text.replace("\\", "/")).expanduser()).absolute()
        with self.place.at(column):
            if not path.is_file():
                there = sorted(p.name for p in path.parent.iterdir()) if path.parent.is_dir() else []
                near = difflib.get_close_matches(path.name, there, n=1)
                hint = f" Did you mean '{near[0]}'?" if near else ""
                where = f"{path.parent} has {', '.join(there[:10])}" if there else f"there is no folder {path.parent}"
                raise InputError(f"there is no file '{text}'.{hint} {where}{' ...' if len(there) > 10 else ''}")
        return path


def _recording(row: _Row, files: Mapping[str, Path]) -> tuple[Recording, Path | None]:
    """What is studied, and its file, if it has one.

    Raises:
        FileError: no such movement or file, or a cell that does not go with it.
    """
    from iliopsoas.motion.library.catalogue import MOVEMENTS

    text = row.cells["movement"]
    suffix = Path(text).suffix.lower()
    if text in MOVEMENTS or not (suffix or "/" in text or "\\" in text):
        _only(row, "a movement of the library", files, ())
        with row.place.at("movement"):
            _find_movement(text)
        return LibraryMovement(text, row.cells.get("side", "right"), row.pairs("set")), None
    with row.place.at("movement"):
        if suffix not in RECORDED:
            raise InputError(f"'{text}' is none of {', '.join(RECORDED)}, nor a movement of the library")
    path = row.file("movement")
    _only(row, "a recorded file", {c: row.cells[c] for c in ("side", "set") if c in row.cells}, ())
    if suffix in MARKER_SUFFIXES:
        chosen = files.get("markers") or row.cells.get("marker_set")
        accept = row.several("accept")
        return MarkerFile(path, files.get("static"), chosen, files.get("grf"), accept), path
    _only(row, "a file of joint angles", files, ("grf",))
    return AngleFile(path, files.get("grf")), path


def _only(row: _Row, what: str, given: Mapping[str, object], fitting: tuple[str, ...]) -> None:
    """Cells that do not go with what is studied are refused rather than forgotten."""
    for column in given:
        with row.place.at(column):
            if column not in fitting:
                raise InputError(f"this does not go with {what} ('{row.cells['movement']}'); leave the cell empty")


def _find_movement(name: str) -> None:
    from iliopsoas.atlas.movements.catalogue import find_movement

    find_movement(name)


def _person(row: _Row) -> Person:
    from iliopsoas.atlas.conditions.catalogue import resolve_conditions
    from iliopsoas.atlas.variants.catalogue import resolve_variants

    sex = row.cells.get("sex", "male").lower()
    sex = {"m": "male", "f": "female"}.get(sex, sex)
    age = row.number("age")
    person = Person(
        row.number("height"),
        row.number("mass"),
        sex,  # type: ignore[arg-type]
        30.0 if age is None else age,
        row.checked("variant", resolve_variants),
        row.checked("condition", resolve_conditions),
    )
    try:
        _ = person.subject
    except InputError as error:
        raise FileError(row.place.file, str(error), line=row.place.line) from None
    return person


def _options(row: _Row) -> Options:
    from iliopsoas.atlas.plausibility import plausibility_rule

    plates = row.pairs("plate")
    for name, side in plates.items():
        with row.place.at("plate"):
            if side not in ("r", "l"):
                raise InputError(f"'{name}={side}': write NAME=r or NAME=l, for instance ground_force=r")
    filtered = row.number("filter")
    try:
        return Options(
            start=row.number("from"),
            end=row.number("to"),
            cutoff_hz=6.0 if filtered is None else filtered or None,
            adapt=row.flag("adapt"),
            rate_hz=row.number("rate"),
            plates={name: f"calcn_{side}" for name, side in plates.items()},
            predict_contact=row.flag("predict_contact"),
            seat=row.flag("seat"),
            accept=row.checked("accept", lambda names: [plausibility_rule(name) for name in names]),
        )
    except FileError:
        raise
    except InputError as error:
        raise FileError(row.place.file, str(error), line=row.place.line) from None
