"""Whether a .c3d file is laid out as the format wants, read without any library.

A file is made of blocks of 512 bytes. The first is the header: the block of the parameters, the key 80, counts of
points, channels and frames. Parameters are a chain of records, each with the distance to the next one. What a library
takes on trust is checked here: that every record lies inside the file and no chain runs backwards, and that the data
that header and parameters announce are not more than the file has.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BLOCK = 512
"""Bytes of a block of the format; technical."""
KEY = 80
"""Second byte of header and parameters; technical."""
MOST_PARAMETER_BYTES = 4 * 255 * BLOCK
"""Parameters are looked for no further [bytes]; the format itself allows a quarter of it; technical."""
SIZES = {-1: 1, 1: 1, 2: 2, 4: 4}
"""Bytes of an entry by the parameter's type: text, byte, integer, decimal; technical."""
LITTLE, DEC, BIG = 84, 85, 86
"""Kinds of processors that a file can come from; technical."""
MOST_DIMENSIONS = 7
"""Dimensions that a parameter may have; technical."""


class LayoutProblem(Exception):
    """What is wrong with the file, in a few words."""


@dataclass(frozen=True)
class C3dParameter:
    """Where a parameter's value lies: type, dimensions, and its bytes."""

    kind: int
    shape: tuple[int, ...]
    raw: bytes


def check_layout(path: Path) -> list[str]:
    """Look at header and parameters; notes on what is odd and can be read all the same.

    Raises:
        LayoutProblem: the file cannot be what it says it is.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(BLOCK)
        if len(head) < BLOCK or head[1] != KEY or head[0] == 0:
            raise LayoutProblem("it does not begin as a .c3d file does")
        file.seek((head[0] - 1) * BLOCK)
        raw = file.read(MOST_PARAMETER_BYTES)
    if len(raw) < 6:
        raise LayoutProblem(f"its parameters should begin at byte {(head[0] - 1) * BLOCK}, but it has {size} bytes")
    if raw[3] not in (LITTLE, DEC, BIG):
        raise LayoutProblem(f"its processor type is {raw[3]}, none of {LITTLE}, {DEC} and {BIG}")
    order = ">" if raw[3] == BIG else "<"
    groups, parameters = _parameters(raw, order)

    def number(group: str, name: str) -> float | None:
        entry = parameters.get((groups.get(group, -1), name))
        return None if entry is None else _number(entry, order, raw[3] == DEC)

    if "POINT" not in groups:
        raise LayoutProblem("it has no group POINT")
    return _check_data(head, number, order, size)


def _parameters(raw: bytes, order: str) -> tuple[dict[str, int], dict[tuple[int, str], C3dParameter]]:
    """Number of every group by its name, and every parameter by number of its group and name."""
    groups: dict[str, int] = {}
    found: dict[tuple[int, str], C3dParameter] = {}
    at = 4
    while at + 2 <= len(raw):
        letters, group = struct.unpack_from("bb", raw, at)
        if letters == 0 or group == 0:
            break
        name_at = at + 2
        step_at = name_at + abs(letters)
        if step_at + 2 > len(raw):
            raise LayoutProblem("its parameters break off in a name")
        name = "".join(chr(c) if 32 <= c < 127 else "?" for c in raw[name_at:step_at]).strip().upper()
        (step,) = struct.unpack_from(order + "H", raw, step_at)
        content = step_at + 2
        if group > 0:
            found[(group, name)] = _parameter(raw, content, name, order)
        else:
            groups[name] = -group
        if step == 0:
            break
        if step < 2:
            raise LayoutProblem(f"its parameters run in a circle at '{name}'")
        at = step_at + step
        if at > len(raw):
            raise LayoutProblem(f"its parameters lead out of the file after '{name}'")
    return groups, found


def _parameter(raw: bytes, at: int, name: str, order: str) -> C3dParameter:
    if at + 2 > len(raw):
        raise LayoutProblem(f"its parameter '{name}' breaks off")
    kind, dimensions = struct.unpack_from("bB", raw, at)
    if kind not in SIZES or dimensions > MOST_DIMENSIONS:
        raise LayoutProblem(f"its parameter '{name}' has type {kind} and {dimensions} dimensions, which do not exist")
    shape = tuple(raw[at + 2 : at + 2 + dimensions])
    start = at + 2 + dimensions
    length = SIZES[kind] * math.prod(shape)
    if start + length > len(raw):
        raise LayoutProblem(f"its parameter '{name}' should have {length} bytes, more than the file")
    return C3dParameter(kind, shape, raw[start : start + length])


def _check_data(head: bytes, number: Callable[[str, str], float | None], order: str, size: int) -> list[str]:
    """Frames, points and channels against the bytes that are there."""
    points, channels, first, last, _, _, _, start, per_frame = struct.unpack_from(order + "9H", head, 2)
    used = number("POINT", "USED")
    points = points if used is None else int(used) & 0xFFFF
    scale = number("POINT", "SCALE")
    width = 4 if scale is None or scale < 0.0 else 2
    said = number("POINT", "FRAMES")
    frames = max(0, last - first + 1)
    if said is not None and said == said:
        whole = int(said) & 0xFFFF if abs(said) <= 0x7FFF + 1 else int(said)
        frames = min(frames, whole) if frames and whole else max(frames, whole)
    at = number("POINT", "DATA_START")
    begin = (int(at) & 0xFFFF if at else start) * BLOCK - BLOCK
    if not BLOCK <= begin <= size:
        raise LayoutProblem(f"its data should begin at byte {begin}, but it has {size} bytes")
    if channels and per_frame == 0:
        raise LayoutProblem(f"it announces {channels} analog values a frame, but no analog sample")
    frame_bytes = width * (4 * points + channels)
    there = max(0, size - begin) // max(1, frame_bytes)
    if there >= frames or not frame_bytes:
        return []
    if there == 0:
        raise LayoutProblem(f"it announces {frames} frames of {frame_bytes} bytes, but not one of them is there")
    return [f"it announces {frames} frames, but its data end after {there}; those were read"]


def _number(entry: C3dParameter, order: str, dec: bool) -> float | None:
    """The first entry of a parameter; None if it has none."""
    if len(entry.raw) < SIZES[entry.kind] or entry.kind == -1:
        return None
    if entry.kind == 4 and dec:
        swapped = entry.raw[2:4] + entry.raw[0:2]
        return float(struct.unpack("<f", swapped)[0]) / 4.0
    letter = {1: "B", 2: "h", 4: "f"}[entry.kind]
    return float(struct.unpack_from(order + letter, entry.raw)[0])
