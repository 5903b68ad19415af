"""What a field of a record may hold. pydantic reads these types; it is not loaded before a record is read.

    name: Text                                    a text that is not empty
    value: Annotated[Number, Interval(ge=0, le=1)]    a number between 0 and 1, bounds of `annotated_types`
    per: Annotated[Text, OneOf("per", PER)]       one of some names; the error lists them and suggests the nearest
    at_m: Vector3                                 three numbers

Numbers are numbers: neither a text nor true nor nan passes for one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast

from annotated_types import MinLen

from iliopsoas.errors import UnknownName

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic_core import CoreSchema


def record_config(**keys: str) -> dict[str, Any]:
    """The `__pydantic_config__` of a record: no key but its fields.

    Args:
        keys: what a field is called in the file, where that is not its own name: `record_config(first="from")`.
    """
    return {"extra": "forbid", "alias_generator": lambda field: keys.get(field, field)}


class Strict:
    """No conversion: a number is not read from a text or a truth value, and nan is none."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = cast("dict[str, Any]", handler(source))
        finite = {"allow_inf_nan": False} if source is float else {}
        return cast("CoreSchema", schema | {"strict": True} | finite)


@dataclass(frozen=True)
class Checked:
    """A value that a function takes and gives back, changed or not; it raises InputError where it must not be."""

    function: Callable[[Any], Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.function, handler(source))


@dataclass(frozen=True)
class OneOf:
    """One of some names. `names` may be a function, which is called when a record is read.

    Attributes:
        what: what is named, for the error: 'coordinate'.
    """

    what: str
    names: Iterable[str] | Callable[[], Iterable[str]]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        return {"type": "string", "enum": list(self.names() if callable(self.names) else self.names)}

    def check(self, value: str) -> str:
        """The value itself.

        Raises:
            UnknownName: it is none of the names.
        """
        known = list(self.names() if callable(self.names) else self.names)
        if value not in known:
            raise UnknownName(self.what, value, known)
        return value


@dataclass(frozen=True)
class Described:
    """A type of several parts whose errors are told in one phrase: 'it must be [x, y, z]'."""

    phrase: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        from pydantic_core import PydanticCustomError, ValidationError, core_schema

        def check(value: Any, read: Callable[[Any], Any]) -> Any:
            try:
                return read(value)
            except ValidationError:
                raise PydanticCustomError("described", "{phrase}", {"phrase": self.phrase}) from None

        return core_schema.no_info_wrap_validator_function(check, handler(source))


Text = Annotated[str, MinLen(1)]
Number = Annotated[float, Strict()]
Whole = Annotated[int, Strict()]
Flag = Annotated[bool, Strict()]
Texts = Annotated[tuple[Text, ...], Described("a list of names")]
Pair = Annotated[tuple[Number, Number], Described("two numbers in a list")]
Vector3 = Annotated[tuple[Number, Number, Number], Described("[x, y, z]")]
