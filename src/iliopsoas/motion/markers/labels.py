"""Which label stands for which landmark: recognise a laboratory's marker set.

The set that knows most of a file's labels is taken, unless the user names or writes one. What it does not list is read
by the words in the labels (`iliopsoas.atlas.marker_words`). Three markers on the pelvis and two on either leg are the
least that a pose can be found from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iliopsoas.atlas.marker_sets import MarkerSet, marker_sets
from iliopsoas.atlas.marker_words import Spot, WordReading, normalized_label, read_words
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.signals.checks import listed

LEAST = {"pelvis": 3, "r": 2, "l": 2}
"""Markers on the pelvis and on either leg below which there is no pose; technical."""
FEWEST = 4
"""A set that knows fewer of a file's labels is not the file's; technical."""
NEAREST = 4
"""Sets that an error names; technical."""
LEG = ("femur", "tibia", "talus", "calcn", "toes")
BY_WORDS = MarkerSet("words", "labels read by their words alone", {}, {}, {})


@dataclass(frozen=True)
class RecognisedLabels:
    """What a file's labels stand for.

    Attributes:
        marker_set: the set they follow.
        spots: label -> what it stands for; only markers that are used.
        notes: which set, which labels were read by their words, which nobody knows.
        couples: right and left labels that belong together.
        unknown: labels that mean nothing.
        worded: labels that were read by their words.
    """

    marker_set: MarkerSet
    spots: dict[str, Spot]
    notes: tuple[str, ...]
    couples: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    worded: tuple[str, ...] = ()

    def pairs(self) -> list[tuple[str, str]]:
        """Right and left labels of the pairs that are complete."""
        return [(r, le) for r, le in self.couples if r in self.spots and le in self.spots]

    def labels_of(self, *landmarks: str) -> list[str]:
        """The labels of these landmarks, as far as they are there."""
        at = {spot.landmark.landmark: label for label, spot in self.spots.items() if spot.landmark}
        return [at[name] for name in landmarks if name in at]


def recognise_marker_set(labels: Sequence[str], marker_set: str | MarkerSet | None = None) -> RecognisedLabels:
    """Find the marker set of `labels`, or apply one by its name, or one that a user wrote (`read_marker_set`).

    Raises:
        UnknownName: no set has that name.
        InputError: too few labels are known, or two labels stand for the same marker.
    """
    found = read_labels(labels, marker_set)
    _check_enough(labels, found)
    return found


def read_labels(labels: Sequence[str], marker_set: str | MarkerSet | None = None) -> RecognisedLabels:
    """The same, however few labels are known."""
    chosen = _chosen(labels, marker_set)
    listed_spots: dict[str, Spot] = {}
    rest: list[str] = []
    taken: dict[str, str] = {}
    for label in labels:
        plain = normalized_label(label)
        if plain in taken and (plain in chosen.spots or read_words(label) is not None):
            raise InputError(f"'{taken[plain]}' and '{label}' are the same marker to us; rename or remove one")
        taken[plain] = label
        if plain in chosen.spots:
            listed_spots[label] = chosen.spots[plain]
        else:
            rest.append(label)
    worded = {} if chosen.complete else _worded(rest, listed_spots)
    unknown = tuple(label for label in rest if label not in worded)
    every = listed_spots | {label: reading.spot for label, reading in worded.items()}
    spots = {label: every[label] for label in labels if label in every and every[label].body is not None}
    couples = [(taken[r], taken[le]) for r, le in chosen.partners.items() if r in taken and le in taken]
    notes = _notes(labels, chosen, marker_set is not None, spots, worded, unknown)
    return RecognisedLabels(chosen, spots, notes, (*couples, *_couples(worded)), unknown, tuple(worded))


def _chosen(labels: Sequence[str], marker_set: str | MarkerSet | None) -> MarkerSet:
    if isinstance(marker_set, MarkerSet):
        return marker_set
    sets = marker_sets()
    if marker_set is not None and marker_set not in (*sets, BY_WORDS.name):
        raise UnknownName("marker set", marker_set, [*sets, BY_WORDS.name])
    if marker_set is not None:
        return sets.get(marker_set, BY_WORDS)
    counts = _counts(labels)
    best = max(counts, key=counts.__getitem__)
    return sets[best] if counts[best] >= FEWEST else BY_WORDS


def _counts(labels: Sequence[str]) -> dict[str, int]:
    """How many of the labels each set knows."""
    return {name: sum(normalized_label(label) in s.spots for label in labels) for name, s in marker_sets().items()}


def _worded(labels: Sequence[str], known: dict[str, Spot]) -> dict[str, WordReading]:
    """Labels that their words explain. Of two for one landmark the plainer stays; one that a set lists comes first."""
    taken = {spot.landmark.landmark for spot in known.values() if spot.landmark}
    found = {label: reading for label in labels if (reading := read_words(label)) is not None}
    best: dict[str, str] = {}
    for label, reading in found.items():
        if reading.spot.landmark is not None:
            name = reading.spot.landmark.landmark
            if name not in taken and (name not in best or reading.rank < found[best[name]].rank):
                best[name] = label
    return {
        label: reading
        for label, reading in found.items()
        if reading.spot.landmark is None or best.get(reading.spot.landmark.landmark) == label
    }


def _couples(worded: dict[str, WordReading]) -> list[tuple[str, str]]:
    """Right and left labels that say the same apart from their side."""
    at = {(reading.phrase, reading.side): label for label, reading in worded.items()}
    return [(at[phrase, "r"], at[phrase, "l"]) for phrase, side in at if side == "r" and (phrase, "l") in at]


def _notes(
    labels: Sequence[str],
    chosen: MarkerSet,
    given: bool,
    spots: dict[str, Spot],
    worded: dict[str, WordReading],
    unknown: tuple[str, ...],
) -> tuple[str, ...]:
    how = "as given" if given else "recognised by its labels"
    of = f"{len(spots)} of {len(labels)} markers are used."
    by_words = chosen.name == BY_WORDS.name
    notes = [f"Labels follow no known marker set and were read by their words: {of}"] if by_words else []
    notes += [] if by_words else [f"Marker set '{chosen.name}' ({how}): {of}"]
    if worded and not by_words:
        told = [f"{label} ({_place(reading.spot)})" for label, reading in worded.items()]
        notes.append(f"Labels that this set does not list were read by their words: {listed(told)}.")
    if unknown:
        notes.append(f"Labels that nobody knows were left out: {listed(unknown)}.")
    return tuple(notes)


def _place(spot: Spot) -> str:
    return spot.landmark.landmark if spot.landmark else str(spot.body)


def _check_enough(labels: Sequence[str], found: RecognisedLabels) -> None:
    bodies = [str(spot.body) for spot in found.spots.values()]
    there = {"pelvis": bodies.count("pelvis")}
    there |= {side: sum(b.startswith(LEG) and b.endswith(f"_{side}") for b in bodies) for side in "rl"}
    if all(there[part] >= least for part, least in LEAST.items()):
        return
    chosen = found.marker_set
    counts = _counts(labels)
    near = sorted(counts, key=counts.__getitem__, reverse=True)[:NEAREST]
    sets = ", ".join(f"{name} ({counts[name]} of {len(labels)} labels known)" for name in near)
    lacks = [label for label in chosen.labels.values() if normalized_label(label) not in map(normalized_label, labels)]
    knows = f" It also knows: {listed(lacks, 12)}." if lacks else ""
    raise InputError(
        f"too few markers are known for a pose: with the set '{chosen.name}' {there['pelvis']} on the pelvis, "
        f"{there['r']} on the right leg, {there['l']} on the left (at least 3, 2, 2). The nearest sets are: {sets}. "
        f"The labels are: {listed(labels, 24)}.{knows} Write your own set: `iliopsoas markers TRIAL --draft FILE` "
        "makes a first guess to edit, --markers FILE takes it"
    )
