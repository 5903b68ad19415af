"""What is measured: the recorded walk beside the repository, or the library's walk where that is missing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iliopsoas import Body, Motion, Subject, movement, read_loads, read_motion

SHARED = Path(__file__).resolve().parents[2] / "shared"
RECORDED = SHARED / "trials" / "walk_gait2392_subject01"
RATE_HZ = 100.0


@dataclass(frozen=True)
class Trial:
    """One movement of one person and the part to analyse.

    Attributes:
        subject: who.
        coordinates, loads: files, None for the library's walk.
        start, end: [s].
    """

    subject: Subject
    coordinates: Path | None
    loads: Path | None
    start: float
    end: float

    @property
    def title(self) -> str:
        """For the heading."""
        what = RECORDED.name if self.coordinates else "the library's walk (no shared/trials beside the repository)"
        return f"{what}, {self.start:.2f}-{self.end:.2f} s, {self.subject.height:g} m, {self.subject.mass:g} kg"

    @property
    def frames(self) -> int:
        """Frames at `RATE_HZ`."""
        return round((self.end - self.start) * RATE_HZ) + 1

    def rate_for(self, frames: int) -> float:
        """Frames a second that make so many of the same part."""
        return (frames - 1) / (self.end - self.start)

    def read(self, body: Body) -> Motion:
        """The movement with its loads."""
        if self.coordinates is None or self.loads is None:
            return movement("walk", body)
        return read_motion(self.coordinates).with_loads(read_loads(self.loads))

    def arguments(self) -> list[str]:
        """The same analysis on the command line."""
        part = ["--from", f"{self.start:.10g}", "--to", f"{self.end:.10g}", "--rate", f"{RATE_HZ:g}"]
        who = ["--height", f"{self.subject.height:g}", "--mass", f"{self.subject.mass:g}"]
        if self.coordinates is None or self.loads is None:
            return ["analyze", "walk", *part, *who]
        return ["analyze", str(self.coordinates), "--grf", str(self.loads), *part, *who]


def find_trial() -> Trial:
    """The recorded walk if it is there, else the middle cycle of the library's walk."""
    coordinates, loads = RECORDED / "subject01_walk1_ik.mot", RECORDED / "subject01_walk1_grf.mot"
    if coordinates.is_file() and loads.is_file():
        return Trial(Subject(height=1.80, mass=72.6), coordinates, loads, 0.52, 1.98)
    subject = Subject(height=1.75, mass=75.0)
    duration = movement("walk", Body.build(subject)).duration
    start = round(duration / 3.0, 2)
    return Trial(subject, None, None, start, start + round(duration / 3.0, 2))
