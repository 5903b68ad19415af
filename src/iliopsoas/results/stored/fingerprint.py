"""The fingerprint of a NetCDF file: its reader knows at once that nothing in its structure has changed since.

Blocks of numbers carry HDF5's checksums, but lists of references do not, and damage there can make the library search
without end. So a digest of everything but those blocks is written behind the end of the file, where HDF5 does not look:

    ... file ...  | text (JSON: size, skipped, digest) | length of the text, 8 bytes | MARK

Whatever rewrites the file changes or loses it, and then the file is inspected before it is read (`soundness`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import h5py

MARK = b"iliopsoas print 1"
LONGEST_TEXT = 1 << 24
"""The text is no longer [bytes]; technical."""
AT_ONCE = 1 << 14
"""Bytes that are read together; technical."""

Stretch = tuple[int, int]


def add_fingerprint(path: Path) -> None:
    """Write the fingerprint of a file that is complete behind its end."""
    with h5py.File(path, "r") as file:
        skipped = _merged(_blocks(file))
    size = path.stat().st_size
    told = {"size": size, "skipped": skipped, "digest": _digest(path, size, skipped)}
    text = json.dumps(told, separators=(",", ":")).encode("ascii")
    with path.open("ab") as out:
        out.write(text + len(text).to_bytes(8, "little") + MARK)


def fingerprint_fits(path: Path) -> bool:
    """Whether a file carries its fingerprint.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        total, tail = file.seek(0, 2), 8 + len(MARK)
        file.seek(max(total - tail, 0))
        end = file.read()
        length = int.from_bytes(end[:8], "little")
        if len(end) < tail or end[8:] != MARK or not 0 < length <= min(LONGEST_TEXT, total - tail):
            return False
        file.seek(total - tail - length)
        text = file.read(length)
    try:
        told = json.loads(text)
        size, skipped, digest = told["size"], [(int(a), int(b)) for a, b in told["skipped"]], told["digest"]
        return bool(size == total - tail - length and digest == _digest(path, size, skipped))
    except (ValueError, KeyError, TypeError, OverflowError):
        return False


def _digest(path: Path, size: int, skipped: Sequence[Stretch]) -> str:
    """Digest of the first `size` bytes without those stretches, and of which they are."""
    digest = hashlib.blake2b(repr((size, skipped)).encode("ascii"), digest_size=16)
    begins, ends = [0, *(stop for _, stop in skipped)], [*(start for start, _ in skipped), size]
    with path.open("rb") as file:
        for begin, end in zip(begins, ends, strict=True):
            file.seek(begin)
            while begin < end and (some := file.read(min(AT_ONCE, end - begin))):
                digest.update(some)
                begin += len(some)
    return digest.hexdigest()


def _blocks(file: h5py.File) -> list[Stretch]:
    """Where blocks lie that have checksums of their own."""
    found: list[Stretch] = []

    def look(_: str, one: h5py.Dataset | h5py.Group) -> None:
        if isinstance(one, h5py.Dataset) and one.fletcher32:
            one.id.chunk_iter(lambda block: found.append((block.byte_offset, block.byte_offset + block.size)))

    file.visititems(look)
    return found


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """The same in order, neighbours joined."""
    out: list[Stretch] = []
    for start, stop in sorted(stretches):
        if out and out[-1][1] == start:
            out[-1] = out[-1][0], stop
        else:
            out.append((start, stop))
    return out
