"""Reading `data/rehabilitation/*.toml`: every error names file, line and block; names lead somewhere."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from iliopsoas.atlas.conditions.catalogue import conditions, red_flags
from iliopsoas.atlas.movements.catalogue import find_movement
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.atlas.rehabilitation.records import (
    STAGES,
    AdaptationParameter,
    ClinicalSign,
    DosePreset,
    Equipment,
    ExerciseFeature,
    Irritability,
    Modality,
    OutcomeMeasure,
    Precaution,
    Prescription,
    Programme,
    ProgrammePhase,
    ScreeningQuestion,
    Stage,
    StopRule,
)

FOLDER = "rehabilitation"
KINDS: dict[str, dict[str, type]] = {
    "screening": {"question": ScreeningQuestion},
    "precautions": {"feature": ExerciseFeature, "sign": ClinicalSign, "precaution": Precaution},
    "modalities": {"modality": Modality},
    "stages": {"stage": Stage, "irritability": Irritability, "stop_rule": StopRule},
    "doses": {"dose": DosePreset},
    "prescriptions": {"equipment": Equipment, "prescription": Prescription},
    "programmes": {"programme": Programme},
    "adaptation": {"parameter": AdaptationParameter},
    "outcomes": {"outcome": OutcomeMeasure},
}
"""File -> kind of block -> record."""
T = TypeVar("T")


class RehabilitationCatalogue(NamedTuple):
    """Everything in the files, in their order."""

    questions: tuple[ScreeningQuestion, ...]
    features: tuple[ExerciseFeature, ...]
    signs: tuple[ClinicalSign, ...]
    precautions: tuple[Precaution, ...]
    modalities: tuple[Modality, ...]
    stages: tuple[Stage, ...]
    irritabilities: tuple[Irritability, ...]
    stop_rules: tuple[StopRule, ...]
    doses: tuple[DosePreset, ...]
    equipment: tuple[Equipment, ...]
    prescriptions: tuple[Prescription, ...]
    programmes: tuple[Programme, ...]
    parameters: tuple[AdaptationParameter, ...]
    outcomes: tuple[OutcomeMeasure, ...]


def shipped_texts() -> dict[str, str]:
    """File -> its text, as it comes with the package."""
    return {name: data_text(f"{FOLDER}/{name}.toml") for name in KINDS}


def parse(texts: dict[str, str]) -> RehabilitationCatalogue:
    """Read all files together.

    Args:
        texts: file without its ending -> text; one that is missing is empty.

    Raises:
        AtlasError: not TOML; an entry is missing, unknown or impossible; a name leads nowhere.
    """
    blocks: dict[str, list[TomlBlock]] = {}
    for name, kinds in KINDS.items():
        blocks |= TomlFile.parse(texts.get(name, ""), f"{FOLDER}/{name}.toml").blocks(*kinds)
    read = _Reader(blocks)
    return RehabilitationCatalogue(
        questions=tuple(read.question(b) for b in blocks["question"]),
        features=tuple(b.read(ExerciseFeature) for b in blocks["feature"]),
        signs=tuple(b.read(ClinicalSign) for b in blocks["sign"]),
        precautions=tuple(read.precaution(b) for b in blocks["precaution"]),
        modalities=tuple(read.modality(b) for b in blocks["modality"]),
        stages=tuple(read.stage(b) for b in blocks["stage"]),
        irritabilities=tuple(b.read(Irritability) for b in blocks["irritability"]),
        stop_rules=tuple(b.read(StopRule) for b in blocks["stop_rule"]),
        doses=tuple(read.dose(b) for b in blocks["dose"]),
        equipment=tuple(b.read(Equipment) for b in blocks["equipment"]),
        prescriptions=tuple(read.prescription(b) for b in blocks["prescription"]),
        programmes=tuple(read.programme(b) for b in blocks["programme"]),
        parameters=tuple(read.parameter(b) for b in blocks["parameter"]),
        outcomes=tuple(b.read(OutcomeMeasure) for b in blocks["outcome"]),
    )


class _Reader:
    """Checks that bind blocks of several files."""

    def __init__(self, blocks: dict[str, list[TomlBlock]]) -> None:
        self._names = {kind: [str(b.values.get("name", "")) for b in found] for kind, found in blocks.items()}
        self._flags = {f.sign for f in red_flags()} | {sign for c in conditions() for sign in c.red_flags}

    def question(self, block: TomlBlock) -> ScreeningQuestion:
        question = block.read(ScreeningQuestion)
        self._there(block, "red flag", question.covers, sorted(self._flags), "covers")
        self._known(block, "sign", question.signs, "signs")
        return question

    def precaution(self, block: TomlBlock) -> Precaution:
        precaution = block.read(Precaution)
        self._known(block, "sign", precaution.signs, "signs")
        self._known(block, "feature", precaution.avoid, "avoid")
        if not (precaution.conditions or precaution.signs):
            raise block.error("it holds for nobody; give conditions or signs")
        return precaution

    def modality(self, block: TomlBlock) -> Modality:
        modality = block.read(Modality)
        known = [*self._names["sign"], *(c.name for c in conditions())]
        self._there(block, "sign or condition", modality.avoid, known, "avoid")
        return modality

    def stage(self, block: TomlBlock) -> Stage:
        stage = block.read(Stage)
        self._known(block, "prescription", stage.fillers, "fillers")
        return stage

    def dose(self, block: TomlBlock) -> DosePreset:
        dose = block.read(DosePreset)
        for key in ("repetitions", "sets", "per_day", "per_week"):
            low, high = getattr(dose, key)
            if not 1 <= low <= high:
                raise block.error(f"{key} {low} to {high} must rise from 1", key)
        if dose.per_week[1] > len("MTWTFSS"):
            raise block.error("a week has seven days", "per_week")
        return dose

    def prescription(self, block: TomlBlock) -> Prescription:
        found = block.read(Prescription)
        self._known(block, "feature", found.features, "features")
        self._known(block, "equipment", found.equipment, "equipment")
        self._known(block, "dose", (found.dose, *found.doses.values()), "dose")
        self._known(block, "prescription", filter(None, (found.easier, found.harder)), "easier")
        parameters = {p.name for p in find_movement(found.name).parameters}
        for key in ("steps", "heavier"):
            for i, step in enumerate(getattr(found, key)):
                self._there(block, "parameter", step, sorted(parameters), key, i)
        return found

    def programme(self, block: TomlBlock) -> Programme:
        phases = tuple(self._phase(inner) for inner in block.inner("phase"))
        if [phase.name for phase in phases] != list(STAGES):
            raise block.error(f"its phases must be {', '.join(STAGES)}, each once and in this order")
        return block.read(Programme, phase=phases)

    def parameter(self, block: TomlBlock) -> AdaptationParameter:
        found = block.read(AdaptationParameter)
        if not found.low <= found.typical <= found.high:
            raise block.error(f"{found.low:g}, {found.typical:g}, {found.high:g} must rise", "low")
        return found

    def _phase(self, block: TomlBlock) -> ProgrammePhase:
        phase = block.read(ProgrammePhase)
        self._known(block, "prescription", phase.exercises, "exercises")
        self._known(block, "dose", phase.doses.values(), "doses")
        return phase

    def _known(self, block: TomlBlock, kind: str, names: Iterable[str], key: str) -> None:
        self._there(block, kind, names, self._names[kind], key)

    @staticmethod
    def _there(block: TomlBlock, what: str, names: Iterable[str], known: Iterable[str], *keys: str | int) -> None:
        for name in names:
            if name not in known:
                raise block.unknown(what, name, known, *keys)
