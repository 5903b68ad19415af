"""Bands of one's own: the mean and standard deviation of a laboratory's people over the gait cycle, as one small file.

    [[norms]]
    title = "20 adults of our laboratory, 1.3 m/s"

    [[norms.curve]]
    quantity = "knee_angle_deg"
    mean = [6, 14, 7, 41, 58, 6]
    sd = [5, 6, 5, 7, 6, 5]

Values are evenly spaced from 0 to 100 % unless `percent` says where they lie; between them it is linear.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from annotated_types import MinLen

from iliopsoas.atlas.own_files import own_text, read_own
from iliopsoas.atlas.reading.field_types import Described, Number, OneOf, Text, record_config
from iliopsoas.atlas.reading.record_schema import JsonSchema, record_schema, tables, whole_file
from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.atlas.walking.walking_norms import WalkingNorm, norm_units

BLOCK = "norms"
CONTACT_UNITS = {"hip_contact_bw": "body weights", "knee_contact_bw": "body weights"}
"""What the report draws besides the quantities of the atlas' norms, and its unit."""
Numbers = Annotated[tuple[Number, ...], MinLen(2), Described("two numbers or more in a list")]


def norm_quantities() -> dict[str, str]:
    """What may have a band, with its unit."""
    return norm_units() | CONTACT_UNITS


@dataclass(frozen=True)
class WrittenCurve:
    """The band of one quantity over the cycle of a leg.

    Attributes:
        quantity: what it is of; its name ends in its unit.
        mean: values from foot strike to the next foot strike of that leg.
        sd: standard deviation at the same places.
        percent: these places, rising from 0 to 100; default evenly spaced.
    """

    __pydantic_config__ = record_config()

    quantity: Annotated[Text, OneOf("quantity", norm_quantities)]
    mean: Numbers
    sd: Numbers
    percent: Numbers | None = None


@dataclass(frozen=True)
class WrittenNorms(Row):
    """Bands of some people.

    Attributes:
        name: of the file.
        title: who they are and how they walk, for captions.
    """

    name: Text
    title: Text


@dataclass(frozen=True, eq=False)
class OwnNorms:
    """Bands of a user's file.

    Attributes:
        path: of the file.
        title: who it is about.
        of: bands by quantity.
        sources: keys of `references.bib`; empty where the numbers are the user's own.
    """

    path: str
    title: str
    of: dict[str, WalkingNorm]
    sources: tuple[str, ...]


def own_norms(path: str | Path) -> OwnNorms:
    """The bands in a user's file.

    Raises:
        FileError: the file cannot be used; says line, block and key.
    """
    return _read(str(path), own_text(path, BLOCK, named=False))


def norms_schema() -> JsonSchema:
    """The schema of a user's file with bands."""
    norms = record_schema(
        WrittenNorms, optional=("name", "source", "kind"), added={"curve": tables(record_schema(WrittenCurve))}
    )
    norms["required"].append("curve")
    return whole_file("normative bands", {BLOCK: tables(norms, most=1)}, [BLOCK])


@functools.lru_cache(maxsize=16)
def _read(path: str, text: str) -> OwnNorms:
    """Kept by what stands in the file, so that an edited one is read again."""
    return read_own(path, text, BLOCK, lambda file: _norms(path, file), [(BLOCK,)])


def _norms(path: str, file: TomlFile) -> OwnNorms:
    blocks = file.blocks(BLOCK, names_differ=False)[BLOCK]
    if len(blocks) > 1:
        raise blocks[1].error("a file holds one block of norms; write other people into a file of their own")
    block = blocks[0]
    head = block.read(WrittenNorms, without=("curve",))
    curves = block.inner("curve")
    if not curves:
        raise block.error("it holds no curve; begin one with [[norms.curve]]")
    sources = tuple(key for key in head.sources if key != "own")
    of: dict[str, WalkingNorm] = {}
    for curve in curves:
        quantity, norm = _curve(curve, sources)
        if quantity in of:
            raise curve.error(f"it is a second curve of {quantity}", "quantity")
        of[quantity] = norm
    return OwnNorms(path, head.title, of, sources)


def _curve(block: TomlBlock, sources: tuple[str, ...]) -> tuple[str, WalkingNorm]:
    written = block.read(WrittenCurve)
    mean, sd = (np.array(values, dtype=float) for values in (written.mean, written.sd))
    if len(sd) != len(mean):
        raise block.error(f"sd has {len(sd)} values and mean has {len(mean)}; give one for each", "sd")
    if (sd < 0.0).any():
        raise block.error(f"sd holds {sd.min():g}; a standard deviation is never negative", "sd")
    percent = np.linspace(0.0, 100.0, len(mean)) if written.percent is None else np.array(written.percent, dtype=float)
    if len(percent) != len(mean):
        raise block.error(f"percent has {len(percent)} values and mean has {len(mean)}; give one for each", "percent")
    if percent[0] != 0.0 or percent[-1] != 100.0 or (np.diff(percent) <= 0.0).any():
        raise block.error("percent must rise from 0 to 100, both ends among its values", "percent")
    unit = norm_quantities()[written.quantity]
    return written.quantity, WalkingNorm(percent, mean, sd, unit, sources)
