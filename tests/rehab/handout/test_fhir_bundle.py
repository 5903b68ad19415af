"""FHIR R4B: valid by `fhir.resources`, back as it went, whole, and nothing simulated among what was measured."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

pytest.importorskip("fhir.resources")

from iliopsoas.errors import InputError
from iliopsoas.rehab.diary.entries import DiaryEntry
from iliopsoas.rehab.handout.fhir_bundle import SIMULATED_TAG, programme_bundle, read_bundle, simulated_bundle
from iliopsoas.rehab.programme.plan import Plan

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def programme(plan: Plan, days: tuple[DiaryEntry, ...]) -> dict[str, Any]:
    return programme_bundle(plan, days, day=DAY)


@pytest.fixture(scope="module")
def simulated(plan: Plan) -> dict[str, Any]:
    return simulated_bundle(plan, day=DAY)


def _of(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


@pytest.mark.parametrize("name", ["programme", "simulated"])
def test_a_bundle_comes_back_as_it_went(name: str, request: pytest.FixtureRequest) -> None:
    bundle = request.getfixturevalue(name)
    back = json.loads(read_bundle(json.loads(json.dumps(bundle))).model_dump_json())
    assert back == bundle


def test_it_holds_plan_goals_and_one_request_an_exercise(programme: dict[str, Any], plan: Plan) -> None:
    (care,) = _of(programme, "CarePlan")
    requests = _of(programme, "ServiceRequest")
    assert care["status"] == "draft", "a professional decides"
    assert len(care["activity"]) == len(requests) == len(plan.exercises)
    assert len(_of(programme, "Goal")) == 2
    first = requests[0]
    assert first["code"]["coding"][0]["code"] == "229065009"
    assert first["code"]["coding"][1]["code"] == "straight_leg_raise"
    assert first["occurrenceTiming"]["repeat"] == {"frequency": 3, "period": 1, "periodUnit": "wk"}
    assert {e["url"] for e in first["extension"][0]["extension"]} == {"repetitions", "sets", "hold", "tempo"}
    assert first["bodySite"] == [{"text": "left hip"}]


def test_the_diary_is_there(programme: dict[str, Any]) -> None:
    seen = _of(programme, "Observation")
    pains = [o for o in seen if o["code"].get("coding", [{}])[0].get("code") == "72514-3"]
    assert [o["valueQuantity"]["value"] for o in pains] == [3, 3, 2, 2]
    assert {o["status"] for o in seen} == {"final", "amended"}
    strength = [o for o in seen if o["code"].get("text", "").startswith("Hip flexion torque")]
    assert [o["valueQuantity"]["code"] for o in strength] == ["N.m/kg"] * 2


def test_simulated_values_are_apart_and_flagged(programme: dict[str, Any], simulated: dict[str, Any]) -> None:
    assert "simulated" not in json.dumps([o["code"] for o in _of(programme, "Observation")]).lower()
    loads = _of(simulated, "Observation")
    assert len(loads) == 3
    for observation in loads:
        assert observation["meta"]["tag"] == [SIMULATED_TAG]
        assert observation["status"] == "preliminary"
        assert "not a diagnosis" in observation["note"][0]["text"]
    assert {e["resource"]["resourceType"] for e in simulated["entry"]} == {"Patient", "Observation"}


def test_nobody_is_named(programme: dict[str, Any]) -> None:
    (patient,) = _of(programme, "Patient")
    assert set(patient) == {"resourceType", "id", "identifier"}


def test_the_same_plan_has_the_same_ids(programme: dict[str, Any], plan: Plan, days: tuple[DiaryEntry, ...]) -> None:
    assert programme_bundle(plan, days, day=DAY) == programme


def test_another_persons_entry_is_refused(plan: Plan, days: tuple[DiaryEntry, ...]) -> None:
    with pytest.raises(InputError, match="is that of 'ben', not of 'p-07'"):
        programme_bundle(plan, [replace(days[0], person="ben")], day=DAY)


def test_a_broken_bundle_is_refused_with_the_place(programme: dict[str, Any]) -> None:
    broken = copy.deepcopy(programme)
    del next(r for r in (e["resource"] for e in broken["entry"]) if r["resourceType"] == "CarePlan")["status"]
    with pytest.raises(InputError, match="no valid FHIR R4B"):
        read_bundle(broken)
    lost = copy.deepcopy(programme)
    lost["entry"] = [e for e in lost["entry"] if e["resource"]["resourceType"] != "Patient"]
    with pytest.raises(InputError, match="which it does not hold"):
        read_bundle(lost)


def test_who_must_see_a_physician_has_no_requests(referred: Plan) -> None:
    bundle = programme_bundle(referred, day=DAY)
    (care,) = _of(bundle, "CarePlan")
    assert "activity" not in care
    assert any("emergency room" in note["text"] for note in care["note"])
