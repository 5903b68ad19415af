"""Why an exercise is in a phase, in one paragraph: purpose, effort, loads, what was measured in people, dose."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from iliopsoas.atlas.rehabilitation.catalogue import dose_preset, stage
from iliopsoas.atlas.rehabilitation.records import Prescription
from iliopsoas.rehab.cards.load_card import Band, LoadCard, MeasuredLoad
from iliopsoas.rehab.cards.load_names import load_name
from iliopsoas.rehab.programme.choice import SHARE, Candidate, band_words, step_words
from iliopsoas.rehab.programme.plan import Dose
from iliopsoas.rehab.programme.profile import Profile

LEAST_SHARE = 0.05
"""Share of the own maximum below which an exercise is no matter of strength (estimated)."""
FLEXOR_SORTS = ("activation", "strength")
"""Sorts of exercise that are chosen for what they ask of the hip flexor."""
SHOWN_LOADS = ("iliopsoas_force_n", "hip_contact_bw", "lumbar_compression_n")
"""Loads that every reason tells."""


def exercise_reason(chosen: Candidate, stage_name: str, profile: Profile, dose: Dose, *, set_by_hand: bool) -> str:
    """The reason of a choice.

    Args:
        dose: as it stands in the plan.
        set_by_hand: the professional has set it, so that nothing is said of its size.
    """
    record = chosen.prescription
    out = [f"{record.purpose[:1].upper()}{record.purpose[1:]}."]
    if record.therapist:
        out.append("The therapist decides whether and in which direction.")
    if chosen.parameters and record.steps and dict(chosen.parameters) != dict(record.steps[0]):
        heavier = dict(chosen.parameters) in [dict(s) for s in record.heavier]
        out.append(f"{'A heavier' if heavier else 'An easier'} step: {step_words(chosen.parameters)}.")
    if chosen.card is None:
        out.append("Its loads were not computed.")
    else:
        out += _card_reasons(record, chosen.card, stage_name, profile.caps)
    return " ".join([*out, *_dose_reasons(chosen.share, dose, set_by_hand=set_by_hand)])


def _card_reasons(record: Prescription, card: LoadCard, stage_name: str, caps: Mapping[str, float]) -> Iterator[str]:
    share = card.loads[SHARE]
    low, high = (100 * x for x in stage(stage_name).effort)
    if record.sort in FLEXOR_SORTS and (share.value >= LEAST_SHARE or record.sort == "strength"):
        yield f"It asks for {_percent(share)} % of the own maximum; '{stage_name}' aims at {low:.0f} to {high:.0f} %."
    shown = [_load_words(card, key, caps) for key in dict.fromkeys((*SHOWN_LOADS, *caps))]
    yield f"Loads: {'; '.join(shown)}."
    yield from (_measured_words(m) for m in card.measured)
    if card.hurts:
        worst = max(card.hurts, key=lambda p: p.ratio.value)
        told = f"Today {worst.threshold} would be {worst.ratio.value:.2g} times what hurts"
        yield f"{told}: start when this phase is reached, not before."


def _dose_reasons(share: float | None, dose: Dose, *, set_by_hand: bool) -> Iterator[str]:
    preset = dose_preset(dose.preset)
    kind = "" if preset.kind == "measured" else f", {preset.kind}"
    yield f"Dose: {preset.name}, {preset.about} [{preset.source}{kind}]."
    if set_by_hand or share is None or preset.effort is None:
        return
    if LEAST_SHARE <= share < preset.effort[0]:
        hard = f"Light for this dose, which is meant for {100 * preset.effort[0]:.0f} % or more"
        yield f"{hard}: raise the load as soon as all repetitions are easy."
    if dose.per_week < preset.per_week[0] and share > preset.effort[1]:
        yield "Heavy for a daily dose: days of rest between."
    if dose.repetitions < preset.repetitions[0]:
        yield f"Fewer repetitions than its {preset.repetitions[0]}, because each is near the limit."


def _measured_words(measured: MeasuredLoad) -> str:
    """What people with instrumented joints carried, and how far ours is from it."""
    band = band_words(Band(measured.value, measured.low, measured.high))
    off = f"{abs(100.0 * measured.error):.0f} % {'more' if measured.error > 0.0 else 'less'}"
    who = f"{measured.people} people with instrumented joints"
    return f"Measured in {who}: {measured.joint} {band} body weights; ours is {off} [{measured.source}]."


def _load_words(card: LoadCard, key: str, caps: Mapping[str, float]) -> str:
    load, band = load_name(key), card.band(key)
    unit = "" if load.unit == "-" else f" {load.unit}"
    capped = f", cap {caps[key]:g}" if key in caps else ""
    return f"{load.title} {band_words(band)}{unit}{capped}"


def _percent(band: Band) -> str:
    value, low, high = (f"{100.0 * x:.0f}" for x in band)
    return f"{value} ({low} to {high})"
