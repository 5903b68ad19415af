"""Which label stands for which landmark: recognise a laboratory's marker set.

The set that knows most of a file's labels is taken, unless the user names one. Three markers on the pelvis and two on
either leg are the least that a pose can be found from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iliopsoas.atlas.marker_sets import MarkerSet, Spot, marker_sets, normalized_label
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.motion.signals.checks import listed

LEAST = {"pelvis": 3, "r": 2, "l": 2}
"""Markers on the pelvis and on either leg below which there is no pose; technical."""
LEG = ("femur", "tibia", "talus", "calcn", "toes")


@dataclass(frozen=True)
class RecognisedLabels:
    """What a file's labels stand for.

    Attributes:
        marker_set: the set they follow.
        spots: label -> what it stands for; only markers that are used.
        notes: which set, which labels nobody knows.
    """

    marker_set: MarkerSet
    spots: dict[str, Spot]
    notes: tuple[str, ...]

    def pairs(self) -> list[tuple[str, str]]:
        """Right and left labels of the pairs that are complete."""
        at = {normalized_label(label): label for label in self.spots}
        return [(at[r], at[le]) for r, le in self.marker_set.partners.items() if r in at and le in at]

    def labels_of(self, *landmarks: str) -> list[str]:
        """The labels of these landmarks, as far as they are there."""
        at = {spot.landmark.landmark: label for label, spot in self.spots.items() if spot.landmark}
        return [at[name] for name in landmarks if name in at]


def recognise_marker_set(labels: Sequence[str], marker_set: str | None = None) -> RecognisedLabels:
    """Find the marker set of `labels`, or apply the one called `marker_set`.

    Raises:
        UnknownName: no set has that name.
        InputError: too few labels are known, or two labels stand for the same marker.
    """
    sets = marker_sets()
    if marker_set is not None and marker_set not in sets:
        raise UnknownName("marker set", marker_set, sets)
    counts = {name: sum(normalized_label(label) in s.spots for label in labels) for name, s in sets.items()}
    chosen = sets[marker_set or max(counts, key=counts.__getitem__)]
    spots: dict[str, Spot] = {}
    unknown: list[str] = []
    taken: dict[str, str] = {}
    for label in labels:
        spot = chosen.spots.get(normalized_label(label))
        if spot is None:
            unknown.append(label)
        elif normalized_label(label) in taken:
            raise InputError(
                f"'{taken[normalized_label(label)]}' and '{label}' are the same marker to us; rename or remove one"
            )
        else:
            taken[normalized_label(label)] = label
            if spot.body is not None:
                spots[label] = spot
    _check_enough(labels, spots, chosen, counts)
    how = "as given" if marker_set else "recognised by its labels"
    notes = [f"Marker set '{chosen.name}' ({how}): {len(spots)} of {len(labels)} markers are used."]
    if unknown:
        notes.append(f"Labels that this set does not know were left out: {listed(unknown)}.")
    return RecognisedLabels(chosen, spots, tuple(notes))


def _check_enough(labels: Sequence[str], spots: dict[str, Spot], chosen: MarkerSet, counts: dict[str, int]) -> None:
    bodies = [str(spot.body) for spot in spots.values()]
    found = {"pelvis": bodies.count("pelvis")}
    found |= {side: sum(b.startswith(LEG) and b.endswith(f"_{side}") for b in bodies) for side in "rl"}
    if all(found[part] >= least for part, least in LEAST.items()):
        return
    sets = ", ".join(f"{name} ({count} of {len(labels)} labels known)" for name, count in counts.items())
    raise InputError(
        f"too few markers are known for a pose: with the set '{chosen.name}' {found['pelvis']} on the pelvis, "
        f"{found['r']} on the right leg, {found['l']} on the left (at least 3, 2, 2). The sets are: {sets}. The labels "
        f"are: {listed(labels, 80)}. '{chosen.name}' knows: {listed(list(chosen.labels.values()), 80)}"
    )
