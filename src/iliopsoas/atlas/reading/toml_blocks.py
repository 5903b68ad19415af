"""Records in TOML: read, checked, and every error told in one way, with file, line, block and key.

    variants.toml, line 12, variant 'one', prevalence: value is 1.6; it must be at most 1
    lying.toml, line 31, movement 'nod', keyframe 'bend': no entry is called 'last_s'. Did you mean 'lasts_s'? ...

A file is a `TomlFile`, made of blocks: tables such as `[[variant]]`, with inner blocks such as `[[variant.effect]]` or
tables in braces. `TomlBlock.read` turns a block into a record: a frozen dataclass, whose field types
(`iliopsoas.atlas.reading.field_types`) pydantic checks. What binds several records together is checked by the module
that reads the file; it raises `TomlBlock.error`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Protocol, TypeVar, cast

from iliopsoas.atlas.reading.row import Row
from iliopsoas.atlas.reading.toml_lines import Path, line_map
from iliopsoas.errors import AtlasError, RecordError, UnknownName

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import ErrorDetails

T = TypeVar("T")

NAME_KEYS = ("name", "phase", "do", "about")
"""Entries that name a block in errors, the first that is there."""


class Named(Protocol):
    """A record that has a name."""

    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def find_record(what: str, name: str, records: Iterable[N]) -> N:
    """The record of that name.

    Raises:
        UnknownName: there is none.
    """
    by_name = {record.name: record for record in records}
    if name not in by_name:
        raise UnknownName(what, name, by_name)
    return by_name[name]


@dataclass(frozen=True)
class TomlFile:
    """A TOML text as a whole. `file` is its name, for errors."""

    file: str
    text: str
    data: dict[str, Any]

    @classmethod
    def parse(cls, text: str, file: str) -> TomlFile:
        """Read a text.

        Raises:
            AtlasError: it is not TOML.
        """
        try:
            return cls(file, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            line = int(at[1]) if at else len(text.splitlines())
            raise RecordError(file, line, "", f"not TOML: {error}") from None

    @functools.cached_property
    def lines(self) -> dict[Path, int]:
        """Line of everything in it; see `iliopsoas.atlas.reading.toml_lines`."""
        return line_map(self.text)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing around it that is written in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def error(self, problem: str, path: Path = (), where: str = "") -> RecordError:
        """An error at a path; `where` says in words which block it is."""
        return RecordError(self.file, self.line(path), where, problem)

    def blocks(self, *kinds: str, names_differ: bool = True) -> dict[str, list[TomlBlock]]:
        """The blocks of a file of [[kind]] tables, by kind.

        Raises:
            AtlasError: something stands in the file that is none of these, or (unless `names_differ` is false) two
            blocks of a kind have one name.
        """
        for name in self.data:
            if name not in kinds:
                known = " and ".join(f"[[{kind}]]" for kind in kinds)
                raise self.error(f"unknown '{name}'; there are {known}", (name,))
        outside = TomlBlock(self, (), self.data, "")
        found = {kind: outside.inner(kind, of=kind) for kind in kinds}
        for kind in kinds if names_differ else ():
            first: dict[object, int] = {}
            for block in found[kind]:
                called = block.values.get("name")
                if called in first:
                    raise block.error(f"it is a second {kind} of that name; the first is in line {first[called]}")
                if called is not None:
                    first[called] = block.line
        return found

    def named_tables(self, kind: str) -> list[TomlBlock]:
        """The blocks of a file of [name] tables, all of one kind; each has its name as `key`.

        Raises:
            AtlasError: a value stands outside of the tables.
        """
        for key, value in self.data.items():
            if not isinstance(value, dict):
                raise self.error(f"'{key}' stands outside of a {kind}; a {kind} begins with [its_name]", (key,))
        return [TomlBlock(self, (key,), value, f"{kind} '{key}'") for key, value in self.data.items()]


@dataclass(frozen=True)
class TomlBlock:
    """One table of a file.

    Attributes:
        path: where it is in the file, see `iliopsoas.atlas.reading.toml_lines`.
        values: what it holds.
        label: what it is called in errors: "variant 'one', prevalence".
    """

    origin: TomlFile
    path: Path
    values: Mapping[str, Any]
    label: str

    @property
    def line(self) -> int:
        """The line it begins on."""
        return self.origin.line(self.path)

    def error(self, problem: str, *keys: str | int) -> AtlasError:
        """An error at one of its entries, or at its beginning."""
        return self.origin.error(problem, (*self.path, *keys), self.label)

    def unknown(self, what: str, name: str, known: Iterable[str], *keys: str | int) -> AtlasError:
        """An error for a name that does not exist: lists those that do."""
        return self.error(str(UnknownName(what, name, known)), *keys)

    def replaced(self, values: Mapping[str, Any]) -> TomlBlock:
        """The same block holding something else; it keeps its label."""
        return TomlBlock(self.origin, self.path, values, self.label)

    def inner(self, key: str, of: str = "") -> list[TomlBlock]:
        """Its tables of that name, [[...]] blocks or tables in braces; none if there is no such entry.

        Args:
            of: what one of them is called, `key` without an s at its end by default.

        Raises:
            AtlasError: the entry is something else.
        """
        values = self.values.get(key, [])
        if not isinstance(values, list) or not all(isinstance(entry, dict) for entry in values):
            header = ".".join(str(part) for part in (*self.path, key) if isinstance(part, str))
            raise self.error(f"write '{key}' in blocks that begin with [[{header}]], or as a list of {{...}}", key)
        return [self.child((key, i), entry, of or key.removesuffix("s")) for i, entry in enumerate(values)]

    def child(self, keys: Sequence[str | int], values: Mapping[str, Any], kind: str) -> TomlBlock:
        """A table inside this one."""
        name = next((values[key] for key in NAME_KEYS if isinstance(values.get(key), str)), "")
        label = ", ".join(filter(None, (self.label, f"{kind} '{name}'" if name else kind)))
        return TomlBlock(self.origin, (*self.path, *keys), values, label)

    def choose(self, key: str, known: Mapping[str, T]) -> T:
        """What the name under this key stands for.

        Raises:
            AtlasError: it is missing or not known.
        """
        if key not in self.values:
            raise self.error(f"no {key}")
        name = self.values[key]
        if not isinstance(name, str) or name not in known:
            raise self.unknown(key, str(name), known, key)
        return known[name]

    def read(
        self, record: type[T], *, without: Iterable[str] = (), added: Mapping[str, Any] | None = None, **read: Any
    ) -> T:
        """The record that this block holds.

        Args:
            without: entries that are no part of the record.
            added: fields of the record that are not written in the file, such as its line.
            read: entries that have been read already; they take the place of what is written.

        Raises:
            AtlasError: an entry is missing, unknown or impossible.
        """
        from pydantic import ValidationError

        left_out, beside = set(without), dict(added or {})
        known = sorted({*_keys(record), *left_out} - set(beside))
        if strange := [key for key in beside if key in self.values]:
            raise self.unknown("entry", strange[0], known, strange[0])
        default = {"note": ""} if issubclass(record, Row) else {}
        values = {key: value for key, value in self.values.items() if key not in left_out}
        try:
            made: T = _adapter(cast("Any", record)).validate_python(default | values | beside | read)
        except ValidationError as error:
            told = sorted(error.errors(), key=lambda e: e["type"] != "unexpected_keyword_argument")
            raise self._told(told[0], known) from None
        return made

    def _told(self, error: ErrorDetails, known: list[str]) -> AtlasError:
        """An error of pydantic in our words."""
        key = str(error["loc"][0]) if error["loc"] else ""
        value, limits = error["input"], error.get("ctx", {})
        match error["type"]:
            case "missing":
                return self.error(f"no {key}" + ("; every number in the atlas has one" if key == "source" else ""))
            case "unexpected_keyword_argument":
                return self.unknown("entry", key, known, key)
            case "value_error":
                return self.error(str(limits["error"]), *error["loc"])
            case "string_too_short":
                return self.error(f"{key} is empty", *error["loc"])
            case "finite_number":
                return self.error(f"{key} is {value:g}, which is no number", *error["loc"])
            case kind:
                demand = limits.get("phrase") or _demand(kind, limits) or error["msg"]
                return self.error(f"{key} is {value!r}; it must be {demand}", *error["loc"])


def _demand(kind: str, limits: Mapping[str, Any]) -> str:
    """What a value must be, by the type of pydantic's error."""
    words = {
        "greater_than": "above {gt:g}",
        "greater_than_equal": "at least {ge:g}",
        "less_than": "below {lt:g}",
        "less_than_equal": "at most {le:g}",
        "string_type": "a text",
        "float_type": "a number",
        "int_type": "a whole number",
        "bool_type": "true or false",
        "dict_type": "a table",
        "mapping_type": "a table",
        "tuple_type": "a list",
    }
    return words.get(kind, "").format(**limits)


@functools.cache
def _adapter(record: Any) -> TypeAdapter[Any]:
    from pydantic import TypeAdapter

    return TypeAdapter(record)


def _keys(record: type[Any]) -> list[str]:
    """What the fields of a record are called in a file."""
    name_in_file = record.__pydantic_config__["alias_generator"]
    return [name_in_file(f.name) for f in fields(record)]
