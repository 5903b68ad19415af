"""Damaged .c3d files: whatever is wrong in them, one clean error, soon, and this process lives on."""

from __future__ import annotations

import struct
import sys
import time
from pathlib import Path

import ezc3d
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iliopsoas.errors import FileError
from iliopsoas.jobs import confined
from iliopsoas.motion import Markers, read_markers
from iliopsoas.motion.files.c3d_parsing import process
from iliopsoas.motion.files.c3d_parsing.layout import BLOCK, LayoutProblem, check_layout
from iliopsoas.motion.files.c3d_parsing.process import parse_c3d

from ...dressed import write_c3d


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A small sound file with markers and a channel."""
    positions = np.random.default_rng(0).normal(1.0, 0.1, (12, 3, 3))
    markers = Markers("x", np.arange(12) / 100.0, ("A", "B", "C"), positions)
    path = write_c3d(tmp_path_factory.mktemp("sound") / "x.c3d", markers, emg={"EMG1": np.arange(120.0)})
    return path.read_bytes()


def damaged(folder: Path, data: bytes, at: int, new: bytes) -> Path:
    path = folder / "x.c3d"
    path.write_bytes(data[:at] + new + data[at + len(new) :])
    return path


def test_the_child_says_what_the_library_says(tmp_path: Path, sound: bytes) -> None:
    path = damaged(tmp_path, sound, 0, b"")
    ours, theirs = parse_c3d(path), ezc3d.c3d(str(path))
    assert ours.points == pytest.approx(theirs["data"]["points"][:3])
    assert ours.analogs == pytest.approx(theirs["data"]["analogs"][0])
    assert ours.parameters["POINT"]["LABELS"] == ["A", "B", "C"]
    assert ours.parameters["POINT"]["RATE"] == [100.0]
    assert (ours.first_frame, ours.notes) == (0.0, ())


def test_without_a_second_process_the_same_is_read(
    tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = damaged(tmp_path, sound, 0, b"")
    there = parse_c3d(path)
    monkeypatch.setattr(sys, "executable", "")
    here = parse_c3d(path)
    assert here.points == pytest.approx(there.points)
    assert here.parameters == there.parameters


@pytest.mark.parametrize(
    ("cut", "says"),
    [
        (100, "it does not begin as a .c3d file does"),
        (BLOCK, "its parameters should begin at byte 512, but it has 512 bytes"),
        (BLOCK + 8, r"its parameters break off in a name"),
        (BLOCK + 40, r"breaks off|more than the file|lead out of the file|should begin"),
        (1100, r"should have \d+ bytes, more than the file|break|lead out|should begin"),
    ],
)
def test_a_file_that_breaks_off(tmp_path: Path, sound: bytes, cut: int, says: str) -> None:
    path = tmp_path / "x.c3d"
    path.write_bytes(sound[:cut])
    with pytest.raises(FileError, match=rf"this is no .c3d file, or it is damaged \({says}"):
        read_markers(path)


def test_data_that_end_early_are_read_and_said(tmp_path: Path, sound: bytes) -> None:
    path = tmp_path / "x.c3d"
    whole = parse_c3d(damaged(tmp_path, sound, 0, b""))
    begin = int(struct.unpack_from("<H", sound, 16)[0] - 1) * BLOCK
    each = 4 * (4 * 3 + 10)
    path.write_bytes(sound[: begin + 5 * each + 7])
    cut = read_markers(path)
    assert "x.c3d: it announces 12 frames, but its data end after 5; those were read." in cut.notes
    assert cut.frames == 5
    assert cut.positions[:, 0] == pytest.approx(1e-3 * whole.points[:, 0, :5].T)
    path.write_bytes(sound[: begin + 3])
    with pytest.raises(FileError, match="announces 12 frames of 88 bytes, but not one of them is there"):
        read_markers(path)


def parameter(data: bytes, name: bytes) -> int:
    """Where a parameter's type stands."""
    return data.index(name) + len(name) + 2


@pytest.mark.parametrize(
    ("name", "offset", "new", "says"),
    [
        (b"RATE", 0, b"\x07", "'RATE' has type 7 and 0 dimensions, which do not exist"),
        (b"LABELS", 1, b"\x09", "'LABELS' has type -1 and 9 dimensions"),
        (b"LABELS", 1, b"\x04\xff\xff\xff\xff", "'LABELS' should have [0-9]+ bytes, more than the file"),
        (b"SCALE", -2, b"\x01\x00", "its parameters run in a circle at 'SCALE'"),
        (b"SCALE", -2, b"\xff\xff", "its parameters lead out of the file after 'SCALE'"),
    ],
)
def test_parameters_that_cannot_be(
    tmp_path: Path, sound: bytes, name: bytes, offset: int, new: bytes, says: str
) -> None:
    with pytest.raises(LayoutProblem, match=says):
        check_layout(damaged(tmp_path, sound, parameter(sound, name) + offset, new))


@pytest.mark.parametrize(
    ("at", "new", "says"), [(1, b"\x51", "does not begin as"), (515, b"\x09", "processor type is 9")]
)
def test_keys_and_processors(tmp_path: Path, sound: bytes, at: int, new: bytes, says: str) -> None:
    with pytest.raises(LayoutProblem, match=says):
        check_layout(damaged(tmp_path, sound, at, new))


PROGRAMS = {
    "crash": (
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "the library that reads such files fell over it",
    ),
    "endless loop": ("while True: pass", "fell over it|was not read within"),
    "sleep": ("import time; time.sleep(60)", "it was not read within [0-9]+ s"),
    "half an answer": ("import sys; sys.stdout.buffer.write((99).to_bytes(8, 'little'))", "fell over it"),
    "too much memory": ("b'x' * (4 << 30)", "fell over it"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("what", PROGRAMS)
def test_whatever_happens_to_the_child_is_one_error(
    tmp_path: Path, sound: bytes, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    text, says = PROGRAMS[what]
    program = tmp_path / "child.py"
    program.write_text(text)
    monkeypatch.setattr(process, "PROGRAM", program)
    monkeypatch.setattr(process, "SECONDS", 0.5)
    monkeypatch.setattr(confined, "WAIT", 3.0)
    begin = time.monotonic()
    with pytest.raises(FileError, match=rf"it is damaged \(.*({says})"):
        read_markers(damaged(tmp_path, sound, 0, b""))
    assert time.monotonic() - begin < 8.0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), min_size=1, max_size=6))
def test_any_mutation_is_read_or_refused(tmp_path: Path, sound: bytes, changes: list[tuple[float, bytes]]) -> None:
    data = bytearray(sound)
    for share, new in changes:
        at = int(share * (len(data) - len(new)))
        data[at : at + len(new)] = new
    path = tmp_path / "x.c3d"
    path.write_bytes(bytes(data))
    try:
        found = read_markers(path)
    except FileError as error:
        assert str(error).startswith(str(path))  # noqa: PT017
    else:
        assert not np.isinf(found.positions).any()
