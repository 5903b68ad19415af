"""Whether an exercise may be in a phase for this person, and why not: the rules, one after the other.

1. left out by the professional; 2. equipment that is missing; 3. precautions; 4. loads that are not known although a
cap asks for them; 5. capacity; 6. caps; 7. effort in an early phase; 8. pain thresholds in an early phase.

A cap is held against the upper end of a load's band: the plan stays on the safe side of its own error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import irritability, prescription, rehabilitation, stage
from iliopsoas.atlas.rehabilitation.records import Prescription
from iliopsoas.rehab.cards.load_card import Band, LoadCard
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.rehab.programme.doses import FEWEST, allowed_repetitions
from iliopsoas.rehab.programme.plan import Refusal
from iliopsoas.rehab.programme.profile import Profile
from iliopsoas.rehab.programme.screening import precautions_in

CardSource = Callable[[str, Mapping[str, float | str]], LoadCard | None]
"""Exercise and parameters -> what it loads, None where that is not known."""
SHARE = "share_of_maximum"
EFFORT_SORTS = ("activation", "strength", "function", "trunk")
"""Sorts of exercise that ask for strength."""
EARLY = ("calm", "activate")
"""Phases in which effort and pain are limited."""


@dataclass(frozen=True)
class Candidate:
    """An exercise that may be in a phase.

    Attributes:
        prescription: of the atlas. parameters: of the movement. card: what it loads; None: not known.
        order: its place among the candidates.
    """

    prescription: Prescription
    parameters: Mapping[str, float | str]
    card: LoadCard | None
    order: int

    @property
    def share(self) -> float | None:
        """Share of the own maximum [-]; None where it is not known or no matter of strength."""
        return effort_share(self.prescription, self.card)

    def rank(self, stage_name: str) -> tuple[float, float, int]:
        """Order of preference, the smallest first: without pain, near the effort of the phase, as in the programme."""
        low, _ = stage(stage_name).effort
        wanted = self.prescription.sort in ("activation", "strength")
        missing = max(low - self.share, 0.0) if wanted and self.share is not None else 0.0
        hurts = float(bool(self.card and self.card.hurts))
        return hurts, round(missing, 1), self.order


def card_source(cards: Iterable[LoadCard] | CardSource | None) -> CardSource | None:
    """A source of cards as it is given; None where loads are not looked at."""
    return cards if cards is None or callable(cards) else known_cards(cards)


def known_cards(cards: Iterable[LoadCard]) -> CardSource:
    """A source that knows these cards: one fits if it was made with the parameters that are asked for."""
    found = {(card.exercise, _settings(card.exercise, card.parameters)): card for card in cards}

    def source(exercise: str, parameters: Mapping[str, float | str]) -> LoadCard | None:
        return found.get((exercise, _settings(exercise, parameters)))

    return source


def _settings(exercise: str, parameters: Mapping[str, float | str]) -> tuple[tuple[str, float | str | None], ...]:
    """All parameters of a movement, the library's own where none is given."""
    usual = {p.name: p.default for p in find_movement(exercise).parameters}
    return tuple(sorted((usual | dict(parameters)).items()))


def effort_share(found: Prescription, card: LoadCard | None) -> float | None:
    """Share of the own maximum [-]; None where it is not known or no matter of strength."""
    return card.loads[SHARE].value if card is not None and found.sort in EFFORT_SORTS else None


def consider(
    name: str,
    stage_name: str,
    order: int,
    profile: Profile,
    cards: CardSource | None,
    given: Mapping[str, float | str] | None = None,
    without: tuple[str, ...] = (),
    effort: float = 0.0,
) -> Candidate | Refusal:
    """An exercise in a phase: the first of its steps that no rule forbids, or why none is left.

    Where the usual step asks for less than `effort`, heavier ones are tried, as far as no rule forbids them and none
    hurts.

    Args:
        name: of the library's movement. order: its place among the candidates.
        given: parameters that the professional has set; no other step is then tried.
        without: exercises left out by the professional.
        effort: share of the own maximum that its dose is meant for at least [-].
    """
    found = prescription(name)
    if (refused := refuse_record(found, stage_name, profile, without)) is not None:
        return refused
    steps = [given] if given else (list(found.steps) or [{}])
    first: Refusal | None = None
    for step in steps:
        card = cards(name, step) if cards is not None else None
        refused = refuse_card(found, stage_name, profile, card, step, expected=cards is not None)
        if refused is None:
            chosen = Candidate(found, step, card, order)
            usual = not given and step is steps[0]
            return heavier_step(chosen, stage_name, profile, cards, effort) if cards and usual else chosen
        first = first or refused
    assert first is not None  # a record has at least one step
    return replace(first, instead=_possible_step(found, stage_name, profile, cards, given))


def _possible_step(
    found: Prescription,
    stage_name: str,
    profile: Profile,
    cards: CardSource | None,
    given: Mapping[str, float | str] | None,
) -> str:
    """The heaviest setting below the given one that no rule forbids, in words; else the next easier exercise."""
    if given and cards is not None:
        for step in (*reversed(found.heavier), *found.steps):
            card = cards(found.name, step) if _lighter(step, given) else None
            if card is not None and refuse_card(found, stage_name, profile, card, step) is None:
                return f"{found.name} with {step_words(step)}"
    return found.easier


def heavier_step(usual: Candidate, stage_name: str, profile: Profile, cards: CardSource, effort: float) -> Candidate:
    """The lightest of the heavier steps that asks for the effort, or the last that is allowed and does not hurt."""
    chosen = usual
    for step in usual.prescription.heavier:
        if chosen.share is None or chosen.share >= effort:
            break
        card = cards(usual.prescription.name, step)
        if card is None or card.hurts or refuse_card(usual.prescription, stage_name, profile, card, step):
            break
        chosen = Candidate(usual.prescription, step, card, usual.order)
    return chosen


def refuse_record(
    found: Prescription, stage_name: str, profile: Profile, without: tuple[str, ...] = ()
) -> Refusal | None:
    """Rules that need no loads."""
    if found.name in without:
        return Refusal(found.name, "left out by the professional", "chosen")
    if missing := [e for e in found.equipment if e not in profile.equipment]:
        about = {e.name: e.about for e in rehabilitation().equipment}
        return Refusal(found.name, f"needs {', '.join(about[e] for e in missing)}", "equipment", found.easier)
    for precaution in precautions_in(profile, stage_name):
        if bad := set(precaution.avoid).intersection(found.features):
            about = {f.name: f.about for f in rehabilitation().features}
            words = "; ".join(about[name] for name in sorted(bad))
            return Refusal(found.name, f"{words}: {precaution.why}", "precaution", found.easier)
    return None


def refuse_card(
    found: Prescription,
    stage_name: str,
    profile: Profile,
    card: LoadCard | None,
    step: Mapping[str, float | str],
    *,
    expected: bool = False,
) -> Refusal | None:
    """Rules that need loads.

    Args:
        card: what it loads; None: not known, which is no bar unless a card is `expected` or a load is capped.
    """

    def refusal(reason: str, rule: str) -> Refusal:
        with_step = f"with {step_words(step)}: " if step else ""
        return Refusal(found.name, with_step + reason, rule, easier_step(found, step))

    if card is None:
        if profile.caps:
            capped = ", ".join(profile.caps)
            return refusal(f"its loads are not known, and the profile caps {capped}", "unknown load")
        return refusal("its loads could not be computed for this person", "unknown load") if expected else None
    if found.sort not in ("position", "stretch") and (words := over_capacity(found, card)):
        return refusal(words, "capacity")
    for name, cap in profile.caps.items():
        band = card.loads[name]
        if band.high > cap:
            load = load_name(name)
            unit = "" if load.unit == "-" else f" {load.unit}"
            return refusal(f"{load.title} {band_words(band)}{unit} can exceed the cap of {cap:g}{unit}", "cap")
    if stage_name in EARLY and found.sort not in ("position", "stretch"):
        return _refuse_early(found, stage_name, profile, card, refusal)
    return None


def over_capacity(found: Prescription, card: LoadCard) -> str:
    """Why the person cannot do it, with the figure; '' if they can."""
    share = effort_share(found, card)
    asked = "" if share is None else f"it asks for {100 * share:.0f} % of the own maximum"
    if share is not None and share > 1.0:
        return f"over capacity: {asked}"
    if card.shortfalls:
        worst = max(card.shortfalls, key=lambda s: s.needed_nm - s.possible_nm)
        return f"{worst.words}; {asked} of hip flexion" if asked else worst.words
    if share is not None and allowed_repetitions(share) < FEWEST:
        return f"too near the maximum: it asks for {100 * share:.0f} % of it, too much for {FEWEST} good repetitions"
    return ""


def easier_step(found: Prescription, step: Mapping[str, float | str]) -> str:
    """The next easier step in words: an easier setting, else an easier exercise; '' where there is none."""
    steps = [dict(s) for s in (*reversed(found.heavier), *found.steps)]
    if dict(step) in steps[:-1]:
        return f"{found.name} with {step_words(steps[steps.index(dict(step)) + 1])}"
    lighter = [s for s in steps if _lighter(s, step)]
    return f"{found.name} with {step_words(lighter[0])}" if lighter else found.easier


def _lighter(one: Mapping[str, float | str], other: Mapping[str, float | str]) -> bool:
    """All numbers of both are smaller in one."""
    pairs = [(one[k], other[k]) for k in one if k in other]
    return bool(pairs) and all(isinstance(a, float) and isinstance(b, float) and a < b for a, b in pairs)


def band_words(band: Band) -> str:
    """A band in three figures, without powers of ten: '1980 (1840 to 2110)'."""
    value, low, high = (f"{x:.0f}" if abs(x) >= 100.0 else f"{x:.3g}" for x in band)
    return f"{value} ({low} to {high})"


def step_words(step: Mapping[str, float | str]) -> str:
    """Parameters in words: 'cuff 2 kg', 'band green'."""
    units = {"cuff": " kg", "push": " N", "seat_height": " m", "height": " m"}
    return ", ".join(
        f"{key.replace('_', ' ')} {value}"
        if isinstance(value, str)
        else f"{key.replace('_', ' ')} {value:g}{units.get(key, '')}"
        for key, value in step.items()
    )


def _refuse_early(
    found: Prescription, stage_name: str, profile: Profile, card: LoadCard, refusal: Callable[[str, str], Refusal]
) -> Refusal | None:
    share = effort_share(found, card)
    most = min(stage(stage_name).effort[1], irritability(profile.irritability).effort_limit)
    if share is not None and share > most:
        asked = f"it asks for {100 * share:.0f} % of the own maximum"
        return refusal(
            f"{asked}; '{stage_name}' allows {100 * most:.0f} % with {profile.irritability} irritability", "effort"
        )
    if card.hurts:
        worst = max(card.hurts, key=lambda p: p.ratio.value)
        return refusal(f"{worst.threshold} is {worst.ratio.value:.2g} times the load that hurts", "pain")
    return None
