"""From the words of the command line to what is studied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iliopsoas.study.recordings import Recording


def recording_of(
    movement: str,
    *,
    plates: Path | None = None,
    static: Path | None = None,
    marker_set: str | Path | None = None,
    side: str | None = None,
    parameters: Mapping[str, str] | None = None,
    accept: Iterable[str] = (),
) -> Recording:
    """A movement of the library, a user's own (.toml), or a recording by its ending, with the options that go with it.

    Raises:
        InputError: an option that does not go with it.
    """
    from iliopsoas.atlas.own_files import is_own_file
    from iliopsoas.errors import FileError, InputError
    from iliopsoas.motion.library.catalogue import MOVEMENTS
    from iliopsoas.study.recordings import MARKER_SUFFIXES, AngleFile, LibraryMovement, MarkerFile

    path = Path(movement)
    looks_like_file = not is_own_file(movement) and (path.suffix != "" or len(path.parts) > 1)
    if looks_like_file and (side is not None or parameters):
        raise InputError(f"--side, --cuff, --band and --set go with a movement of the library; '{movement}' is a file")
    if path.is_dir():
        raise FileError(path, "this is a folder; give a recording in it, or the name of a movement of the library")
    if path.suffix.lower() in MARKER_SUFFIXES:
        return MarkerFile(path, static=static, marker_set=marker_set, plates=plates, accept=tuple(accept))
    if static is not None or marker_set is not None:
        own = "--markers" if isinstance(marker_set, Path) else "--marker-set"
        option = "--static" if static is not None else own
        raise InputError(f"{option} goes with a marker file ({', '.join(MARKER_SUFFIXES)}); '{movement}' is none")
    if looks_like_file and movement not in MOVEMENTS:
        return AngleFile(path, plates=plates)
    if plates is not None:
        raise InputError(f"--grf goes with a coordinate file; '{movement}' is a movement of the library")
    return LibraryMovement(movement, side or "right", dict(parameters or {}))


def marker_set_of(name: str | None, own: Path | None) -> str | Path | None:
    """The marker set by `--marker-set NAME` or `--markers FILE`.

    Raises:
        InputError: both are given.
    """
    from iliopsoas.errors import InputError

    if name is not None and own is not None:
        raise InputError("--marker-set names a known set, --markers gives your own: give one of them")
    return name if own is None else own


def with_emg(recording: Recording, table: Path | None, muscles: Iterable[str]) -> Recording:
    """The recording with the electromyograms of `--emg FILE` and the muscles of `--emg-muscle LABEL=MUSCLE`.

    Raises:
        InputError: an option without '='.
    """
    from iliopsoas.errors import InputError
    from iliopsoas.study.recordings import RecordingWithEmg

    given = {}
    for item in muscles:
        label, equals, muscle = item.rpartition("=")
        if not equals or not label.strip():
            raise InputError(f"--emg-muscle is '{item}'; write LABEL=MUSCLE, for instance 'EMG 3=soleus_r'")
        given[label.strip()] = muscle.strip()
    return RecordingWithEmg(recording, table, given) if table is not None or given else recording
