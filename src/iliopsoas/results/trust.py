"""How far a result can be trusted: what is hard to believe of the recording and of what came out, and a verdict.

    good    nothing is hard to believe
    care    something lies beyond what is usual; read the loads with care
    poor    something is wrong, or was accepted although it would have been refused

The bounds are those of `iliopsoas.atlas.plausibility`, written down in one file.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import numpy as np
import xarray as xr

from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.atlas.plausibility import PlausibilityFinding, plausibility_rule
from iliopsoas.results.basis.columns import Array, blocks_of_frames, largest_sizes
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.reserves import moment_scale, residual_force, residual_moment, root_mean_square

SHORTEST_FIBRE, LONGEST_FIBRE = 0.4, 1.8
"""Fibre lengths beyond which a strand is at the end of its range [optimal lengths]; estimated, near the ends of the
active force-length curve (degroote2016)."""


class Trust(NamedTuple):
    """The verdict.

    Attributes:
        level: 'good', 'care' or 'poor'.
        findings: why, the worst first.
    """

    level: str
    findings: tuple[PlausibilityFinding, ...]

    @property
    def reasons(self) -> list[str]:
        """One sentence a finding: what, where, and what to do."""
        return [finding.sentence for finding in self.findings]

    @property
    def words(self) -> str:
        """The verdict in one sentence."""
        if self.level == "good":
            return "Trust: good. Nothing in the recording or in the result is hard to believe."
        so = "read the loads with care" if self.level == "care" else "do not use the loads before this is cleared up"
        return f"Trust: {self.level}. {so[0].upper()}{so[1:]}."

    def as_data(self) -> dict[str, Any]:
        """For programs."""
        return {
            "level": self.level,
            "reasons": self.reasons,
            "checks": [{"name": f.name, "level": f.level, "accepted": f.accepted} for f in self.findings],
        }


def trust(result: xr.Dataset) -> Trust:
    """The verdict on a result: findings of its recording, which it carries, and of itself."""
    findings = [*_of_the_recording(result), *outcome_findings(result)]
    poor = [f for f in findings if f.level != "care"]
    ordered = (*poor, *(f for f in findings if f.level == "care"))
    return Trust("poor" if poor else "care" if findings else "good", ordered)


def _of_the_recording(result: xr.Dataset) -> list[PlausibilityFinding]:
    return [PlausibilityFinding(**values) for values in json.loads(str(result.attrs.get("findings", "[]")))]


def outcome_findings(result: xr.Dataset) -> list[PlausibilityFinding]:
    """What of the result itself is hard to believe."""
    found = [
        *_residuals(result),
        _lacking(result),
        *_fibres(result),
        *(_joint_load(result, check, side) for check in ("hip_load", "knee_load") for side in "rl"),
    ]
    return [finding for finding in found if finding]


def _residuals(result: xr.Dataset) -> list[PlausibilityFinding | None]:
    """Without contact forces all of the weight is unexplained, which needs no figure."""
    if not result.sizes.get("load", 0):
        words = "No contact forces were given or found, so what ground or seat carried is missing"
        return [
            PlausibilityFinding(
                "residual_force", "poor", words, "give the plates (--grf), or let the floor be predicted"
            )
        ]
    force = root_mean_square(residual_force(result))
    moment = root_mean_square(residual_moment(result))
    share = f"{100.0 * force:.1f} % of body weight stay unexplained (RMS)"
    return [
        plausibility_rule("residual_force").judge(force, share),
        plausibility_rule("residual_moment").judge(moment, f"{moment:.0f} N m stay unexplained at the pelvis (RMS)"),
    ]


def _lacking(result: xr.Dataset) -> PlausibilityFinding | None:
    largest, scale = largest_sizes(result, "reserve"), moment_scale(result)
    column = int(np.argmax(largest / scale))
    share, frame = float(largest[column] / scale[column]), int(np.argmax(np.abs(_column(result, "reserve", column))))
    words = (
        f"muscles could not give {largest[column]:.0f} N m of {result['coordinate'].values[column]} at "
        f"{float(result['time'].values[frame]):.2f} s, {100.0 * share:.0f} % of its peak"
    )
    return plausibility_rule("lacking").judge(share, words)


def _column(result: xr.Dataset, name: str, number: int) -> Array:
    return np.asarray(result[name].variable[:, number].values)


def _fibres(result: xr.Dataset) -> list[PlausibilityFinding | None]:
    if not {"fibre_length", "passive_force"} <= set(result.data_vars):
        return []  # a result put together by hand
    strength, optimal = result["fmax"].values, result["lopt"].values
    scale = np.where(strength > 0.0, 1.0 / np.where(strength > 0.0, strength, 1.0), 0.0)
    ends, worst, frame, strand = np.zeros(len(strength), dtype=bool), -np.inf, 0, 0
    for some in blocks_of_frames(result):
        length = result["fibre_length"].variable[some].values / optimal
        ends |= ((length < SHORTEST_FIBRE) | (length > LONGEST_FIBRE)).any(axis=0)
        passive = result["passive_force"].variable[some].values * scale
        at, k = np.unravel_index(int(np.argmax(passive)), passive.shape)
        if passive[at, k] > worst:
            worst, frame, strand = float(passive[at, k]), some.start + int(at), int(k)
    return [
        plausibility_rule("fibres_at_end").judge(
            float(ends.mean()), f"{int(ends.sum())} of {ends.size} strands come to the end of their range"
        ),
        plausibility_rule("passive_force").judge(
            worst,
            f"{result['muscle'].values[strand]} is stretched until it pulls passively with {worst:.1f} times its "
            f"strength at {float(result['time'].values[frame]):.2f} s",
        ),
    ]


def _joint_load(result: xr.Dataset, check: str, side: str) -> PlausibilityFinding | None:
    force = hip_contact_force(result, side) if check == "hip_load" else knee_contact_force(result, side)
    frame = int(np.argmax(force))
    words = (
        f"the {SIDE_NAMES[side]} {check.removesuffix('_load')} carries {float(force[frame]):.1f} body weights "
        f"at {float(result['time'].values[frame]):.2f} s"
    )
    return plausibility_rule(check).judge(float(force[frame]), words)
