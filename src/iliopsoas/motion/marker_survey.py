"""What the markers of a file were recognised as, before anything is computed from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from iliopsoas.arrays import Array
from iliopsoas.atlas.marker_sets import UNUSED, MarkerSet, own_set_text, read_marker_set
from iliopsoas.errors import InputError
from iliopsoas.motion.files.marker_files import read_markers
from iliopsoas.motion.markers.labels import RecognisedLabels, read_labels, recognise_marker_set
from iliopsoas.motion.markers.laboratory_axes import align_axes
from iliopsoas.motion.markers.recording_errors import without_misplaced
from iliopsoas.motion.records.markers import Markers


@dataclass(frozen=True)
class SurveyedMarker:
    """One marker of a file.

    Attributes:
        label: as the file has it.
        place: landmark or segment it stands for; 'unused' where it stands for nothing.
        how: 'set', 'words', or '' for a label that nobody knows.
        seen: share of the frames that show it [-].
    """

    label: str
    place: str
    how: str
    seen: float


@dataclass(frozen=True, eq=False)
class MarkerSurvey:
    """The markers of a file.

    Attributes:
        name: of the trial.
        marker_set: name of the set they follow.
        rows: one a marker.
        notes: what was recognised or assumed.
        problem: why no pose can be found from them; None if one can.
        positions: the frame that shows most markers, in our axes if those could be found, (markers, 3) [m].
    """

    name: str
    marker_set: str
    rows: tuple[SurveyedMarker, ...]
    notes: tuple[str, ...]
    problem: str | None
    positions: Array

    def draft(self) -> str:
        """The same as a set to edit, which `read_marker_set` reads."""
        about = [f"Markers of {self.name}, a first guess by the set '{self.marker_set}': edit it, then", ""]
        about[1] = "iliopsoas analyze TRIAL --markers THIS_FILE"
        return own_set_text([(row.label, row.place, _remark(row)) for row in self.rows], about)


def _remark(row: SurveyedMarker) -> str:
    if row.how == "words":
        return "read by its words"
    return "" if row.how else "not recognised"


def survey_markers(trial: str | Path | Markers, marker_set: str | Path | MarkerSet | None = None) -> MarkerSurvey:
    """Read a file's labels.

    Args:
        marker_set: name of a set, or the file of one's own; default recognised by the labels.

    Raises:
        InputError: an unreadable file, an unknown set, two labels for the same marker.
    """
    markers = trial if isinstance(trial, Markers) else read_markers(trial)
    chosen = read_marker_set(marker_set) if isinstance(marker_set, Path) else marker_set
    known = read_labels(markers.labels, chosen)
    problem, turned = None, markers
    try:
        recognise_marker_set(markers.labels, chosen)
        turned = align_axes(markers, known).markers
        known = without_misplaced(turned, known)
    except InputError as error:
        problem = str(error)
    notes = [*known.notes, *turned.notes]
    seen = markers.seen()
    rows = tuple(_row(label, known, float(seen[:, i].mean())) for i, label in enumerate(markers.labels))
    most = int(np.argmax(turned.seen().sum(axis=1)))
    return MarkerSurvey(markers.name, known.marker_set.name, rows, tuple(notes), problem, turned.positions[most])


def _row(label: str, known: RecognisedLabels, seen: float) -> SurveyedMarker:
    spot = known.spots.get(label)
    if spot is None:
        return SurveyedMarker(label, UNUSED, "" if label in known.unknown else "set", seen)
    place = spot.landmark.landmark if spot.landmark else str(spot.body)
    return SurveyedMarker(label, place, "words" if label in known.worded else "set", seen)
