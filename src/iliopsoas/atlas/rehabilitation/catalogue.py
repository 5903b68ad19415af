"""Everything the atlas holds of rehabilitation, by kind and by name; raises `UnknownName` for what it does not hold."""

from __future__ import annotations

import functools

from iliopsoas.atlas.movements.catalogue import movement_records
from iliopsoas.atlas.reading.toml_blocks import find_record
from iliopsoas.atlas.rehabilitation.file import RehabilitationCatalogue, parse, shipped_texts
from iliopsoas.atlas.rehabilitation.records import (
    AdaptationParameter,
    ClinicalSign,
    DosePreset,
    Equipment,
    Irritability,
    Modality,
    OutcomeMeasure,
    Precaution,
    Prescription,
    Programme,
    ScreeningQuestion,
    Stage,
    StopRule,
)
from iliopsoas.errors import UnknownName


@functools.cache
def rehabilitation() -> RehabilitationCatalogue:
    """All records.

    Raises:
        AtlasError: an entry is not as it must be; the message names file and line.
    """
    return parse(shipped_texts())


def screening_questions() -> tuple[ScreeningQuestion, ...]:
    """Questions asked before anything is planned, in their order."""
    return rehabilitation().questions


def screening_question(name: str) -> ScreeningQuestion:
    """One question."""
    return find_record("screening question", name, rehabilitation().questions)


def clinical_signs() -> tuple[ClinicalSign, ...]:
    """Findings that limit what may be done."""
    return rehabilitation().signs


def precautions() -> tuple[Precaution, ...]:
    """What is avoided with which condition or sign."""
    return rehabilitation().precautions


def modalities() -> tuple[Modality, ...]:
    """Rest, heat, ice, massage."""
    return rehabilitation().modalities


def modality(name: str) -> Modality:
    """One of them."""
    return find_record("modality", name, rehabilitation().modalities)


def stage(name: str) -> Stage:
    """A phase."""
    return find_record("stage", name, rehabilitation().stages)


def irritability(name: str) -> Irritability:
    """What an irritability allows."""
    return find_record("irritability", name, rehabilitation().irritabilities)


def stop_rule(name: str) -> StopRule:
    """When to stop."""
    return find_record("stop rule", name, rehabilitation().stop_rules)


def dose_preset(name: str) -> DosePreset:
    """A dose."""
    return find_record("dose", name, rehabilitation().doses)


def equipment() -> tuple[Equipment, ...]:
    """What exercises can need."""
    return rehabilitation().equipment


def prescriptions() -> tuple[Prescription, ...]:
    """How exercises are given."""
    return rehabilitation().prescriptions


def prescription(name: str) -> Prescription:
    """How an exercise is given, by its movement's name or alias ('slr')."""
    if name not in _prescriptions():
        raise UnknownName("prescribed exercise", name, _prescriptions())
    return _prescriptions()[name]


@functools.cache
def _prescriptions() -> dict[str, Prescription]:
    """By name and by every alias."""
    aliases = {name: record.aliases for name, record in movement_records().items()}
    return {name: p for p in rehabilitation().prescriptions for name in (p.name, *aliases[p.name])}


def programmes() -> tuple[Programme, ...]:
    """Templates by goal."""
    return rehabilitation().programmes


def programme(name: str) -> Programme:
    """The template for a goal."""
    return find_record("goal", name, rehabilitation().programmes)


def adaptation_parameter(name: str) -> AdaptationParameter:
    """A number of the forecast."""
    return find_record("adaptation parameter", name, rehabilitation().parameters)


def outcome_measures() -> tuple[OutcomeMeasure, ...]:
    """What is measured."""
    return rehabilitation().outcomes


def outcome_measure(name: str) -> OutcomeMeasure:
    """One of them."""
    return find_record("outcome measure", name, rehabilitation().outcomes)
