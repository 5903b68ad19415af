"""Distributions that a file may ask for, each by the number between 0 and 1 at which it is read off.

    normal       x = mean + sd z                       between low and high, where they are given
    lognormal    x = median exp(sd z)                  likewise
    uniform      x = low + u (high - low)
    loguniform   x = low (high / low)^u
    fixed        x = value
    choice       the value whose share of 0 to 1 holds u

with z the standard normal quantile of u; a normal that is cut off has all its probability between its ends. One number
u gives one x, rising with it, so that two studies can be compared one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, ClassVar

import numpy as np
from annotated_types import Ge, Gt, MinLen
from numpy.typing import NDArray

from iliopsoas.atlas.reading.field_types import Number, record_config
from iliopsoas.errors import InputError

Array = NDArray[np.float64]
LEAST_LEFT = 1e-3
"""A normal that is cut off must keep this share of its probability (technical)."""


@dataclass(frozen=True)
class Distribution:
    """What a number is drawn from."""

    __pydantic_config__ = record_config()
    word: ClassVar[str] = ""

    def quantile(self, share: Array) -> Array:
        """The values below which these shares of all draws lie."""
        raise NotImplementedError

    @classmethod
    def keys(cls) -> tuple[str, ...]:
        """How its entries are called in a file."""
        return tuple(field.name for field in fields(cls))

    def as_toml(self) -> dict[str, object]:
        """What a file would say."""
        own = {key: getattr(self, key) for key in self.keys()}
        return {"is": self.word, **{key: value for key, value in own.items() if _written(value)}}


def _written(value: object) -> bool:
    return not (isinstance(value, float) and not math.isfinite(value)) and value != ()


@dataclass(frozen=True)
class NormalDistribution(Distribution):
    """Normal, possibly cut off."""

    word = "normal"
    mean: Number
    sd: Annotated[Number, Ge(0.0)]
    low: Number = -math.inf
    high: Number = math.inf

    def __post_init__(self) -> None:
        _check_ends(self.low, self.high)
        if self.sd == 0.0:
            if not self.low <= self.mean <= self.high:
                raise InputError(f"with sd = 0 everybody has the mean, {self.mean:g}, which lies outside of its ends")
            return
        left = float(np.diff(_cumulative(self._ends()))[0])
        if left < LEAST_LEFT:
            raise InputError(
                f"a normal around {self.mean:g} with sd {self.sd:g} has next to nothing between {self.low:g} and "
                f"{self.high:g}, so that it cannot be drawn from; move the ends or the mean"
            )

    def _ends(self) -> Array:
        return (np.array([self.low, self.high]) - self.mean) / self.sd

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        if self.sd == 0.0:
            return np.full_like(share, self.mean)
        return self.mean + self.sd * _normal_between(self._ends(), share)


@dataclass(frozen=True)
class LogNormalDistribution(Distribution):
    """Its logarithm is normal; sd is that of the logarithm."""

    word = "lognormal"
    median: Annotated[Number, Gt(0.0)]
    sd: Annotated[Number, Ge(0.0)]
    low: Annotated[Number, Ge(0.0)] = 0.0
    high: Number = math.inf

    def __post_init__(self) -> None:
        _check_ends(self.low, self.high)
        self._log()

    def _log(self) -> NormalDistribution:
        low, high = (math.log(x) if x > 0.0 else -math.inf for x in (self.low, self.high))
        return NormalDistribution(math.log(self.median), self.sd, low, high)

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        return np.exp(self._log().quantile(share))


@dataclass(frozen=True)
class UniformDistribution(Distribution):
    """Every value between two ends alike."""

    word = "uniform"
    low: Number
    high: Number

    def __post_init__(self) -> None:
        _check_ends(self.low, self.high)

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        return self.low + share * (self.high - self.low)


@dataclass(frozen=True)
class LogUniformDistribution(Distribution):
    """Every factor between two ends alike."""

    word = "loguniform"
    low: Annotated[Number, Gt(0.0)]
    high: Annotated[Number, Gt(0.0)]

    def __post_init__(self) -> None:
        _check_ends(self.low, self.high)

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        out: Array = self.low * (self.high / self.low) ** share
        return out


@dataclass(frozen=True)
class FixedValue(Distribution):
    """One value for everybody."""

    word = "fixed"
    value: Number

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        return np.full_like(share, self.value)


@dataclass(frozen=True)
class ChoiceOfValues(Distribution):
    """One of some values; `shares` need not sum to 1, and are equal where they are left out."""

    word = "choice"
    values: Annotated[tuple[Number, ...], MinLen(1)]
    shares: tuple[Annotated[Number, Ge(0.0)], ...] = ()

    def __post_init__(self) -> None:
        if self.shares and (len(self.shares) != len(self.values) or not sum(self.shares) > 0.0):
            raise InputError(
                f"{len(self.values)} values need as many shares, not all of them 0; there are {len(self.shares)}"
            )

    def quantile(self, share: Array) -> Array:
        """See `Distribution`."""
        shares = np.array(self.shares or [1.0] * len(self.values))
        ends = np.cumsum(shares / shares.sum())
        return np.array(self.values)[np.minimum(np.searchsorted(ends, share, side="right"), len(ends) - 1)]


KINDS_OF_DISTRIBUTION: Mapping[str, type[Distribution]] = {
    kind.word: kind
    for kind in (
        NormalDistribution,
        LogNormalDistribution,
        UniformDistribution,
        LogUniformDistribution,
        FixedValue,
        ChoiceOfValues,
    )
}
"""By the word that a file says after `is`."""


def _check_ends(low: float, high: float) -> None:
    if not low < high:
        raise InputError(f"low is {low:g} and high {high:g}, so that nothing can be drawn; low must lie below high")


def _cumulative(z: Array) -> Array:
    from scipy.special import ndtr

    return np.asarray(ndtr(z))


def _normal_between(ends: Array, share: Array) -> Array:
    """Standard normal quantiles, all between two ends."""
    from scipy.special import ndtri

    below, above = _cumulative(ends)
    out: Array = np.clip(np.asarray(ndtri(below + share * (above - below))), *ends)
    return out
