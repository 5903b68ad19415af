"""`result.iliopsoas`: what people ask of a result, by anatomical names.

>>> result.iliopsoas.force("psoas_major", side="r").max()             # doctest: +SKIP
>>> result.iliopsoas.load("hip", side="left", unit="N")               # doctest: +SKIP
>>> result.iliopsoas.plot.muscles("psoas_major", "iliacus")           # doctest: +SKIP
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from iliopsoas.arrays import Array
from iliopsoas.atlas.mirror import SIDE_NAMES
from iliopsoas.errors import InputError, UnknownName
from iliopsoas.report.notebook.cycle_curves import curves_over_cycle
from iliopsoas.results.basis.attributes import body_weight
from iliopsoas.results.emg_agreement import emg_agreements
from iliopsoas.results.gait_events import gait_events
from iliopsoas.results.hip_contact import hip_contact_force
from iliopsoas.results.knee_contact import knee_contact_force
from iliopsoas.results.muscle_forces import hip_flexors, whole_muscle_activation, whole_muscle_force
from iliopsoas.templating import notebook_table

if TYPE_CHECKING:
    import pandas as pd

    from iliopsoas.report.notebook.axes import ResultPlots

JOINTS = {"hip": hip_contact_force, "knee": knee_contact_force}
UNITS = ("BW", "N")


@xr.register_dataset_accessor("iliopsoas")  # type: ignore[no-untyped-call]
class ResultAccessor:
    """Questions to a result. Every answer over time is a labelled array with its unit.

    Args:
        result: from `iliopsoas.analyze` or `load_result`.

    Raises:
        AttributeError: the dataset is no result of this package (xarray shows it as such).
    """

    def __init__(self, result: xr.Dataset) -> None:
        if "muscle_force" not in result or "body_weight_n" not in result.attrs:
            raise InputError("this dataset is no result of iliopsoas.analyze: it has no 'muscle_force' or no person")
        self._result = result

    def __repr__(self) -> str:
        person = self._result.attrs
        title, frames = person.get("title", ""), self._result.sizes["time"]
        return (
            f"<result '{title}': {frames} frames, {person['height_m']:.2f} m, {person['body_mass_kg']:.1f} kg; ask for "
            "muscles, force, activation, load, moment, events, emg, peaks, cycle, to_pandas, plot>"
        )

    def _repr_html_(self) -> str:
        """The main numbers, for notebooks."""
        person = self._result.attrs

        def peaks(values: Mapping[str, Array], unit: str, digits: int) -> str:
            told = [f"{SIDE_NAMES[side]} {float(v.max()):.{digits}f}" for side, v in values.items()]
            return f"{', '.join(told)} {unit} at most"

        muscles = {
            name.replace("_", " "): peaks({s: self.force(name, side=s).values for s in SIDE_NAMES}, "N", 0)
            for name in ("psoas_major", "iliacus")
        }
        joints = {
            f"{joint} contact": peaks({s: read(self._result, s) for s in SIDE_NAMES}, "BW", 2)
            for joint, read in JOINTS.items()
        }
        rows = {
            "person": f"{person['height_m']:.2f} m, {person['body_mass_kg']:.1f} kg",
            "frames": self._result.sizes["time"],
            "conditions": person.get("conditions", ""),
            **muscles,
            **joints,
            "ask for": "muscles, force, activation, load, moment, events, emg, peaks, cycle, to_pandas, plot",
        }
        return notebook_table(str(person.get("title", "result")), rows)

    @property
    def muscles(self) -> list[str]:
        """Anatomical muscles without side, as `force` and `activation` take them."""
        return sorted({str(group)[:-2] for group in self._result["group"].values})

    def force(self, muscle: str, *, side: str = "r") -> xr.DataArray:
        """Force of a whole muscle [N], (time).

        Raises:
            UnknownName: no such muscle or side.
        """
        group = self._group(muscle, side)
        return self._over_time(whole_muscle_force(self._result, group), "N", f"force of {_words(group)}")

    def activation(self, muscle: str, *, side: str = "r") -> xr.DataArray:
        """Activation of a whole muscle, its strands' weighted by volume [-], (time).

        Raises:
            UnknownName: no such muscle or side.
        """
        group = self._group(muscle, side)
        return self._over_time(whole_muscle_activation(self._result, group), "1", f"activation of {_words(group)}")

    def load(self, joint: str, *, side: str = "r", unit: str = "BW") -> xr.DataArray:
        """Contact force of a joint, (time).

        Args:
            joint: 'hip', 'knee', or a lumbar level such as 'L4_L5' or 'L4/L5', whose compression it is.
            unit: 'BW' (body weights) or 'N'.

        Raises:
            UnknownName: no such joint, side or unit.
        """
        if unit not in UNITS:
            raise UnknownName("unit", unit, UNITS)
        weight, level = body_weight(self._result), joint.replace("/", "_")
        levels = [str(name) for name in self._result["level"].values]
        if joint in JOINTS:
            which = side_letter(side)
            values, words = JOINTS[joint](self._result, which), f"{SIDE_NAMES[which]} {joint} contact force"
        elif level in levels:
            values = self._result["compression"].values[:, levels.index(level)] / weight
            words = f"compression of {level.replace('_', '/')}"
        else:
            raise UnknownName("joint or lumbar level", joint, [*JOINTS, *levels])
        return self._over_time(values * (weight if unit == "N" else 1.0), unit, words)

    def moment(self, coordinate: str, *, side: str | None = None) -> xr.DataArray:
        """Moment of muscles and passive structures about a coordinate [N m], (time).

        Args:
            coordinate: 'hip_flexion_r', or 'hip_flexion' with a side.

        Raises:
            UnknownName: no such coordinate.
        """
        name = coordinate if side is None else f"{coordinate}_{side_letter(side)}"
        known = [str(c) for c in self._result["coordinate"].values]
        if name not in known:
            raise UnknownName("balanced coordinate", name, known)
        values = self._result["joint_moment"].values[:, known.index(name)]
        return self._over_time(values, "N m", f"moment about {_words(name)}")

    def peaks(self) -> pd.DataFrame:
        """The largest value of the main curves and when: columns value, unit, time_s; one row a curve."""
        import pandas as pd

        rows = {}
        for name, curve in self.curves().items():
            frame = int(np.argmax(np.abs(curve.values)))
            rows[name] = {
                "value": float(curve.values[frame]),
                "unit": curve.attrs["units"],
                "time_s": float(curve["time"].values[frame]),
            }
        return pd.DataFrame.from_dict(rows, orient="index")

    def curves(self) -> dict[str, xr.DataArray]:
        """The main curves by name: hips, knees, lumbar levels, forces and activations of the hip flexors."""
        out: dict[str, xr.DataArray] = {}
        for side in "rl":
            for joint in JOINTS:
                out[f"{joint}_{side}_bw"] = self.load(joint, side=side)
        for level in self._result["level"].values:
            out[f"{level}_compression_n"] = self.load(str(level), unit="N")
        for muscle in hip_flexors(self._result):
            for side in "rl":
                out[f"{muscle}_{side}_force_n"] = self.force(muscle, side=side)
                out[f"{muscle}_{side}_activation"] = self.activation(muscle, side=side)
        return out

    def cycle(self, side: str = "r", *, events: tuple[float, float] | None = None) -> xr.Dataset:
        """The main curves over one leg's gait cycle, 0 to 100 % in steps of one, (percent).

        Args:
            events: heel strike and next heel strike of that leg [s], where the contact forces cannot tell.

        Raises:
            InputError: this is no walking or running, and no events are given.
        """
        return curves_over_cycle(self._result, self.curves(), side_letter(side), events)

    @property
    def events(self) -> pd.DataFrame:
        """Foot strikes and foot offs: columns time_s, side, kind, origin ('recording', 'force under the foot', ...)."""
        import pandas as pd

        rows = [asdict(event) for event in gait_events(self._result)]
        return pd.DataFrame(rows, columns=["time_s", "side", "kind", "origin"])

    def emg(self) -> pd.DataFrame:
        """Activation beside electromyograms: columns channel, muscle, r, on_off; no row where none were recorded."""
        import pandas as pd

        return pd.DataFrame(emg_agreements(self._result), columns=["channel", "muscle", "r", "on_off"])

    def to_pandas(self) -> pd.DataFrame:
        """The main curves as a table over time [s]."""
        import pandas as pd

        index = pd.Index(self._result["time"].values, name="time_s")
        return pd.DataFrame({name: curve.values for name, curve in self.curves().items()}, index=index)

    @functools.cached_property
    def plot(self) -> ResultPlots:
        """Pictures of it on matplotlib's axes."""
        from iliopsoas.report.notebook.axes import ResultPlots

        return ResultPlots(self._result, self)

    def _group(self, muscle: str, side: str) -> str:
        if muscle not in self.muscles:
            raise UnknownName("muscle", muscle, self.muscles)
        return f"{muscle}_{side_letter(side)}"

    def _over_time(self, values: Array, unit: str, words: str) -> xr.DataArray:
        time = self._result["time"]
        return xr.DataArray(values, {"time": time}, ("time",), words, {"units": unit, "long_name": words})


def side_letter(side: str) -> str:
    """'r' or 'l' of 'r', 'l', 'right' or 'left'.

    Raises:
        UnknownName: it is none of them.
    """
    by_name: dict[str, str] = {**{s: s for s in SIDE_NAMES}, **{name: s for s, name in SIDE_NAMES.items()}}
    if side not in by_name:
        raise UnknownName("side", side, by_name)
    return by_name[side]


def _words(name: str) -> str:
    """'psoas_major_r' -> 'right psoas major'."""
    side = SIDE_NAMES.get(name[-1]) if name[-2:] in ("_r", "_l") else None
    return f"{side} {name[:-2].replace('_', ' ')}" if side else name.replace("_", " ")
