"""Markers, force plates, electromyograms and events of a .c3d file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.errors import FileError, InputError
from iliopsoas.motion.files.c3d_loads import read_c3d_loads
from iliopsoas.motion.files.c3d_parsing.parameters import AnalogChannels, numbers_of, texts_of
from iliopsoas.motion.files.c3d_parsing.process import DAMAGED, ParsedC3d, parse_c3d
from iliopsoas.motion.files.c3d_segments import markers_of_segments
from iliopsoas.motion.files.length_units import METRES
from iliopsoas.motion.records.emg import SLOWEST_HZ, Emg, envelopes
from iliopsoas.motion.records.markers import Markers, never_seen_to_gaps
from iliopsoas.motion.signals.checks import frames_text, listed

VOLTS = {"v": 1.0, "mv": 1e-3, "uv": 1e-6, "µv": 1e-6}
"""What a unit is in volts; technical."""
PERSON = {"mass": ("weight", "mass", "bodymass"), "height": ("height", "stature")}
ADULT_M = 3.0
"""A stature above this is in centimetres or millimetres [m]; technical."""
SLOWEST_CAMERA_HZ, FASTEST_CAMERA_HZ = 1.0, 20000.0
"""Frames a second that cameras take [Hz]; technical."""
COMPUTED = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS")
"""Lists of points that are no points: curves that a laboratory's software stores beside the markers; technical."""


def read_c3d(path: str | Path) -> Markers:
    """Read a .c3d file; positions in metres, plates as loads on the person, electromyograms as envelopes.

    Raises:
        FileError: not a .c3d file, no markers, or plates that cannot be understood.
    """
    path = Path(path)
    file = parse_c3d(path)
    try:
        return _records(path, file)
    except InputError:
        raise
    except (ValueError, IndexError, KeyError, TypeError, OverflowError, AttributeError) as error:
        raise FileError(path, f"{DAMAGED} ({' '.join(str(error).split())})") from error


def _records(path: Path, file: ParsedC3d) -> Markers:
    points = file.parameters.get("POINT", {})
    rate = _rate(path, points)
    labels, columns, notes = _labels(path, points, file.points.shape[1])
    if not labels and file.poses.size:
        return _segment_markers(path, file, rate)
    if not labels or file.points.shape[2] == 0:
        raise FileError(path, "it has no markers")
    unit = (texts_of(points.get("UNITS")) or ["mm"])[0].lower()
    if unit not in METRES:
        notes.append(f"{path.name} says its unit is '{unit}'; millimetres were assumed.")
    scale = METRES.get(unit, 1e-3)
    start = file.first_frame / rate
    positions = never_seen_to_gaps(scale * file.points[:, columns].transpose(2, 1, 0))
    _check_infinite(path, positions, labels)
    analog = AnalogChannels(file.parameters.get("ANALOG", {}), file.analogs, start)
    loads, used, why = read_c3d_loads(path, file.parameters.get("FORCE_PLATFORM", {}), analog, scale)
    emg, more = _emg(analog, used)
    time = start + np.arange(file.points.shape[2]) / rate
    said = (*file.notes, *notes, *why, *more)
    return Markers(path.stem, time, labels, positions, loads, emg, _events(file), _person(file), said)


def _segment_markers(path: Path, file: ParsedC3d, rate: float) -> Markers:
    """The markers that poses of segments amount to, where a system without markers wrote the file."""
    rotation = file.parameters.get("ROTATION", {})
    labels, positions = markers_of_segments(texts_of(rotation.get("LABELS")), file.poses)
    if not labels:
        raise FileError(path, "it has no markers, and poses of segments that are not known here")
    time = file.first_frame / rate + np.arange(file.poses.shape[3]) / rate
    note = f"{path.name} has poses of segments and no markers: points fixed to the segments were taken for markers."
    return Markers(path.stem, time, labels, 1e-3 * positions, person=_person(file), notes=(*file.notes, note))


def _rate(path: Path, points: dict[str, Any]) -> float:
    given = numbers_of(points.get("RATE")).ravel()
    rate = float(given[0]) if given.size else 0.0
    if not SLOWEST_CAMERA_HZ <= rate <= FASTEST_CAMERA_HZ:
        raise FileError(path, f"its frame rate (POINT:RATE) is {rate:g} Hz; export it again with the right one")
    return rate


def _labels(path: Path, points: dict[str, Any], count: int) -> tuple[tuple[str, ...], list[int], list[str]]:
    """Labels of the markers, their columns, and notes on points that are none.

    Of two points with one label the first is the marker: software appends what it computes.
    """
    given = [label for key in _numbered("LABELS", points) for label in texts_of(points[key])][:count]
    computed = {label for kind in COMPUTED for key in _numbered(kind, points) for label in texts_of(points[key])}
    named = [i for i, label in enumerate(given) if label and not label.startswith("*")]
    columns = [i for i in named if given[i] not in computed]
    notes = []
    if len(columns) < len(named):
        notes.append(f"{len(named) - len(columns)} computed curves among the points of {path.name} were left out.")
    if len(named) < count:
        notes.append(f"{count - len(named)} points of {path.name} have no label and were left out.")
    first: dict[str, int] = {}
    for i in columns:
        first.setdefault(given[i], i)
    twice = sorted(label for label in first if sum(label == given[i] for i in columns) > 1)
    if twice:
        notes.append(f"Labels that appear twice in {path.name}: {listed(twice)}; the first of each was taken.")
    return tuple(first), list(first.values()), notes


def _numbered(name: str, points: dict[str, Any]) -> list[str]:
    """LABELS, LABELS2, LABELS3 ...: a list of more than 255 entries goes on in the next."""
    return [key for key in (name, *(f"{name}{i}" for i in range(2, 100))) if key in points]


def _check_infinite(path: Path, positions: Array, labels: Sequence[str]) -> None:
    bad = np.asarray(np.isinf(positions).any(axis=2))
    if bad.any():
        column = int(np.argmax(bad.any(axis=0)))
        where = frames_text(np.asarray(bad[:, column]))
        raise FileError(
            path, f"the position is infinite in {where}; mark it as lost, or cut it away", column=labels[column]
        )


def _emg(analog: AnalogChannels, used: set[int]) -> tuple[Emg | None, list[str]]:
    """Channels that say EMG or carry volts, as envelopes; a note names the others."""
    if not analog.values.size:
        return None, []
    raw, rest = {}, []
    for i, label in enumerate(analog.labels):
        if i in used:
            continue
        said = f"{label} {analog.about[i]}".lower()
        if ("emg" in said or analog.units[i].lower() in VOLTS) and analog.rate >= SLOWEST_HZ and label not in raw:
            raw[label] = VOLTS.get(analog.units[i].lower(), 1.0) * analog.values[:, i]
        else:
            rest.append(label)
    notes = [f"Analog channels that are neither plates nor electromyograms were left out: {listed(rest)}."]
    try:
        return (envelopes(analog.time, raw, analog.rate) if raw else None), notes if rest else []
    except ValueError as error:
        return None, [*(notes if rest else []), f"The electromyograms were left out: {error}."]


def _events(file: ParsedC3d) -> tuple[tuple[float, str], ...]:
    """(time [s], 'Right Foot Strike'), in order."""
    given = file.parameters.get("EVENT", {})
    times = numbers_of(given.get("TIMES"))
    if times.ndim != 2 or times.shape[0] != 2:
        return ()
    count = times.shape[1]
    contexts, labels = (texts_of(given.get(key), count) for key in ("CONTEXTS", "LABELS"))
    seconds = 60.0 * times[0] + times[1]
    found = [(float(t), f"{c} {w}".strip()) for t, c, w in zip(seconds, contexts, labels, strict=True)]
    return tuple(sorted(event for event in found if np.isfinite(event[0])))


def _person(file: ParsedC3d) -> dict[str, float]:
    """Mass [kg] and height [m] as far as the file has them, by the usual names."""
    found: dict[str, float] = {}
    subject, processing = (file.parameters.get(group, {}) for group in ("SUBJECT", "PROCESSING"))
    pairs = list(zip(texts_of(subject.get("LABELS")), numbers_of(subject.get("VALUES")).ravel(), strict=False))
    pairs += [(key, numbers_of(value).ravel()[0]) for key, value in processing.items() if numbers_of(value).size == 1]
    for label, value in pairs:
        for what, names in PERSON.items():
            if label.strip().lower() in names and np.isfinite(value) and value > 0:
                found[what] = float(value)
    while found.get("height", 0.0) > ADULT_M:
        found["height"] /= 10.0
    return found
