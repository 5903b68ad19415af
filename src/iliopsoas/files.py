"""Writing files and folders so that nothing is ever half-written, and nobody else's file is lost.

A temporary file lies beside its target and takes its place by one rename. A folder of results is made anew beside the
old one, takes along what others put there, and changes places with it in one step: a program that is killed leaves the
old folder or the new one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import sys
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from iliopsoas.errors import FileError

MARK = ".iliopsoas-tmp"
"""How our temporary files and folders end; technical."""
STALE_S = 3600.0
"""Temporary files older than this were left by a program that was killed, and are swept [s]; technical."""
SIGNATURE, LOOKED_AT = b"iliopsoas", 1 << 20
"""What stands in everything that we write, and how many bytes at either end of a file are looked through; technical."""
EXCHANGE, HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux' renameat2; technical."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary file beside `path` that takes its place when the block ends well, and vanishes when it does not.

    Raises:
        FileError: the folder cannot be written to, or the disk is full; says which.
    """
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_stale(path.parent)
        temporary = _beside(path)
        try:
            yield temporary
            temporary.replace(path)
        except FileError as error:
            _name_target(error, temporary, path)
            raise
        finally:
            temporary.unlink(missing_ok=True)


def refuse_foreign(path: Path, signature: bytes = SIGNATURE) -> None:
    """Leave alone what somebody else wrote: a file that is there, holds something and lacks our signature.

    Args:
        signature: what all of ours hold, in lower case; default the package's name.

    Raises:
        FileError: such a file, or a folder, is there already.
    """
    if path.is_dir():
        raise FileError(path, "this is a folder; a file is to be written here. Choose another name")
    if not path.is_file() or not path.stat().st_size:
        return
    with _told(path), path.open("rb") as file:
        seen = file.read(LOOKED_AT)
        file.seek(max(path.stat().st_size - LOOKED_AT, 0))
        seen += file.read(LOOKED_AT)
    if signature not in seen.lower():
        raise FileError(
            path,
            "this file is there already and was not written by iliopsoas; it was left as it is. Choose another name, "
            "or move it away",
        )


@contextmanager
def replacing_folder(folder: Path, ours: Collection[str]) -> Iterator[Path]:
    """A temporary folder that takes the place of `folder` when the block ends well, and vanishes when it does not.

    Args:
        folder: what is written as a whole; what is in it already and not `ours` is kept.
        ours: names that are made anew.

    Raises:
        FileError: `folder` is a file, cannot be written to, or the disk is full.
    """
    folder = folder.absolute()
    if folder.exists() and not folder.is_dir():
        raise FileError(folder, "this is a file, not a folder")
    with _told(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_stale(folder.parent)
        fresh = _beside(folder)
        fresh.mkdir()
        try:
            yield fresh
            if not folder.exists():
                fresh.rename(folder)
                return
            _take_along(folder, fresh, ours)
            shutil.copymode(folder, fresh)
            _exchange(fresh, folder)
        except FileError as error:
            _name_target(error, fresh, folder)
            raise
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def read_text(path: Path) -> str:
    """Text of a file.

    Raises:
        FileError: it cannot be read, or is no text.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise FileError(path, "is no text in UTF-8") from None


def write_text(path: Path, text: str) -> Path:
    """Write text through `replacing`."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
    return path


def check_room(path: Path, size: int) -> None:
    """Make sure that a file fits where it will be written: a library that writes bit by bit falls over a full disk.

    Args:
        path: of a file that is not there yet. size: what it will take, roughly [bytes].

    Raises:
        FileError: it does not fit, or the place cannot be written to.
    """
    if not hasattr(os, "posix_fallocate"):
        return
    with _told(path):
        try:
            with path.open("wb") as file:
                os.posix_fallocate(file.fileno(), 0, max(size, 1))
        finally:
            path.unlink(missing_ok=True)


def user_cache(name: str) -> Path:
    """The user's folder for what can be computed again: in XDG_CACHE_HOME, else in ~/.cache."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if given else Path.home() / ".cache") / "iliopsoas" / name


def remove_stale(folder: Path) -> None:
    """Remove what a killed program left in a folder; younger ones, and those of a running one, are still written."""
    for left in folder.glob(f".*{MARK}"):
        with contextlib.suppress(OSError):
            newest = max(entry.stat().st_mtime for entry in (left, *(left.iterdir() if left.is_dir() else ())))
            if time.time() - newest > STALE_S and not _still_written(left):
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _still_written(temporary: Path) -> bool:
    """Whether the process whose number is in the name of a temporary file is running on this machine."""
    number = temporary.name.removesuffix(MARK).rpartition(".")[2].partition("-")[0]
    if not number.isdigit() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _beside(path: Path) -> Path:
    """A name beside `path` that no other write has."""
    return path.with_name(f".{path.name}.{os.getpid()}-{secrets.token_hex(4)}{MARK}")


def _name_target(error: FileError, temporary: Path, target: Path) -> None:
    """An error names what its reader knows, not our temporary."""
    error.args = (str(error).replace(str(temporary), str(target)),)
    error.path = Path(str(error.path).replace(str(temporary), str(target)))


def _take_along(old: Path, new: Path, ours: Collection[str]) -> None:
    """What others keep in a folder appears in the new one as well: the same files, by link where the disk has links."""
    for entry in old.iterdir():
        if entry.name in ours or entry.name.endswith(MARK) or (new / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, new / entry.name, symlinks=True, copy_function=_link)
        else:
            _link(entry, new / entry.name)


def _link(source: str | Path, target: str | Path) -> str:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return str(target)


def _exchange(new: Path, old: Path) -> None:
    """Two folders change their names: in one step where the system can, else by way of a third name."""
    if sys.platform.startswith("linux"):
        import ctypes

        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        if rename is not None and rename(HERE, os.fsencode(new), HERE, os.fsencode(old), EXCHANGE) == 0:
            return
    aside = _beside(old)
    old.rename(aside)
    try:
        new.rename(old)
    except OSError:
        aside.rename(old)
        raise
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What the system refuses, in one sentence.

    Raises:
        FileError: instead of OSError.
    """
    try:
        yield
    except FileError:
        raise
    except OSError as error:
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
                why = (
                    "the disk is full (or a limit on size is reached); nothing was changed. Make room and run it again"
                )
            case errno.EACCES | errno.EPERM | errno.EROFS:
                why = "this place cannot be written to; choose another"
            case errno.ENOTDIR | errno.EEXIST:
                why = "a part of this path is a file, not a folder"
            case errno.ENAMETOOLONG:
                why = "this name is too long"
            case None:  # of a library, in words of its own
                raise
            case _:
                why = f"this place cannot be written to ({error.strerror}); choose another"
        raise FileError(path, why) from error
