"""Files that visitors send: at most so large, of known kinds, kept under names of ours in a folder of ours.

A name that is sent is only ever read for its ending and shown in lists; the file lies in a folder that the server made
and removes, under a name that the server chose.
"""

from __future__ import annotations

import secrets
import threading
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING, Any

from iliopsoas.errors import InputError, readable
from iliopsoas.studio.drawing.drawn_body import DrawnBody
from iliopsoas.studio.drawing.played import PlayedResult, played, played_file

if TYPE_CHECKING:
    from iliopsoas.studio.visit.viewer import Viewer
    from iliopsoas.study.person import Person
    from iliopsoas.study.recordings import Recording

MOST_BYTES = 50_000_000
"""Size of a file that is taken [bytes] (technical)."""
ANGLES, MARKERS, RESULTS = (".mot", ".sto"), (".trc", ".c3d"), (".nc",)
KINDS = (*ANGLES, *MARKERS, *RESULTS)
SHOWN_LETTERS = 60
"""Letters of a file's name that lists show (technical)."""
_ONE_AT_A_TIME = threading.Semaphore(1)


def shown_name(name: str) -> str:
    """The last part of a name, as a line can bear it."""
    return readable(_last_part(name))[-SHOWN_LETTERS:] or "a file without a name"


def _last_part(name: str) -> str:
    return PureWindowsPath(PurePosixPath(name).name).name


def kind_of(name: str) -> str:
    """Ending of a file, in lower case.

    Raises:
        InputError: none that can be played.
    """
    ending = PurePosixPath(_last_part(name)).suffix.lower()
    if ending not in KINDS:
        raise InputError(f"'{shown_name(name)}' is no file that can be played; send one of {', '.join(KINDS)}")
    return ending


def keep_upload(folder: Path, name: str, content: bytes) -> Path:
    """Keep what was sent, under a name of ours.

    Raises:
        InputError: an ending that cannot be played, nothing in it, or too much.
    """
    ending = kind_of(name)
    if not content:
        raise InputError(f"'{shown_name(name)}' is empty; send it again")
    if len(content) > MOST_BYTES:
        raise InputError(too_large(name, len(content)))
    path = folder / f"{secrets.token_hex(8)}{ending}"
    path.write_bytes(content)
    return path


def too_large(name: str, size: int) -> str:
    """What is said of a file that is too large [bytes]."""
    return (
        f"'{shown_name(name)}' has {size / 1e6:.0f} MB; at most {MOST_BYTES / 1e6:.0f} MB are taken. Send a part of "
        "the record, or analyse it with `iliopsoas analyze` and open its result.nc with `iliopsoas studio result.nc`"
    )


def played_upload(folder: Path, name: str, content: bytes, person: Person) -> PlayedResult:
    """What was sent, analysed for a person where it is a recording; the kept file is removed again.

    Raises:
        InputError, FileError: it cannot be used; the message speaks of the file by the name that was sent.
    """
    path = keep_upload(folder, name, content)
    try:
        with _ONE_AT_A_TIME:
            if path.suffix in RESULTS:
                return played_file(path, shown_name(name))
            return _analysed(path, shown_name(name), person)
    except InputError as problem:
        problem.args = (str(problem).replace(str(path), shown_name(name)).replace(path.name, shown_name(name)),)
        raise
    finally:
        path.unlink(missing_ok=True)


def _analysed(path: Path, name: str, person: Person) -> PlayedResult:
    from iliopsoas.study import AngleFile, MarkerFile, study

    recording: Recording = AngleFile(path) if path.suffix in ANGLES else MarkerFile(path)
    done = study(person, recording)
    return played(done.result, DrawnBody(done.body), name)


class UploadGuard:
    """Drops what is too large while it arrives, so that nobody fills the memory: viser itself has no limit."""

    def __init__(self, viewer: Viewer) -> None:
        from viser import _messages

        self._viewer = viewer
        self._states: dict[str, Any] = viewer.client.gui._current_file_upload_states
        connection = viewer.client._websock_connection
        connection.register_handler(_messages.FileTransferStartUpload, self._begun)
        connection.register_handler(_messages.FileTransferPart, self._came)

    def _begun(self, _client: int, message: Any) -> None:
        parts, size = message.part_count, message.size_bytes
        if not 0 <= size <= MOST_BYTES or not 0 <= parts <= MOST_BYTES or len(self._states) > 1:
            self._drop(message.transfer_uuid, message.filename, size)

    def _came(self, _client: int, message: Any) -> None:
        state = self._states.get(message.transfer_uuid)
        if state is not None and state["transferred_bytes"] > min(MOST_BYTES, state["total_bytes"]):
            self._drop(message.transfer_uuid, state["filename"], state["transferred_bytes"])

    def _drop(self, transfer: str, name: str, size: int) -> None:
        self._states.pop(transfer, None)
        self._viewer.tell("That cannot be done", too_large(name, max(size, 0)), bad=True)
