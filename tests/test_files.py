"""Nothing is ever half-written, and nobody else's file is lost."""

from __future__ import annotations

import os
import pickle
import resource
import signal
import subprocess
import sys
import time
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from iliopsoas.errors import FileError, InputError, MissingExtra, SolverError, UnknownName
from iliopsoas.files import (
    MARK,
    STALE_S,
    _exchange,
    check_room,
    refuse_foreign,
    remove_stale,
    replacing,
    replacing_folder,
    write_text,
)

OURS = ("a.txt", "b.txt")


def left_over(folder: Path) -> list[str]:
    return [p.name for p in folder.rglob("*") if p.name.endswith(MARK)]


def _fail_half_way(opened: AbstractContextManager[Path]) -> None:
    with opened as temporary:
        (temporary / "a.txt" if temporary.is_dir() else temporary).write_text("new")
        raise RuntimeError("half way")


def write_pair(folder: Path, text: str) -> None:
    with replacing_folder(folder, OURS) as fresh:
        for name in OURS:
            (fresh / name).write_text(text)


def test_a_file_appears_whole_and_nothing_stays_beside_it(tmp_path: Path) -> None:
    assert write_text(tmp_path / "deep" / "x.txt", "one").read_text() == "one"
    with pytest.raises(RuntimeError, match="half way"):
        _fail_half_way(replacing(tmp_path / "deep" / "x.txt"))
    assert (tmp_path / "deep" / "x.txt").read_text() == "one"
    assert left_over(tmp_path) == []


def test_two_writes_of_one_file_do_not_meet(tmp_path: Path) -> None:
    with replacing(tmp_path / "x") as one, replacing(tmp_path / "x") as other:
        assert one != other
        one.write_text("1")
        other.write_text("2")
    assert (tmp_path / "x").read_text() == "1"  # the block that ends last wins


def test_a_folder_is_made_anew_and_keeps_what_is_not_ours(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_pair(folder, "old")
    (folder / "notes.md").write_text("mine")
    (folder / "pictures").mkdir()
    (folder / "pictures" / "p.png").write_bytes(b"png")
    write_pair(folder, "new")
    assert {p.name: p.read_text() for p in folder.glob("*.txt")} == dict.fromkeys(OURS, "new")
    assert (folder / "notes.md").read_text() == "mine"
    assert (folder / "pictures" / "p.png").read_bytes() == b"png"
    assert left_over(tmp_path) == []


def test_a_folder_stays_as_it_was_where_the_block_fails(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    write_pair(folder, "old")
    with pytest.raises(RuntimeError, match="half way"):
        _fail_half_way(replacing_folder(folder, OURS))
    assert {p.read_text() for p in folder.iterdir()} == {"old"}
    assert left_over(tmp_path) == []


def test_two_folders_change_places_also_without_the_systems_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / folder.name).touch()
    _exchange(one, other)
    assert (other / "one").exists()
    monkeypatch.setattr(sys, "platform", "darwin")
    again = tmp_path / "again"
    again.mkdir()
    (again / "again").touch()
    _exchange(again, other)
    assert [p.name for p in other.iterdir()] == ["again"]


def test_what_a_killed_program_left_is_swept_when_it_is_old(tmp_path: Path) -> None:
    old, young = tmp_path / f".x.4000001-ab{MARK}", tmp_path / f".y.4000001-cd{MARK}"
    old.mkdir()
    (old / "part").touch()
    young.touch()
    past = time.time() - 2 * STALE_S
    for left in (old / "part", old):
        os.utime(left, (past, past))
    remove_stale(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == [young.name]


@pytest.mark.parametrize("target", ["file/x.txt", "file"])
def test_a_path_through_a_file_is_one_sentence(tmp_path: Path, target: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileError, match="a file, not a folder"), replacing_folder(tmp_path / target, OURS):
        pass


def test_a_full_disk_is_one_sentence_and_changes_nothing(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    write_text(tmp_path / "x.txt", "old")
    code = (
        "import resource, signal, sys; from pathlib import Path; from iliopsoas.files import write_text\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "from iliopsoas.errors import FileError\n"
        "try: write_text(Path(sys.argv[1]), 'x' * 100000)\n"
        "except FileError as error: print(error)"
    )
    assert resource.RLIMIT_FSIZE is not None
    assert signal.SIGXFSZ is not None
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path / "x.txt")], capture_output=True, text=True)
    assert "the disk is full" in done.stdout, done.stderr
    assert (tmp_path / "x.txt").read_text() == "old"
    assert left_over(tmp_path) == []


def test_a_killed_writer_leaves_the_old_folder_or_the_new_one(tmp_path: Path) -> None:
    """A process writes one folder again and again and is killed at any time: both files are always of one write."""
    code = (
        "import sys; from pathlib import Path; from iliopsoas.files import replacing_folder\n"
        "folder, k = Path(sys.argv[1]), 0\n"
        "while True:\n"
        "    k += 1\n"
        "    with replacing_folder(folder, ('a.txt', 'b.txt')) as fresh:\n"
        "        for name in ('a.txt', 'b.txt'): (fresh / name).write_text(str(k))\n"
        "    print(k, flush=True)"
    )
    folder = tmp_path / "out"
    for delay in (0.0, 0.003, 0.011, 0.02, 0.031, 0.05):
        writer = subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        assert writer.stdout.readline()
        time.sleep(delay)
        writer.kill()
        writer.wait()
        writer.stdout.close()
        texts = {(folder / name).read_text() for name in OURS}
        assert len(texts) == 1


@pytest.mark.parametrize(
    "error",
    [
        FileError("walk.mot", "broken", line=3, column="x"),
        UnknownName("colour", "gren", ["green"]),
        InputError("no"),
        MissingExtra("a picture", "figures"),
        SolverError("no", [1, 2], best=3),
    ],
    ids=lambda e: type(e).__name__,
)
def test_errors_pass_from_process_to_process(error: Exception) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize(
    ("text", "ours"), [("made by iliopsoas", True), ("", True), ("Iliopsoas", True), ("diary", False)]
)
def test_what_somebody_else_wrote_is_left_alone(tmp_path: Path, text: str, ours: bool) -> None:
    path = tmp_path / "x.txt"
    refuse_foreign(path)  # nothing is there
    path.write_text(text)
    if ours:
        refuse_foreign(path)
        return
    with pytest.raises(FileError, match=r"x\.txt: this file is there already and was not written by iliopsoas"):
        refuse_foreign(path)
    assert path.read_text() == text


def test_a_signature_is_found_at_either_end_of_a_large_file(tmp_path: Path) -> None:
    filler = b"x" * (3 << 20)
    for at, content in enumerate((b"iliopsoas" + filler, filler + b"iliopsoas")):
        (tmp_path / str(at)).write_bytes(content)
        refuse_foreign(tmp_path / str(at))
    with pytest.raises(FileError, match="this is a folder; a file is to be written here"):
        refuse_foreign(tmp_path)  # a folder


def test_what_a_running_program_writes_is_not_swept(tmp_path: Path) -> None:
    """However old it is: a long analysis takes hours."""
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    old = time.time() - 2 * STALE_S
    try:
        for number in (sleeper.pid, 4_000_000):
            left = tmp_path / f".out.{number}-abcd{MARK}"
            left.mkdir()
            (left / "result.nc").write_text("")
            os.utime(left / "result.nc", (old, old))
            os.utime(left, (old, old))
        remove_stale(tmp_path)
        assert left_over(tmp_path) == [f".out.{sleeper.pid}-abcd{MARK}"]
    finally:
        sleeper.kill()
        sleeper.wait()


def test_room_is_looked_for_before_a_library_writes(tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        check_room(tmp_path / "small.nc", 90_000)
        with pytest.raises(FileError, match=r"large.nc: the disk is full \(or a limit on size is reached\)"):
            check_room(tmp_path / "large.nc", 110_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def test_an_error_inside_names_the_folder_and_not_its_temporary(tmp_path: Path) -> None:
    def write() -> None:
        with replacing_folder(tmp_path / "out", ()) as outer, replacing_folder(outer, ()) as inner:
            raise FileError(inner / "result.nc", "the disk is full")

    with pytest.raises(FileError) as caught:
        write()
    assert str(caught.value) == f"{tmp_path / 'out' / 'result.nc'}: the disk is full"
    assert caught.value.path == tmp_path / "out" / "result.nc"
