"""The body that a result was made with, from what the result says of itself."""

from __future__ import annotations

import json

import xarray as xr

from iliopsoas.body.body import Body
from iliopsoas.body.subject import Subject
from iliopsoas.errors import InputError


def recorded_body(result: xr.Dataset) -> Body:
    """The body of a result of `iliopsoas.analyze`, stored or not.

    Raises:
        InputError: the result does not tell enough of the person, or its muscles are not those of the body it tells.
    """
    told = result.attrs
    missing = [name for name in ("height_m", "body_mass_kg", "sex", "age_years") if name not in told]
    if missing:
        raise InputError(f"the result does not say {', '.join(missing)} of its person; analyse the movement again")
    lengths = {str(k): float(v) for k, v in json.loads(str(told.get("segment_scale") or "{}")).items()}
    subject = Subject(
        float(told["height_m"]), float(told["body_mass_kg"]), str(told["sex"]), float(told["age_years"]), lengths  # type: ignore[arg-type]
    )  # fmt: skip
    variants, conditions = (str(told.get(name, "")).split() for name in ("variants", "conditions"))
    body = Body.build(subject, variants=variants, conditions=conditions)
    if list(body.muscles.names) != [str(name) for name in result["muscle"].values]:
        raise InputError(
            "the strands of this result are not those of the body that it tells of; it was made with another version "
            "or with variants of your own. Analyse the movement again"
        )
    return body
