"""Who is studied: size, sex and age, anatomical variants, and what is wrong."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iliopsoas.body.subject import USUAL_HEIGHT, USUAL_MASS

if TYPE_CHECKING:
    from iliopsoas.atlas.variants.records import Variant
    from iliopsoas.body.body import Body
    from iliopsoas.body.subject import Sex, Subject

KEPT = 4
"""Bodies that are kept, for the next trial of the same person; technical."""


@dataclass(frozen=True)
class Person:
    """Who is studied, as far as known.

    Attributes:
        height: stature [m]; None: what a marker file or its markers say, else that of `Subject()`.
        mass: [kg]; None: what a marker file says, else that of `Subject()`.
        sex: 'male' or 'female'.
        age: [years].
        variants: anatomical variants, 'psoas_minor:r' or 'psoas_minor' for both sides (`iliopsoas atlas --variants`),
            or your own, 'mine.toml:r'.
        conditions: what is wrong, 'tightness=0.6' or 'psoas_weakness=0.3:left' (`iliopsoas.conditions`), or your own,
            'mine.toml=0.6:left'.
    """

    height: float | None = None
    mass: float | None = None
    sex: Sex = "male"
    age: float = 30.0
    variants: Sequence[str] = ()
    conditions: Sequence[str] = ()

    @property
    def subject(self) -> Subject:
        """The person with everything known; the usual stature and mass where they are not.

        Raises:
            InputError: a size, age or sex that nobody has.
        """
        from iliopsoas.body.subject import Subject

        height = USUAL_HEIGHT if self.height is None else self.height
        mass = USUAL_MASS if self.mass is None else self.mass
        return Subject(height, mass, self.sex, self.age)

    def healthy_body(self) -> Body:
        """The person's body without conditions, variants included.

        Raises:
            UnknownName, InputError: see `Body.build`.
        """
        from iliopsoas.atlas.variants.catalogue import resolve_variants, variant_records

        variants = resolve_variants(self.variants)
        return _built(self.height, self.mass, self.sex, self.age, variants, variant_records(variants))

    def body(self) -> Body:
        """The person's body, variants and conditions included.

        Raises:
            UnknownName, InputError: see `Body.build`.
        """
        return self.healthy_body().with_conditions(self.conditions)


@functools.lru_cache(maxsize=KEPT)
def _built(
    height: float | None,
    mass: float | None,
    sex: Sex,
    age: float,
    variants: tuple[str, ...],
    records: tuple[Variant, ...],
) -> Body:
    """A body, once for all trials of a person; nothing changes it afterwards. `records`: what the variants are."""
    from iliopsoas.body.body import Body

    return Body.build(Person(height, mass, sex, age).subject, variants=variants)
