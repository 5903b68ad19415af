"""People and load cards that tests of the programme make up: no body is computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from iliopsoas.atlas.rehabilitation.catalogue import prescription, screening_questions
from iliopsoas.rehab.cards.load_card import Band, LoadCard, PainfulCardLoad, Shortfall
from iliopsoas.rehab.cards.load_names import LOAD_KEYS, MEAN_KEYS
from iliopsoas.rehab.programme.profile import Profile
from iliopsoas.study.person import Person

EVERYTHING = ("chair", "bed", "band", "mini_band", "cuff", "rail", "wall", "step", "bar", "belt", "strap")
SHARES = {"position": 0.0, "mobility": 0.05, "activation": 0.3, "strength": 0.4, "stretch": 0.1, "trunk": 0.2,
          "back": 0.02, "function": 0.25}  # fmt: skip
"""Share of the own maximum by sort, made up."""
LOADS = {
    "hip_contact_bw": 2.0,
    "hip_anterior_bw": 0.5,
    "knee_contact_bw": 1.5,
    "lumbar_compression_n": 1500.0,
    "lumbar_shear_n": 150.0,
    "iliopsoas_force_n": 600.0,
    "tendon_strain": 0.03,
    "bursa_force_n": 200.0,
}
"""Loads of every exercise, made up."""


def clear_answers() -> dict[str, str]:
    """No to every question."""
    return {q.name: "no" for q in screening_questions()}


def profile(**changed: Any) -> Profile:
    """A person of 40 with everything at hand and no red flag; `age` and `conditions` are the person's."""
    person = Person(
        height=1.7, mass=70.0, sex="female", age=changed.pop("age", 40.0), conditions=changed.pop("conditions", ())
    )
    given = {"goal": "strength", "equipment": EVERYTHING, "physician_seen": True, "answers": clear_answers()} | changed
    return Profile("p-01", person, **given)


def card(
    exercise: str,
    parameters: Mapping[str, float | str] | None = None,
    *,
    share: float | None = None,
    scale: float = 1.0,
    spread: float = 0.2,
    hurts: float = 0.0,
    lacks: bool = False,
    **loads: float,
) -> LoadCard:
    """A card with made-up loads."""
    parameters = dict(parameters or {})
    own = SHARES[prescription(exercise).sort] if share is None else share
    values = dict.fromkeys((*LOAD_KEYS, *MEAN_KEYS), 0.1) | {k: scale * v for k, v in LOADS.items()} | loads
    values["share_of_maximum"] = own
    return LoadCard(
        exercise=exercise,
        title=exercise,
        parameters=parameters,
        loads={key: Band(v, v * (1.0 - spread), v * (1.0 + spread)) for key, v in values.items()},
        by_level={},
        demands={},
        limited_by="hip flexion",
        shortfalls=(Shortfall("hip_flexion_r", 80.0, 60.0),) if lacks else (),
        pain=(PainfulCardLoad("force of the psoas", Band(hurts, hurts, hurts)),) if hurts else (),
    )


class MadeUpCards:
    """A source of made-up cards; `changed` holds arguments of `card` by exercise, the rest go to all."""

    def __init__(self, changed: Mapping[str, Mapping[str, Any]] | None = None, **everywhere: Any) -> None:
        self.changed, self.everywhere = changed or {}, everywhere
        self._made: dict[tuple[object, ...], LoadCard] = {}
        self.asked: list[tuple[str, Mapping[str, float | str]]] = []

    def __call__(self, exercise: str, parameters: Mapping[str, float | str]) -> LoadCard:
        self.asked.append((exercise, parameters))
        key = (exercise, *sorted(parameters.items()))
        if key not in self._made:
            self._made[key] = self._card(exercise, parameters)
        return self._made[key]

    def _card(self, exercise: str, parameters: Mapping[str, float | str]) -> LoadCard:
        weight = parameters.get("cuff", 0.0)
        given = dict(self.everywhere) | dict(self.changed.get(exercise, {}))
        base = given.pop("share", SHARES[prescription(exercise).sort])
        return card(exercise, parameters, share=base + 0.15 * float(weight), **given)
