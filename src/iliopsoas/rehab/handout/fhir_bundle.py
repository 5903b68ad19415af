"""A plan and its diary as FHIR R4B bundles: proposed and measured in one, simulated in another.

    programme   Patient, CarePlan (draft), Goal, one ServiceRequest an exercise (proposal), Observations of the diary
    simulated   Patient and Observations of the load cards, each tagged as simulated, status 'preliminary'

The two are never mixed, so that nobody takes a simulated load for a measured one. FHIR has no element for sets,
repetitions, hold or tempo: they stand in `orderDetail` and, coded, in an extension. Codes that nobody could confirm
(range of motion, hip flexor torque) are left out and said in words.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.rehabilitation.catalogue import outcome_measure, prescription, programme, stop_rule
from iliopsoas.errors import InputError, MissingExtra
from iliopsoas.rehab.cards.load_names import LOAD_NAMES
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.programme.plan import SIMULATED, Plan, PlannedExercise

OWN = "urn:iliopsoas"
"""Where codes of our own are defined."""
SNOMED, LOINC, UCUM = "http://snomed.info/sct", "http://loinc.org", "http://unitsofmeasure.org"
EXERCISE_THERAPY = {"system": SNOMED, "code": "229065009", "display": "Exercise therapy"}
PHYSICAL_THERAPY = {"system": SNOMED, "code": "91251008", "display": "Physical therapy procedure"}
PAIN = {"system": LOINC, "code": "72514-3", "display": "Pain severity - 0-10 verbal numeric rating [Score] - Reported"}
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
SIMULATED_TAG = {"system": f"{OWN}:tag", "code": "simulated", "display": "Simulated estimate, not a measurement"}
UNITS = {
    "N m/kg": "N.m/kg",
    "points": "{score}",
    "%": "%",
    "deg": "deg",
    "s": "s",
    "N": "N",
    "body weights": "{body_weight}",
    "-": "1",
}
"""Our units in the Unified Code for Units of Measure."""
NAMES = uuid.UUID("0d7b7c7e-4f5c-5a53-9a0e-2f8f4f0c6b11")
"""Name space of the resources' ids (technical)."""


def programme_bundle(plan: Plan, entries: Iterable[DiaryEntry] = (), *, day: date | None = None) -> dict[str, Any]:
    """The programme and what was measured, as plain data that `checked_bundle` has accepted.

    Args:
        entries: of the same person, as they stand.
        day: of the plan; default today.

    Raises:
        InputError: an entry of another person. MissingExtra: the package `fhir.resources` is missing.
    """
    made, person = day or date.today(), plan.profile.identity
    mine = tuple(entries)
    if other := next((e for e in mine if e.person != person), None):
        raise InputError(
            f"the entry {other.id} is that of '{other.person}', not of '{person}'; give this person's alone"
        )
    patient = _patient(person)
    requests = [
        _request(plan, phased, k, patient, made)
        for k, phased in enumerate((phase.name, e) for phase in plan.phases for e in phase.exercises)
    ]
    goals = [_pain_goal(plan, patient), _own_goal(plan, patient)]
    care = _care_plan(plan, patient, goals, requests, made)
    seen = [o for entry in mine for o in _observations(entry, patient)]
    return checked_bundle([patient, *goals, care, *requests, *seen])


def simulated_bundle(plan: Plan, *, day: date | None = None) -> dict[str, Any]:
    """Loads of the plan's exercises, tagged as simulated; only the patient where no loads were computed."""
    made, patient = day or date.today(), _patient(plan.profile.identity)
    cards = {(e.exercise, tuple(sorted(e.parameters.items()))): e for e in plan.exercises if e.card is not None}
    return checked_bundle([patient, *(_simulated(e, patient, made) for e in cards.values())])


def checked_bundle(resources: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A collection of resources, validated as R4B; every reference must lead to one of them.

    Raises:
        InputError: it does not validate; says where. MissingExtra: the package `fhir.resources` is missing.
    """
    data = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources],
    }
    read_bundle(data)
    return data


def read_bundle(data: dict[str, Any]) -> Any:
    """A bundle as `fhir.resources` reads it.

    Raises:
        InputError: it does not validate, or a reference leads nowhere. MissingExtra: the package is missing.
    """
    try:
        from fhir.resources.R4B.bundle import Bundle
    except ModuleNotFoundError:
        raise MissingExtra("FHIR", "rehab") from None
    try:
        bundle = Bundle.model_validate(data)
    except ValueError as error:
        raise InputError(f"the bundle is no valid FHIR R4B: {error}") from None
    there = {entry.get("fullUrl") for entry in data.get("entry", [])}
    if lost := sorted(set(_references(data)) - there):
        raise InputError(f"the bundle refers to {', '.join(lost)}, which it does not hold")
    return bundle


def _references(data: Any) -> list[str]:
    if isinstance(data, dict):
        own = [data["reference"]] if isinstance(data.get("reference"), str) else []
        return own + [r for value in data.values() for r in _references(value)]
    return [r for value in data for r in _references(value)] if isinstance(data, list) else []


def _id(*parts: object) -> str:
    return str(uuid.uuid5(NAMES, "\n".join(map(str, parts))))


def _to(resource: dict[str, Any]) -> dict[str, str]:
    return {"reference": f"urn:uuid:{resource['id']}"}


def _quantity(value: float, unit: str) -> dict[str, Any]:
    return {"value": value, "unit": unit, "system": UCUM, "code": UNITS.get(unit, "1")}


def _patient(person: str) -> dict[str, Any]:
    """A pseudonym, no name."""
    return {
        "resourceType": "Patient",
        "id": _id("patient", person),
        "identifier": [{"system": f"{OWN}:pseudonym", "value": person}],
    }


def _pain_goal(plan: Plan, patient: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Goal",
        "id": _id("goal", plan.profile.identity, "pain"),
        "lifecycleStatus": "proposed",
        "description": {"text": "Pain of 2 of 10 or less"},
        "subject": _to(patient),
        "target": [
            {
                "measure": {"coding": [PAIN]},
                "detailQuantity": {**_quantity(2, "points"), "comparator": "<="},
            }
        ],
    }


def _own_goal(plan: Plan, patient: dict[str, Any]) -> dict[str, Any]:
    return {
        "resourceType": "Goal",
        "id": _id("goal", plan.profile.identity, plan.profile.goal),
        "lifecycleStatus": "proposed",
        "description": {"text": plan.profile.wish or programme(plan.profile.goal).title},
        "subject": _to(patient),
    }


def _care_plan(
    plan: Plan, patient: dict[str, Any], goals: Sequence[dict[str, Any]], requests: Sequence[dict[str, Any]], day: date
) -> dict[str, Any]:
    notes = [SIMULATED, stop_rule(plan.profile.stop_rule).words, *(r.words for r in plan.see_physician)]
    out = {
        "resourceType": "CarePlan",
        "id": _id("care plan", plan.profile.identity, day),
        "status": "draft",
        "intent": "proposal",
        "title": programme(plan.profile.goal).title,
        "category": [{"coding": [PHYSICAL_THERAPY]}],
        "subject": _to(patient),
        "period": {"start": day.isoformat()},
        "created": day.isoformat(),
        "goal": [_to(goal) for goal in goals],
        "note": [{"text": text} for text in dict.fromkeys(notes)],
    }
    return out | ({"activity": [{"reference": _to(request)} for request in requests]} if requests else {})


def _request(
    plan: Plan, phased: tuple[str, PlannedExercise], number: int, patient: dict[str, Any], day: date
) -> dict[str, Any]:
    phase, e = phased
    own = {"system": f"{OWN}:exercise", "code": e.exercise, "display": find_movement(e.exercise).title}
    parts = [("repetitions", e.dose.repetitions), ("sets", e.dose.sets)]
    dose: list[dict[str, Any]] = [{"url": name, "valueInteger": value} for name, value in parts]
    dose.append({"url": "hold", "valueQuantity": _quantity(e.dose.hold_s, "s")})
    dose += [{"url": "tempo", "valueString": e.dose.tempo}] if e.dose.tempo else []
    dose += [{"url": str(k), "valueString": str(v)} for k, v in sorted(e.parameters.items())]
    return {
        "resourceType": "ServiceRequest",
        "id": _id("request", plan.profile.identity, day, number, e.exercise),
        "extension": [{"url": f"{OWN}:dose", "extension": dose}],
        "status": "draft",
        "intent": "proposal",
        "category": [{"coding": [PHYSICAL_THERAPY]}],
        "code": {"coding": [EXERCISE_THERAPY, own]},
        "orderDetail": [{"text": e.dose.words}, {"text": f"phase: {phase}"}],
        "subject": _to(patient),
        "performer": [_to(patient)],
        "authoredOn": day.isoformat(),
        "occurrenceTiming": {"repeat": {"frequency": e.dose.sessions_per_week, "period": 1, "periodUnit": "wk"}},
        "bodySite": [{"text": "both hips" if e.side == "both" else f"{e.side} hip"}],
        "reasonCode": [{"text": e.reason or "chosen by the professional"}],
        "patientInstruction": prescription(e.exercise).words,
    }


def _observations(entry: DiaryEntry, patient: dict[str, Any]) -> list[dict[str, Any]]:
    out = []
    for name in ("pain_before", "pain_during", "pain_next_morning"):
        if (value := getattr(entry, name)) is not None:
            code = {"coding": [PAIN], "text": name.replace("_", " ")}
            out.append(
                _observation(entry, name, "survey", code, patient) | {"valueQuantity": _quantity(value, "points")}
            )
    for k, outcome in enumerate(entry.outcomes):
        measure = outcome_measure(outcome.measure)
        code = {"coding": [{"system": f"{OWN}:outcome", "code": measure.name}], "text": measure.title}
        made = _observation(entry, f"{outcome.measure} {k}", "exam", code, patient)
        made |= {"valueQuantity": _quantity(outcome.value, measure.unit), "method": {"text": measure.scoring}}
        out.append(made | ({} if outcome.side == "both" else {"bodySite": {"text": f"{outcome.side} hip"}}))
    if entry.exercises:
        code = {"coding": [{"system": f"{OWN}:diary", "code": "session"}], "text": "Exercise session"}
        components = [
            {
                "code": {"coding": [{"system": f"{OWN}:exercise", "code": d.exercise}], "text": d.side},
                "valueString": f"{d.sets} x {d.repetitions}, {d.load_kg:g} kg, {d.hold_s:g} s",
            }
            for d in entry.exercises
        ]
        out.append(_observation(entry, "session", "activity", code, patient) | {"component": components})
    return out


def _observation(
    entry: DiaryEntry, what: str, category: str, code: dict[str, Any], patient: dict[str, Any]
) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "id": _id("observation", entry.id, what),
        "status": "amended" if entry.replaces else "final",
        "category": [{"coding": [{"system": CATEGORY, "code": category}]}],
        "code": code,
        "subject": _to(patient),
        "effectiveDateTime": entry.day.isoformat(),
    }


def _simulated(e: PlannedExercise, patient: dict[str, Any], day: date) -> dict[str, Any]:
    assert e.card is not None
    components = []
    for load in LOAD_NAMES:
        band = e.card.loads[load.key]
        low, high = (_quantity(x, load.unit) for x in (band.low, band.high))
        components.append(
            {
                "code": {"coding": [{"system": f"{OWN}:load", "code": load.key}], "text": load.title},
                "valueQuantity": _quantity(band.value, load.unit),
                "referenceRange": [{"low": low, "high": high, "text": "5th to 95th percentile of the draws"}],
            }
        )
    return {
        "resourceType": "Observation",
        "id": _id("simulated", e.exercise, sorted(e.parameters.items()), day),
        "meta": {"tag": [SIMULATED_TAG]},
        "status": "preliminary",
        "category": [{"coding": [SIMULATED_TAG], "text": "simulated"}],
        "code": {
            "coding": [{"system": f"{OWN}:exercise", "code": e.exercise}],
            "text": f"Simulated loads: {find_movement(e.exercise).title}",
        },
        "subject": _to(patient),
        "effectiveDateTime": day.isoformat(),
        "note": [{"text": SIMULATED}],
        "method": {"text": "musculoskeletal simulation, peaks over one repetition"},
        "component": components,
    }
