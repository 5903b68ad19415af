"""What a study found, and how it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iliopsoas.body.body import Body
from iliopsoas.files import replacing_folder, write_text
from iliopsoas.motion.records.motion import Motion
from iliopsoas.results.differences import Difference, differences_as_data
from iliopsoas.results.stored.store import save
from iliopsoas.results.summary import summarise
from iliopsoas.templating import notebook_table

if TYPE_CHECKING:
    import xarray as xr

    from iliopsoas.adaptation.adapted import Adapted

RESULT, SUMMARY = "result.nc", "summary.json"
"""Files that `Study.save` writes."""


@dataclass(frozen=True, eq=False, repr=False)
class Study:
    """A person in a movement, analysed.

    Attributes:
        body: the person, with variants and conditions.
        recorded: the movement that was asked for.
        motion: the movement that was analysed: `recorded`, or the adapted one.
        result: its analysis (see `iliopsoas.mechanics.dataset`); its notes tell of the comparisons below.
        plain: the same without anatomical variants; None where there are none.
        healthy: the recorded movement without conditions; None where there are none.
        adapted: how the movement was adapted to the conditions; None where that was not asked.
        differences: what the conditions change, loads first, then strength; empty without conditions.
        grown: files that hold long results, by name; empty where all are in memory.
    """

    body: Body
    recorded: Motion
    motion: Motion
    result: xr.Dataset
    plain: xr.Dataset | None = None
    healthy: xr.Dataset | None = None
    adapted: Adapted | None = None
    differences: tuple[Difference, ...] = ()
    grown: Mapping[str, Path] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Who did what, in one line."""
        return f"<Study '{self.motion.name}': {self.result.sizes['time']} frames, {self.body!r}>"

    def _repr_html_(self) -> str:
        """What was found, for notebooks."""
        changed = [d.words for d in self.differences if d.noticed]
        return notebook_table(
            f"Study of '{self.motion.name}'",
            {
                "person": repr(self.body).strip("<>"),
                "frames": self.result.sizes["time"],
                "beside": ", ".join(
                    name for name in ("plain", "healthy", "adapted") if getattr(self, name) is not None
                ),
                "changes": "; ".join(changed),
                "notes": str(self.result.attrs["notes"]).replace("\n", " "),
            },
        )

    @property
    def files(self) -> tuple[str, ...]:
        """Names of the files that `save` writes."""
        return RESULT, SUMMARY

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of `references.bib` that the result rests on."""
        return tuple(self.result.attrs["sources"].split())

    def summary(self) -> dict[str, Any]:
        """The main numbers, as `json.dumps` takes them: those of `summarise`, with `changes` where there are
        conditions, and `adaptation` where the movement was adapted."""
        out = summarise(self.result, self.body)
        if self.differences:
            out["changes"] = differences_as_data(self.differences)
        if self.adapted is not None:
            out["adaptation"] = self.adapted.summary()
        return out

    def save(self, folder: Path | str) -> Path:
        """Write `result.nc` and `summary.json`, both or none; returns the folder, which is made if needed.

        Raises:
            FileError: the folder is a file, cannot be written to, or the disk is full.
        """
        target = Path(folder)
        with replacing_folder(target, (RESULT, SUMMARY)) as fresh:
            self.write_into(fresh)
        return target

    def write_into(self, folder: Path, *, summary: dict[str, Any] | None = None, result: bool = True) -> dict[str, Any]:
        """Write the two files into a folder that takes its place as a whole later (`replacing_folder`).

        Args:
            summary: of this study, where it is known already. result: write `result.nc` too.

        Returns:
            The summary that was written.
        """
        told = self.summary() if summary is None else summary
        write_text(folder / SUMMARY, json.dumps(told, indent=1) + "\n")
        if result:
            save(self.result, folder / RESULT, grown=self.grown.get(RESULT))
        return told

    def close(self) -> None:
        """Close files of long results, and remove those of the comparisons: nothing can be asked of them any more."""
        for result in (self.result, self.plain, self.healthy):
            if result is not None:
                result.close()
        for name, path in self.grown.items():
            if name != RESULT:
                path.unlink(missing_ok=True)
