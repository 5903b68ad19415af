"""The muscles of one body as arrays: one entry a strand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from iliopsoas.errors import InputError, UnknownName

Array = NDArray[np.float64]
PASSIVE_SHAPE = 4.0
"""Exponent of the passive curve [-] (degroote2016)."""
AGREED_SHARE = 0.05
"""Passive force at which exported curves agree with ours, as a share of `fpassive` [-] (technical)."""
UNSET: Array = np.zeros(0)
"""Stands for a default that depends on the other fields."""


@dataclass(frozen=True)
class Muscles:
    """Architecture of all strands.

    Attributes:
        names: strand names with side, (m).
        groups: the anatomical muscle of each strand, with side (`psoas_major_r`), (m).
        fmax: maximal isometric force [N], (m).
        lopt: optimal fibre length [m], (m).
        lslack: tendon slack length [m], (m).
        pennation: at optimal fibre length [rad], (m).
        passive_strain: fibre strain beyond the onset at which the exponential of the passive curve reaches `fpassive`
            [-], (m).
        sources: citation keys, (m).
        fpassive: passive force at that strain [N], (m); default fmax.
        passive_onset: fibre length, in optimal lengths, at which passive force begins [-], (m); default 1.
        activation_min, activation_max: bounds of activation [-], (m); default 0 and 1.
        reflex_gain: activation for each optimal fibre length a second of stretch [s], (m); default 0.
    """

    names: tuple[str, ...]
    groups: tuple[str, ...]
    fmax: Array
    lopt: Array
    lslack: Array
    pennation: Array
    passive_strain: Array
    sources: tuple[tuple[str, ...], ...]
    fpassive: Array = field(default_factory=lambda: UNSET)
    passive_onset: Array = field(default_factory=lambda: UNSET)
    activation_min: Array = field(default_factory=lambda: UNSET)
    activation_max: Array = field(default_factory=lambda: UNSET)
    reflex_gain: Array = field(default_factory=lambda: UNSET)

    def __post_init__(self) -> None:
        zero = np.zeros(len(self.names))
        defaults = {
            "fpassive": self.fmax,
            "passive_onset": zero + 1.0,
            "activation_min": zero,
            "activation_max": zero + 1.0,
            "reflex_gain": zero,
        }
        for name, value in defaults.items():
            if getattr(self, name) is UNSET:
                object.__setattr__(self, name, value)

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def volume(self) -> Array:
        """Fmax * lopt [N m], proportional to the volume of contractile tissue, (m)."""
        return self.fmax * self.lopt

    @cached_property
    def passive_strain_from_optimum(self) -> Array:
        """Strain at which a curve that begins at the optimal length would reach `fpassive` [-], (m).

        It agrees with ours at `AGREED_SHARE` of that force; other programs' curves have no onset.
        """
        share = np.log1p(AGREED_SHARE * np.expm1(PASSIVE_SHAPE)) / PASSIVE_SHAPE
        out: Array = self.passive_strain + (self.passive_onset - 1.0) / share
        return out

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        """Indices by name: of strands before muscles before both sides'."""
        out: dict[str, list[int]] = {}
        for labels in (self.names, self.groups, tuple(g[:-2] for g in self.groups)):
            mine: dict[str, list[int]] = {}
            for i, label in enumerate(labels):
                mine.setdefault(label, []).append(i)
            out = mine | out
        return out

    def select(self, name: str) -> list[int]:
        """Indices of a strand, of a whole muscle with side (`psoas_major_r`), or of both sides (`psoas_major`).

        Raises:
            UnknownName: nothing is called so; lists the muscles.
        """
        if found := self._places.get(name):
            return list(found)
        raise UnknownName("muscle", name, sorted({*self.groups, *(g[:-2] for g in self.groups)}) + list(self.names))

    def scaled(self, name: str, *, fmax: float = 1.0, lopt: float = 1.0, lslack: float = 1.0) -> Muscles:
        """A copy with a muscle's strength or lengths multiplied by factors; the body's geometry is untouched."""
        if not (fmax >= 0 and lopt > 0 and lslack > 0):
            raise InputError(f"factors of {name} must not be negative, and those of lengths must be above zero")
        index = self.select(name)

        def times(x: Array, factor: float) -> Array:
            y = x.copy()
            y[index] *= factor
            return y

        return replace(
            self,
            fmax=times(self.fmax, fmax),
            fpassive=times(self.fpassive, fmax),
            lopt=times(self.lopt, lopt),
            lslack=times(self.lslack, lslack),
        )
