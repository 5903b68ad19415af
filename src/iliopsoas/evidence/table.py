"""The table of comparisons: `atlas/data/evidence.toml`, read and checked.

[[evidence]]
name, group, quantity, compute, unit, source, kind, confidence, tolerance, reading     always
published with sd | percent | n | low and high (one of them for a sign or a bound)     or `published_by`
args, role (default 'prediction'), miss, movements                                      where needed
held_out = true             not looked at while parameters were chosen; decided before
second = true               another reading of a published figure with which a record above is compared already
each = [{...}, {...}]       one record for every set of arguments; {argument} in name, quantity, texts is filled in
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from iliopsoas.atlas.cite import references
from iliopsoas.atlas.proportions import wilson_interval
from iliopsoas.atlas.reading.csv_rows import data_text
from iliopsoas.atlas.reading.field_types import Number, Whole, record_config
from iliopsoas.atlas.reading.toml_blocks import TomlBlock, TomlFile
from iliopsoas.evidence.basis.target import Target
from iliopsoas.evidence.records import Record

FILE = "evidence.toml"
LEVEL = re.compile(r"[TL]\d+_[LS]\d+")


@dataclass(frozen=True)
class Published:
    """A published figure as it is written, with what says how wide it is."""

    __pydantic_config__ = record_config()

    published: Number
    sd: Number | None = None
    percent: Number | None = None
    n: Whole | None = None
    low: Number | None = None
    high: Number | None = None


PUBLISHED = tuple(Published.__dataclass_fields__)


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
        AtlasError: not TOML; an entry is missing, unknown or contradictory, a source has no reference, a name comes
            twice; the message names file, line and comparison.
    """
    out: dict[str, Record] = {}
    for block in TomlFile.parse(text, file).blocks("evidence", names_differ=False)["evidence"]:
        for one in _each(block):
            record = _record(one)
            if record.name in out:
                raise one.error(f"two comparisons are called '{record.name}'", "name")
            out[record.name] = record
    return tuple(out.values())


def _each(block: TomlBlock) -> Iterator[TomlBlock]:
    """One block for each set of arguments, the arguments filled into its texts."""
    plain = {key: value for key, value in block.values.items() if key != "each"}
    for own in block.values.get("each", [{}]):
        args = {**plain.get("args", {}), **own}
        words = {key: f"{v:g}" if isinstance(v, float) else str(v) for key, v in args.items()}
        spoken = {key: _spoken(word) for key, word in words.items()}
        filled = {key: _fill(value, spoken) if isinstance(value, str) else value for key, value in plain.items()}
        if isinstance(name := plain.get("name"), str):
            filled["name"] = _fill(name, words).replace(" ", "_")
        yield block.replaced({**filled, "args": args})


def _spoken(word: str) -> str:
    """'L1_L2' -> 'L1/L2', 'psoas_major' -> 'psoas major'."""
    return word.replace("_", "/" if LEVEL.fullmatch(word) else " ")


def _fill(text: str, words: Mapping[str, str]) -> str:
    for key, word in words.items():
        text = text.replace(f"{{{key}}}", word)
    return text


def _record(block: TomlBlock) -> Record:
    sources = str(block.values.get("source", "")).split(";")
    target = None if block.values.get("published_by") else _target(block)
    given = {"source": sources} if "source" in block.values else {}
    record = block.read(Record, without=PUBLISHED, added={"target": target}, **given)
    if lost := [key for key in sources if key not in references()]:
        raise block.error(f"source '{lost[0]}' is not in references.bib", "source")
    return record


def _target(block: TomlBlock) -> Target:
    given = {key: block.values[key] for key in PUBLISHED if key in block.values}
    if "published" not in given or len({"sd", "percent", "n"} & set(given)) + bool({"low", "high"} & set(given)) != 1:
        raise block.error("give published, and one of sd, percent, n, or low and high")
    found = block.replaced(given).read(Published)
    value = found.published
    if found.sd is not None:
        return Target(value, value - found.sd, value + found.sd, found.sd)
    if found.percent is not None:
        slack = abs(value) * found.percent / 100.0
        return Target(value, value - slack, value + slack)
    if found.n is not None:
        low, high = wilson_interval(value / 100.0, found.n)
        return Target(value, 100.0 * low, 100.0 * high)
    return Target(value, found.low, found.high)
