"""Trials of a folder, by a rule:

1. Every folder is looked at by itself, from the top down; hidden ones are left out. It is one subject, called like
   the folder; in FOLDER/group/subject its group is called like the first one. A table `study.csv` at the top is read
   instead.
2. A `.mot` or `.sto` with columns of a force plate is loads; one without joint angles is nothing.
3. A marker file (.c3d, .trc) one of whose words is `static`, `standing`, `calibration`, `cal`, `neutral`, `tpose` or
   `st` is a standing trial, and what is called like it belongs to it.
4. Every other marker file is a trial; a file of joint angles is one where no marker file is called like it. Words such
   as `ik`, `grf`, `markers` at the end of a name do not count.
5. A trial takes the loads that are called like it, and of the folder's standing trials the one with the most letters
   in common at the beginning.

Who the people are no file of this kind tells: `iliopsoas batch FOLDER --draft study.csv` writes the table, to fill in.
"""

from __future__ import annotations

import csv
import io
import itertools
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from iliopsoas.batch.study_table import ABOUT, COLUMNS, FILES, RowPlace, read_study, trial_of
from iliopsoas.batch.trial import Trial
from iliopsoas.errors import FileError
from iliopsoas.study.recordings import MARKER_SUFFIXES

TABLE = "study.csv"
TABLES = (".mot", ".sto")
STANDING = frozenset({"static", "standing", "calibration", "cal", "neutral", "tpose", "st"})
TAIL = re.compile(r"[ _.-]*(ik|grf|grfs|forces?|markers?|kinematics|loads?|plates?)$", re.IGNORECASE)
WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
OF_A_PLATE = re.compile(r"(^|_)(v|p|f)[xyz]\d*$|force", re.IGNORECASE)
OF_A_JOINT = re.compile(r"pelvis|hip|knee|ankle|lumbar", re.IGNORECASE)
HEAD_BYTES = 65536
"""So much of a table is read to see its columns (technical)."""
MOST_LINES = 60
"""A header has no more lines (technical)."""
FILLED_IN = ("mass", "height", "sex", "age", "condition")
"""Columns of the draft that a person must fill in."""


class Discovered(NamedTuple):
    """What a folder holds.

    Attributes:
        rows: cells of each trial, as a table would have them; files by their path in the folder.
        unused: files that are part of no trial.
    """

    rows: tuple[Mapping[str, str], ...]
    unused: tuple[Path, ...]


def read_trials(study: str | Path) -> tuple[Trial, ...]:
    """Trials of a table, or of a folder by the rule above.

    Raises:
        FileError: there is no such table or folder, nothing in it, or a cell that cannot be used.
    """
    path = Path(study)
    if not path.is_dir():
        return read_study(path)
    if (path / TABLE).is_file():
        return read_study(path / TABLE)
    found = discover(path)
    if not found.rows:
        known = ", ".join((*MARKER_SUFFIXES, *TABLES))
        raise FileError(path, f"there is no trial in this folder or below it: no file of markers or angles ({known})")
    return tuple(trial_of(cells, RowPlace(path)) for cells in found.rows)


def discover(folder: Path) -> Discovered:
    """Trials of a folder and of those below it, in the order of their names."""
    rows: list[dict[str, str]] = []
    unused: list[Path] = []
    for place, below, names in os.walk(folder):
        below[:] = sorted(name for name in below if not name.startswith("."))
        here = Path(place)
        known = (*MARKER_SUFFIXES, *TABLES)
        files = sorted(here / n for n in names if not n.startswith(".") and Path(n).suffix.lower() in known)
        found, left = _of_one_folder(files)
        parts = here.relative_to(folder).parts
        about = {"subject": parts[-1] if parts else folder.absolute().name, "group": parts[0] if len(parts) > 1 else ""}
        rows += [
            {column: text for column, text in about.items() if text}
            | {column: path.relative_to(folder).as_posix() for column, path in row.items()}
            for row in found
        ]
        unused += left
    return Discovered(tuple(_named(rows)), tuple(unused))


def draft(study: Discovered, folder: Path, table: Path) -> str:
    """The trials of a folder as a table (.csv) to edit, with empty columns for the people.

    Args:
        table: where it will lie; its files are named from there.
    """
    used = {column for row in study.rows for column in row}
    columns = [c for c in COLUMNS if c in used or c in ABOUT or c in FILLED_IN]
    start = Path(os.path.relpath(folder.absolute(), table.absolute().parent))
    rows = [
        {c: (start / text).as_posix() if c in FILES or c == "movement" else text for c, text in row.items()}
        for row in study.rows
    ]
    return as_table(rows, columns)


def as_table(rows: Iterable[Mapping[str, str]], columns: Sequence[str]) -> str:
    """Rows as text, comma-separated."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _of_one_folder(files: Sequence[Path]) -> tuple[list[dict[str, Path]], list[Path]]:
    """Column -> file of each trial, and the files that are part of none."""
    markers = [f for f in files if f.suffix.lower() in MARKER_SUFFIXES]
    static = [f for f in markers if is_standing(f)]
    tables = {f: columns_of(f) for f in files if f.suffix.lower() in TABLES}
    loads = {_stem(f): f for f, names in tables.items() if any(OF_A_PLATE.search(name) for name in names)}
    angles = [f for f, names in tables.items() if f not in loads.values() and _may_be_angles(names)]
    moving = [f for f in markers if f not in static]
    recorded = {_stem(f) for f in markers}
    rows = []
    for file in sorted([*moving, *(f for f in angles if _stem(f) not in recorded)]):
        row = {"movement": file}
        if _stem(file) in loads and file.suffix.lower() != ".c3d":
            row["grf"] = loads[_stem(file)]
        if file in moving and static:
            row["static"] = max(static, key=lambda s: (s.suffix == file.suffix, _shared(s.stem, file.stem)))
        rows.append(row)
    used = {path for row in rows for path in row.values()}
    return rows, [f for f in files if f not in used]


def is_standing(file: Path) -> bool:
    """Whether a file's name says that somebody stands still: 'static1.trc', '2014001_ST.c3d'."""
    return any(word.lower() in STANDING for word in WORD.findall(file.stem))


def columns_of(file: Path) -> list[str]:
    """Names of the columns of an OpenSim table, from its head; empty where there is no head."""
    try:
        with file.open("rb") as opened:
            lines = opened.read(HEAD_BYTES).decode("utf-8", "replace").splitlines()[:MOST_LINES]
    except OSError:
        return []
    ends = [n for n, line in enumerate(lines) if line.strip().lower().startswith("endheader")]
    after = lines[ends[0] + 1 :] if ends else lines
    first = next((line for line in after if "time" in line.lower()), "")
    return [name for name in re.split(r"[\s,;]+", first.strip()) if name]


def _may_be_angles(names: Sequence[str]) -> bool:
    """A table whose head cannot be read may be a damaged trial: the analysis will say so."""
    return not names or any(OF_A_JOINT.search(name) for name in names)


def _stem(file: Path) -> str:
    return TAIL.sub("", file.stem).lower()


def _shared(one: str, other: str) -> int:
    """How many letters are the same at the beginning."""
    alike = (a == b for a, b in zip(one.lower(), other.lower(), strict=False))
    return sum(1 for _ in itertools.takewhile(bool, alike))


def _named(rows: Sequence[dict[str, str]]) -> Iterable[dict[str, str]]:
    """The rows with names of their own: those of the files, with the folder's in front where two are alike."""
    short = [_as_name(TAIL.sub("", Path(row["movement"]).stem)) for row in rows]
    long = [_as_name(str(Path(row["movement"]).with_suffix("")).replace("/", "_")) for row in rows]
    lower = [name.casefold() for name in short]
    taken: set[str] = set()
    for row, name, full in zip(rows, short, long, strict=True):
        chosen, number = (name if lower.count(name.casefold()) == 1 else full), 2
        while chosen.casefold() in taken:
            chosen, number = f"{full}_{number}", number + 1
        taken.add(chosen.casefold())
        yield {"trial": chosen, **row}


def _as_name(text: str) -> str:
    return re.sub(r"[^\w.+-]+", "_", text).lstrip("_.+-") or "trial"
