"""From a profile and load cards to a plan: red flags, phases, two to four exercises each, doses, reasons.

Every choice shows its reason and its numbers and can be changed (`changes`). A professional decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import (
    dose_preset,
    equipment,
    irritability,
    modalities,
    modality,
    prescription,
    prescriptions,
    programme,
    stage,
    stop_rule,
)
from iliopsoas.atlas.rehabilitation.records import DosePreset, Modality, Prescription, Programme, ProgrammePhase
from iliopsoas.rehab.cards.load_card import LoadCard
from iliopsoas.rehab.programme.changes import DOSE_LIMITS, PlanChanges
from iliopsoas.rehab.programme.choice import Candidate, CardSource, card_source, consider, refuse_record
from iliopsoas.rehab.programme.doses import OTHER_SIDE, personal_dose, words_of
from iliopsoas.rehab.programme.plan import SIMULATED, Advice, Dose, Phase, Plan, PlannedExercise, Refusal
from iliopsoas.rehab.programme.profile import STAGES, Profile
from iliopsoas.rehab.programme.reasons import LEAST_SHARE, exercise_reason
from iliopsoas.rehab.programme.screening import Screening, screen

USUAL_EXERCISES = 3
"""Exercises of a phase unless something else is set, estimated: two to four are what people keep doing."""
FEWEST_EXERCISES = 2
"""Below which a phase says that it is thin, estimated."""
SAME_SORT = 2
"""Exercises of one sort in a phase while there are others, estimated."""
DECIDES = "A professional decides; every choice can be changed."


def make_plan(
    profile: Profile,
    cards: Iterable[LoadCard] | CardSource | None = None,
    changes: PlanChanges | None = None,
) -> Plan:
    """A plan for a person.

    Args:
        cards: load cards, or a function that makes them; None: loads are not
            looked at, and whatever a cap asks for is refused.
        changes: what the professional changes (`changes.read_changes`).

    Returns:
        Phases from the profile's stage on. None where a red flag or a first visit calls for a physician; only 'calm'
        while screening questions are open.

    Raises:
        UnknownName: a goal, sign, condition or answer that does not exist.
    """
    changes = changes or PlanChanges()
    profile = changes.of(profile)
    source = card_source(cards)
    screening = screen(profile)
    template = programme(profile.goal)
    if screening.referrals:
        return _physician_first(profile, screening)
    stages = ["calm"] if screening.open else list(STAGES[STAGES.index(profile.stage) :])
    phases: list[Phase] = []
    refused: dict[str, Refusal] = {}
    for wanted in template.phases:
        if wanted.name in stages:
            phase, left_out = _phase(wanted, profile, source, changes)
            phases.append(phase)
            refused = {r.exercise: r for r in left_out} | refused
    chosen = {e.exercise for phase in phases for e in phase.exercises}
    refused |= {r.exercise: r for r in _never(profile, stages)}
    left = [r for r in refused.values() if r.exercise not in chosen]
    barred = (*changes.without, *(r.exercise for r in left if r.rule != "effort"))
    kept = tuple(with_allowed_step(r, profile, stages, barred) for r in left)
    plan = Plan(
        profile=profile,
        phases=tuple(phases),
        refused=tuple(sorted(kept, key=lambda r: (r.rule, r.exercise))),
        open_questions=tuple(q.name for q in screening.open),
        rest=_rest(profile),
        advice=_advice(profile, stages),
        stop_rule=stop_rule(profile.stop_rule).words,
        notes=_notes(profile, screening, template, cards is not None),
    )
    return replace(plan, sources=_sources(plan, template))


def _physician_first(profile: Profile, screening: Screening) -> Plan:
    notes = (SIMULATED, "No plan: a physician comes first.")
    keys = {key for r in screening.referrals for key in r.source.split(";")}
    return Plan(
        profile=profile,
        phases=(),
        see_physician=screening.referrals,
        open_questions=tuple(q.name for q in screening.open),
        rest=modality("rest").words,
        stop_rule=stop_rule(profile.stop_rule).words,
        notes=notes,
        sources=tuple(sorted(keys)),
    )


def _phase(
    wanted: ProgrammePhase, profile: Profile, source: CardSource | None, changes: PlanChanges
) -> tuple[Phase, list[Refusal]]:
    names = dict.fromkeys((*changes.first.get(wanted.name, ()), *wanted.exercises, *stage(wanted.name).fillers))
    forced = set(changes.first.get(wanted.name, ()))
    settings = changes.phases.get(wanted.name, {})
    most = max(settings.get("exercises", USUAL_EXERCISES), len(forced))
    named = set(wanted.exercises) | forced
    candidates: list[Candidate] = []
    refused: list[Refusal] = []
    for order, name in enumerate(names):
        if name not in named and len(candidates) >= FEWEST_EXERCISES:
            continue
        effort = _preset(prescription(name), wanted).effort or (0.0, 1.0)
        given = changes.parameters.get(name)
        found = consider(name, wanted.name, order, profile, source, given, changes.without, effort=effort[0])
        if isinstance(found, Candidate):
            candidates.append(found)
        elif name in named:
            refused.append(found)
    chosen = _choose(candidates, wanted.name, most, forced)
    exercises = tuple(_planned(c, wanted, profile, changes) for c in chosen)
    notes = [_few(len(exercises)), _sore(c for c in candidates if c not in chosen)]
    return (
        Phase(
            name=wanted.name,
            weeks=settings.get("weeks", wanted.weeks),
            exercises=exercises,
            progress_when=wanted.progress_when,
            note=" ".join(filter(None, notes)),
        ),
        refused,
    )


def _few(exercises: int) -> str:
    if exercises >= FEWEST_EXERCISES:
        return ""
    return "Only one exercise fits." if exercises else "No exercise fits; see what was refused."


def _sore(passed_over: Iterable[Candidate]) -> str:
    """Exercises that others came before because they would hurt today."""
    ratios = {
        c.prescription.name: max(p.ratio.value for p in c.card.hurts)
        for c in passed_over
        if c.card is not None and c.card.hurts
    }
    told = ", ".join(f"{name} ({ratio:.2g} times the load that hurts)" for name, ratio in ratios.items())
    return f"Would hurt today; look again when this phase is reached: {told}." if told else ""


def _never(profile: Profile, stages: Iterable[str]) -> Iterator[Refusal]:
    """Exercises of the whole library that a precaution forbids in every phase, asked for or not."""
    everything = replace(profile, equipment=tuple(e.name for e in equipment()))
    for found in prescriptions():
        reasons = [refuse_record(found, stage_name, everything) for stage_name in stages]
        if reasons and reasons[0] is not None and all(reasons):
            yield reasons[0]


def with_allowed_step(
    refusal: Refusal, profile: Profile, stages: Iterable[str], without: tuple[str, ...] = ()
) -> Refusal:
    """The refusal with the next easier exercise that is itself allowed in one of the phases; '' where there is none.

    Args:
        without: exercises that are not.
    """
    if " with " in refusal.instead:  # an easier setting of the same exercise
        return refusal
    name = refusal.instead
    while name and all(refuse_record(prescription(name), stage_name, profile, without) for stage_name in stages):
        name = prescription(name).easier
    return replace(refusal, instead=name)


def _choose(candidates: list[Candidate], stage_name: str, most: int, forced: set[str]) -> list[Candidate]:
    """The best candidates, no more than SAME_SORT of one sort while there are others."""
    ranked = sorted(candidates, key=lambda c: (c.prescription.name not in forced, c.rank(stage_name)))
    chosen: list[Candidate] = []
    for strict in (True, False):
        for c in ranked:
            same = sum(1 for other in chosen if other.prescription.sort == c.prescription.sort)
            if len(chosen) < most and c not in chosen and (not strict or same < SAME_SORT):
                chosen.append(c)
    return sorted(chosen, key=lambda c: c.order)


def _planned(c: Candidate, phase: ProgrammePhase, profile: Profile, changes: PlanChanges) -> PlannedExercise:
    record, movement = c.prescription, find_movement(c.prescription.name)
    preset = _preset(record, phase)
    loaded = "loaded" in record.features
    days = irritability(profile.irritability).days_per_week if loaded and phase.name in ("calm", "activate") else 7
    side = profile.side if movement.laterality == "one" else "both"
    share = c.share if c.share is not None and c.share >= LEAST_SHARE else None
    dose = personal_dose(preset, share, days, one_side=movement.laterality == "one" and profile.side == "both")
    by_hand = record.name in changes.doses
    if by_hand:
        dose = set_dose(dose, changes.doses[record.name])
    return PlannedExercise(
        exercise=record.name,
        side=side,
        dose=dose,
        parameters=dict(c.parameters),
        reason=exercise_reason(c, phase.name, profile, dose, set_by_hand=by_hand),
        card=c.card,
    )


def _preset(record: Prescription, phase: ProgrammePhase) -> DosePreset:
    return dose_preset(phase.doses.get(record.sort, record.dose_in(phase.name)))


def set_dose(dose: Dose, values: Mapping[str, float]) -> Dose:
    """A dose with some of its numbers changed, and its words with them."""
    number = {key: values.get(key, getattr(dose, key)) for key in DOSE_LIMITS}
    changed = replace(
        dose,
        repetitions=int(number["repetitions"]),
        sets=int(number["sets"]),
        per_day=int(number["per_day"]),
        per_week=int(number["per_week"]),
        hold_s=float(number["hold_s"]),
    )
    return replace(changed, words=words_of(changed, one_side=OTHER_SIDE in dose.words))


def _rest(profile: Profile) -> str:
    found = irritability(profile.irritability)
    low, high = found.rest_days
    if profile.stage != "calm" or high == 0:
        return ""
    return f"First rest for {low} to {high} days. {modality('rest').words}"


def _advice(profile: Profile, stages: Iterable[str]) -> tuple[Advice, ...]:
    conditions = {c.condition.name for c in profile.conditions}
    reasons = conditions | set(profile.signs)
    return tuple(_told(m) for m in modalities() if _suits(m, profile, stages) and not reasons & set(m.avoid))


def _suits(m: Modality, profile: Profile, stages: Iterable[str]) -> bool:
    return bool(set(m.stages) & set(stages)) and (not m.irritability or profile.irritability in m.irritability)


def _told(m: Modality) -> Advice:
    return Advice(m.name, m.words, m.known, m.not_for, m.source)


def _notes(profile: Profile, screening: Screening, template: Programme, with_cards: bool) -> tuple[str, ...]:
    out = [SIMULATED, DECIDES]
    if screening.open:
        asked = ", ".join(q.name for q in screening.open)
        out.append(f"Only 'calm' is planned until these questions are answered: {asked}.")
    out += [f"'{q.name}' was answered with yes and cleared by a physician." for q in screening.cleared]
    names = {c.condition.name for c in profile.conditions}
    if names and not names & set(template.conditions):
        usual = ", ".join(template.conditions)
        out.append(f"The goal '{template.name}' is usual for {usual}; this person has {', '.join(sorted(names))}.")
    if not with_cards:
        out.append("No loads were computed: capacity was not checked, and whatever a cap asks for is refused.")
    return tuple(out)


def _sources(plan: Plan, template: Programme) -> tuple[str, ...]:
    texts = [template.source, *(e.dose.source for e in plan.exercises), *(a.source for a in plan.advice)]
    return tuple(sorted({key for text in texts for key in text.split(";")}))
