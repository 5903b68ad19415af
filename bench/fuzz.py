"""Damaged files for every reader, each read in a process that may fall, hang or grow: what became of them?

    python bench/fuzz.py [--files 10000] [--seed 1] [--kinds angles,c3d] [--keep FOLDER]

A file is answered by one clean error, by a recording that is refused as implausible, or it is accepted. What must not
happen: another error (a traceback for the user), a fall of the process, more than 10 s, more than 1 GB, or nonsense
that is accepted: a trajectory with a joint beyond 200 degrees, faster than 6000 deg/s, a pelvis at 20 m/s or 5 m high,
plates that push with more than 25 body weights, or anything that is no number. Files for which that happens are kept.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import random
import resource
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from mutations import damaged

SHARED = Path(__file__).resolve().parents[2] / "shared"
SECONDS, MEGABYTES = 10.0, 1024.0
"""More computing time or memory than this is a fault."""
PATIENCE = 18.0
"""Time on the clock, in times of computing time: a busy machine gives a process a share."""
WORDS_MOST = 1200
"""Letters of an error that somebody still reads."""
SHARES = {
    "angles": 35, "plates": 25, "markers": 6, "static": 2, "c3d": 15, "set": 6, "profile": 5, "result": 6
}  # fmt: skip
"""How many of a hundred files are of a kind; markers take longest, because a body is fitted to them."""
FAULTS = ("traceback", "fell", "hung", "grew", "nonsense", "warned", "endless words")


class Outcome(NamedTuple):
    """What became of a file: 'error', 'accepted' or one of `FAULTS`; and in words."""

    what: str
    words: str


class Case(NamedTuple):
    """A damaged file: of what kind, from which sound file, with which seed."""

    kind: str
    source: Path
    seed: str

    def content(self) -> bytes:
        """The same bytes every time."""
        text = self.source.suffix not in (".c3d", ".nc")
        return damaged(self.source.read_bytes(), random.Random(self.seed), text=text)


def sound_files(folder: Path) -> dict[str, list[Path]]:
    """Short recordings and files of settings, by kind; they are written into a folder."""
    import ezc3d

    from iliopsoas import Body, Subject, analyze, movement, save
    from iliopsoas.motion.marker_survey import survey_markers

    trials = SHARED / "trials"
    if not trials.is_dir():
        raise SystemExit("no shared/trials beside the repository: there is nothing to damage")
    walk, recorded = trials / "walk_gait2392_subject01", trials / "walk_rehazenter_2014001"
    made: dict[str, list[Path]] = {}

    def cut(kind: str, path: Path, head: int, rows: int) -> None:
        lines = path.read_text().split("\n")
        out = folder / f"{kind}_{path.name}"
        out.write_text("\n".join(lines[:head] + lines[head : head + rows]) + "\n")
        made.setdefault(kind, []).append(out)

    cut("angles", walk / "subject01_walk1_ik.mot", 11, 40)
    cut("angles", trials / "opencap_subject4" / "squats1_ik.mot", 11, 40)
    cut("plates", walk / "subject01_walk1_grf.mot", 7, 1300)
    cut("markers", walk / "subject01_walk1.trc", 6, 8)
    cut("markers", trials / "run_hamner_subject04" / "run200_markers.trc", 6, 8)
    cut("static", walk / "subject01_static.trc", 6, 3)
    file = ezc3d.c3d(str(recorded / "2014001_C1_01.c3d"))
    analog = file["data"]["analogs"].shape[2] // file["data"]["points"].shape[2]
    file["data"]["points"] = file["data"]["points"][:, :, 60:68]
    file["data"]["analogs"] = file["data"]["analogs"][:, :, 60 * analog : 68 * analog]
    del file["data"]["meta_points"]
    file.write(str(folder / "walk.c3d"))
    made["c3d"] = [folder / "walk.c3d", recorded / "2014001_ST.c3d"]
    (folder / "set.toml").write_text(survey_markers(made["markers"][0]).draft())
    made["set"] = [folder / "set.toml"]
    made["profile"] = sorted((Path(__file__).resolve().parents[1] / "examples" / "profiles").glob("*.toml"))
    body = Body.build(Subject(height=1.75, mass=75.0))
    march = movement("march", body)
    made["result"] = [save(analyze(body, march, start=march.time[0], end=march.time[0] + 0.05), folder / "result.nc")]
    return made


class Readers:
    """Everything that reads, with sound companions for what is damaged. Made once a process."""

    def __init__(self, made: dict[str, list[Path]]) -> None:
        from iliopsoas import Body, Subject, read_loads, read_motion

        self.body = Body.build(Subject(height=1.80, mass=72.6))
        self.motion, self.loads = read_motion(made["angles"][0]), read_loads(made["plates"][0])
        self.trial = made["markers"][0]
        self.of: dict[str, Callable[[Path], str | None]] = {
            "angles": self.angles,
            "plates": self.plates,
            "markers": self.markers,
            "static": self.static,
            "c3d": self.markers,
            "set": self.marker_set,
            "profile": self.profile,
            "result": self.result,
        }

    def angles(self, path: Path) -> str | None:
        """Joint angles, carried by a floor that is predicted."""
        from iliopsoas import read_motion

        return self._nonsense(self.body, read_motion(path))

    def plates(self, path: Path) -> str | None:
        """Plates under a sound walk."""
        from iliopsoas import read_loads

        return self._nonsense(self.body, self.motion.with_loads(read_loads(path)))

    def markers(self, path: Path) -> str | None:
        """Markers, and the plates beside them."""
        from iliopsoas.motion.from_markers import motion_from_markers

        return self._nonsense(*motion_from_markers(path, mass=72.6, height=1.80))

    def static(self, path: Path) -> str | None:
        """A standing trial."""
        from iliopsoas.motion.from_markers import motion_from_markers

        return self._nonsense(*motion_from_markers(self.trial, path, mass=72.6))

    def marker_set(self, path: Path) -> None:
        """Somebody's own marker set, used on a trial."""
        from iliopsoas.atlas.marker_sets import read_marker_set
        from iliopsoas.motion.files.marker_files import read_markers
        from iliopsoas.motion.markers.labels import recognise_marker_set

        recognise_marker_set(read_markers(self.trial).labels, read_marker_set(path))

    def profile(self, path: Path) -> None:
        """A person for whom a plan is made."""
        from iliopsoas.rehab.programme.profile_file import read_profile

        read_profile(path)

    def result(self, path: Path) -> str | None:
        """A saved result, and what is told of it."""
        import numpy as np

        from iliopsoas import load_result
        from iliopsoas.results.hip_contact import hip_contact_force
        from iliopsoas.results.trust import trust

        result = load_result(path)
        level = trust(result).level
        worst = max(float(hip_contact_force(result, side).max()) for side in "rl")
        if level == "poor" or (np.isfinite(worst) and worst < 25.0):
            return None
        return f"a saved hip carries {worst} body weights"

    def _nonsense(self, body: Any, motion: Any) -> str | None:
        """What of a trajectory cannot be, told by other means than the package's own rule."""
        import numpy as np

        from iliopsoas.motion.trajectory import prepare_trajectory

        got = prepare_trajectory(body, motion, cutoff_hz=None)
        names, free = body.map.names, ("pelvis_tilt", "pelvis_list", "pelvis_rotation")
        if not (np.isfinite(got.q).all() and np.isfinite(got.qdd).all()):
            return "a coordinate is no number"
        if not 1.0 < (len(got.time) - 1) / (got.time[-1] - got.time[0]) < 20_000.0:
            return f"frames {(got.time[-1] - got.time[0]) / (len(got.time) - 1)} s apart"
        slow = ("hip", "knee", "ankle", "lumbar")
        for column, name in enumerate(names):
            values, rate = got.q[:, column], np.diff(got.q[:, column]) / np.diff(got.time)
            if name == "pelvis_ty" and np.abs(values).max() > 5.0:
                return f"the pelvis is {np.abs(values).max():.4g} m high"
            if name.startswith("pelvis_t") and name != "pelvis_tilt" and np.abs(rate).max() > 20.0:
                return f"{name} moves at {np.abs(rate).max():.4g} m/s"
            if name in free or name.startswith("pelvis"):
                continue
            if np.degrees(np.abs(values).max()) > 200.0:
                return f"{name} reaches {np.degrees(np.abs(values).max()):.4g} degrees"
            if name.startswith(slow) and np.degrees(np.abs(rate).max()) > 6000.0:
                return f"{name} turns at {np.degrees(np.abs(rate).max()):.4g} deg/s"
        push = sum((np.linalg.norm(load.force, axis=1) for load in got.loads), np.zeros(len(got.time)))
        if not np.isfinite(push).all() or push.max() > 25.0 * body.subject.weight:
            return f"the plates push with {push.max() / body.subject.weight:.4g} body weights"
        return None


def answer(readers: Readers, kind: str, path: Path) -> Outcome:
    """What the reader of a kind makes of a file."""
    from iliopsoas.errors import AtlasError, IliopsoasError

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            nonsense = readers.of[kind](path)
        except AtlasError as error:
            return Outcome("traceback", f"AtlasError, which is ours to cause: {error}")
        except IliopsoasError as error:
            words = str(pickle.loads(pickle.dumps(error)))
            return Outcome("error" if len(words) <= WORDS_MOST else "endless words", words[:2000])
        except Exception:
            return Outcome("traceback", traceback.format_exc(limit=-4))
    if nonsense:
        return Outcome("nonsense", nonsense)
    if caught:
        return Outcome("warned", f"{caught[0].filename}:{caught[0].lineno}: {caught[0].message}")
    return Outcome("accepted", "")


def serve(wire: Connection, made: dict[str, list[Path]]) -> None:
    """A process that answers for files until it is closed or falls."""
    readers = Readers(made)
    wire.send(None)
    while True:
        kind, path = wire.recv()
        before, outcome, after = usage(), answer(readers, kind, path), usage()
        wire.send((outcome, after.megabytes, after.seconds - before.seconds))


class Usage(NamedTuple):
    """Computing time and the most memory so far, of this process and of those that it started."""

    seconds: float
    megabytes: float


def usage() -> Usage:
    """What was used until now."""
    all_of = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Usage(sum(u.ru_utime + u.ru_stime for u in all_of), max(u.ru_maxrss for u in all_of) / 1024.0)


class Server:
    """The process that reads, started again where it fell."""

    def __init__(self, made: dict[str, list[Path]]) -> None:
        self.made = made
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self.wire, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, self.made), daemon=True)
        self.process.start()
        other.close()
        self.wire.recv()

    def ask(self, kind: str, path: Path) -> Outcome:
        """What becomes of a file, if anything."""
        self.wire.send((kind, path))
        try:
            if self.wire.poll(SECONDS * PATIENCE):
                outcome, megabytes, seconds = self.wire.recv()
                if seconds > SECONDS:
                    return Outcome("hung", f"{seconds:.1f} s; {outcome}")
                if megabytes <= MEGABYTES:
                    return Outcome(*outcome)
                told = Outcome("grew", f"{megabytes:.0f} MB; {outcome}")
            else:
                told = Outcome("hung", f"no answer in {SECONDS * PATIENCE:g} s")
        except EOFError:
            self.process.join(SECONDS)
            told = Outcome("fell", f"exit code {self.process.exitcode}")
        self.process.kill()
        self.process.join()
        self._start()
        return told


def main(files: int, seed: int, kinds: list[str], keep: Path | None) -> int:
    """Damage, read, count, tell."""
    with tempfile.TemporaryDirectory() as folder:
        made = sound_files(Path(folder))
        if unknown := set(kinds) - set(made):
            raise SystemExit(f"no kind {', '.join(unknown)}; there are {', '.join(made)}")
        server, counts, begun = Server(made), Counter[tuple[str, str]](), time.monotonic()
        path_of = {kind: Path(folder) / f"damaged{sources[0].suffix}" for kind, sources in made.items()}
        for kind, sources in made.items():  # sound files must pass
            for source in sources:
                path_of[kind].write_bytes(source.read_bytes())
                outcome = server.ask(kind, path_of[kind])
                if outcome.what not in ("accepted", "error"):
                    raise SystemExit(f"{source.name}, sound: {outcome}")
        chosen = kinds or list(made)
        for number in range(files):
            dice = random.Random(f"{seed}-{number}-kind")
            kind = dice.choices(chosen, [SHARES[name] for name in chosen])[0]
            case = Case(kind, dice.choice(made[kind]), f"{seed}-{number}")
            path_of[kind].write_bytes(content := case.content())
            outcome = server.ask(kind, path_of[kind])
            counts[kind, outcome.what] += 1
            if outcome.what in FAULTS:
                print(f"{number} {kind} {case.source.name}: {outcome.what}: {outcome.words}", flush=True)
                if keep:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{kind}_{number}{path_of[kind].suffix}").write_bytes(content)
            if (number + 1) % 500 == 0:
                print(f"... {number + 1} files in {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
        server.process.kill()
    outcomes = ("error", "accepted", *FAULTS)
    print(f"{'':10s}" + "".join(f"{name:>14s}" for name in outcomes))
    for kind in chosen:
        print(f"{kind:10s}" + "".join(f"{counts[kind, name]:14d}" for name in outcomes))
    bad = sum(count for (_, what), count in counts.items() if what in FAULTS)
    print(f"{files} files, {bad} faults, {time.monotonic() - begun:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--files", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--kinds", type=lambda text: text.split(","), default=[])
    reader.add_argument("--keep", type=Path)
    given = reader.parse_args()
    sys.exit(main(given.files, given.seed, given.kinds, given.keep))
