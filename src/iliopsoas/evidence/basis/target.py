"""What was published, and how wide it is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A published value and the limits inside which ours agrees; None where there is no limit."""

    published: float
    low: float | None
    high: float | None
    sd: float | None = None

    def contains(self, ours: float) -> bool:
        """Whether a value agrees."""
        if self.low is None or self.high is None:
            return (self.low is None or ours > self.low) and (self.high is None or ours < self.high)
        slack = 1e-9 * max(abs(self.low), abs(self.high))
        return self.low - slack <= ours <= self.high + slack
