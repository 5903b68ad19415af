"""The table of comparisons: `atlas/data/evidence.toml`, read and checked.

[[evidence]]
name, group, quantity, compute, unit, source, kind, confidence, tolerance, reading     always
published with sd | percent | n | low and high (one of them for a sign or a bound)     or `published_by`
args, role (default 'prediction'), miss, movements                                      where needed
second = true               another reading of a published figure with which a record above is compared already
each = [{...}, {...}]       one record for every set of arguments; {argument} in name, quantity, texts is filled in
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.proportions import wilson_interval
from iliopsoas.atlas.reading.csv_rows import KINDS, data_text
from iliopsoas.errors import AtlasError
from iliopsoas.evidence.quantities.target import Target
from iliopsoas.evidence.records import CONFIDENCE, ROLES, Record

FILE = "evidence.toml"
LEVEL = re.compile(r"[TL]\d+_[LS]\d+")
NEEDED = (
    "name", "group", "quantity", "compute", "unit", "source", "kind", "confidence", "tolerance", "reading",
)  # fmt: skip
OPTIONAL = (
    "published",
    "sd",
    "percent",
    "n",
    "low",
    "high",
    "published_by",
    "args",
    "role",
    "miss",
    "movements",
    "second",
    "each",
)


@functools.cache
def records() -> tuple[Record, ...]:
    """All comparisons, in the order of the file."""
    return parse(data_text(FILE))


def groups() -> tuple[str, ...]:
    """Groups of comparisons, in the order of the file."""
    return tuple(dict.fromkeys(r.group for r in records()))


def parse(text: str, file: str = FILE) -> tuple[Record, ...]:
    """Read comparisons.

    Raises:
        AtlasError: a field is missing, unknown or contradictory, a source has no reference, a name comes twice.
    """
    out: dict[str, Record] = {}
    for block in tomllib.loads(text).get("evidence", []):
        for one in _each(block):
            record = _record(one, file)
            if record.name in out:
                raise AtlasError(f"{file}: two comparisons are called '{record.name}'")
            out[record.name] = record
    return tuple(out.values())


def _each(block: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    plain = {key: value for key, value in block.items() if key != "each"}
    for own in block.get("each", [{}]):
        args = {**plain.get("args", {}), **own}
        words = {key: f"{v:g}" if isinstance(v, float) else str(v) for key, v in args.items()}
        spoken = {key: _spoken(word) for key, word in words.items()}
        filled = {key: _fill(value, spoken) if isinstance(value, str) else value for key, value in plain.items()}
        yield {**filled, "name": _fill(str(plain.get("name", "")), words).replace(" ", "_"), "args": args}


def _spoken(word: str) -> str:
    """'L1_L2' -> 'L1/L2', 'psoas_major' -> 'psoas major'."""
    return word.replace("_", "/" if LEVEL.fullmatch(word) else " ")


def _fill(text: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    return text


def _record(block: Mapping[str, Any], file: str) -> Record:
    where = f"{file}, {block.get('name', 'a comparison without name')}"
    if missing := [key for key in NEEDED if not block.get(key)]:
        raise AtlasError(f"{where}: {', '.join(missing)} missing")
    if unknown := sorted(set(block) - {*NEEDED, *OPTIONAL}):
        raise AtlasError(f"{where}: unknown field {', '.join(unknown)}")
    role = block.get("role", ROLES[0])
    for field, value, known in (
        ("kind", block["kind"], KINDS),
        ("confidence", block["confidence"], CONFIDENCE),
        ("role", role, ROLES),
    ):
        if value not in known:
            raise AtlasError(f"{where}: {field} is '{value}'; it must be one of {', '.join(known)}")
    sources = tuple(block["source"].split(";"))
    if lost := [key for key in sources if key not in references()]:
        raise AtlasError(f"{where}: source '{lost[0]}' is not in references.bib")
    return Record(
        name=block["name"],
        group=block["group"],
        quantity=block["quantity"],
        compute=block["compute"],
        args=dict(block["args"]),
        target=None if block.get("published_by") else _target(block, where),
        published_by=block.get("published_by", ""),
        unit=block["unit"],
        sources=sources,
        kind=block["kind"],
        confidence=block["confidence"],
        role=role,
        tolerance=block["tolerance"],
        reading=block["reading"],
        miss=block.get("miss", ""),
        movements=tuple(block.get("movements", ())),
        second=bool(block.get("second", False)),
    )


def _target(block: Mapping[str, Any], where: str) -> Target:
    limits = [key for key in ("sd", "percent", "n") if key in block]
    bounds = [block.get("low"), block.get("high")]
    if "published" not in block or len(limits) + (bounds != [None, None]) != 1:
        raise AtlasError(f"{where}: give published, and one of sd, percent, n, or low and high")
    value = float(block["published"])
    match limits:
        case ["sd"]:
            return Target(value, value - block["sd"], value + block["sd"], float(block["sd"]))
        case ["percent"]:
            slack = abs(value) * block["percent"] / 100.0
            return Target(value, value - slack, value + slack)
        case ["n"]:
            low, high = wilson_interval(value / 100.0, block["n"])
            return Target(value, 100.0 * low, 100.0 * high)
        case _:
            return Target(value, *(None if b is None else float(b) for b in bounds))
