"""Damage to files, as disks, editors, spreadsheets and people do it: each kind of damage is one small function.

`damaged(data, dice, text=...)` applies one to three of them. The same seed gives the same damage.
"""

from __future__ import annotations

import random
import re
import struct
from collections.abc import Callable, Sequence

Damage = Callable[[bytes, random.Random], bytes]

NUMBER = re.compile(rb"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
WORDS = (
    b"nan", b"inf", b"-inf", b"1e308", b"-1e9", b"1e400", b"1000000", b"0", b"-1", b"", b"abc", b"1,5", b"--", b"#N/A",
    b"9" * 400, b"0x10", b"1_000", b"\xd9\xa1", b"True", b"1e-320", b"\"1\"", b"2147483648", b"NULL",
)  # fmt: skip
"""What stands where a number should."""
EXTREMES = (0, 1, 2, 127, 128, 255, 256, 32767, 32768, 65535)
"""Words of 16 bits that counts and pointers are set to."""
SAMPLES = (float("nan"), float("inf"), -float("inf"), 1e30, -1e30, 1e-40, 1e6, 0.0)
"""Numbers that samples are set to."""


def _cut_off(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(len(data) + 1)]


def _lose_a_stretch(data: bytes, dice: random.Random) -> bytes:
    begin = dice.randrange(len(data) + 1)
    return data[:begin] + data[begin + dice.choice((1, 2, 16, 512, 4096)) :]


def _repeat_a_stretch(data: bytes, dice: random.Random) -> bytes:
    begin = dice.randrange(len(data) + 1)
    stretch = data[begin : begin + dice.choice((1, 7, 64, 512))]
    return data[:begin] + stretch * dice.choice((2, 3, 50)) + data[begin + len(stretch) :]


def _flip_bytes(data: bytes, dice: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 4, 40))):
        if out:
            out[dice.randrange(len(out))] = dice.randrange(256)
    return bytes(out)


def _zero_a_block(data: bytes, dice: random.Random) -> bytes:
    out, begin = bytearray(data), dice.randrange(len(data) + 1)
    end = min(begin + dice.choice((4, 64, 512)), len(out))
    out[begin:end] = bytes(end - begin)
    return bytes(out)


def _set_a_word(data: bytes, dice: random.Random) -> bytes:
    """A count or pointer in the header or the parameters of a binary file."""
    out = bytearray(data)
    place = 2 * dice.randrange(max(min(len(out), dice.choice((512, 512, 8192))) // 2, 1))
    if place + 2 <= len(out):
        struct.pack_into("<H", out, place, dice.choice(EXTREMES))
    return bytes(out)


def _set_a_sample(data: bytes, dice: random.Random) -> bytes:
    out, last = bytearray(data), len(data) // 4
    for _ in range(dice.choice((1, 1, 30))):
        if last > 128:
            struct.pack_into("<f", out, 4 * dice.randrange(128, last), dice.choice(SAMPLES))
    return bytes(out)


def _swap_blocks(data: bytes, dice: random.Random) -> bytes:
    blocks = [data[k : k + 512] for k in range(0, len(data), 512)]
    if len(blocks) > 1:
        a, b = dice.sample(range(len(blocks)), 2)
        blocks[a], blocks[b] = blocks[b], blocks[a]
    return b"".join(blocks)


def _edit_lines(data: bytes, dice: random.Random) -> bytes:
    lines = data.split(b"\n")
    k, other = dice.randrange(len(lines)), dice.randrange(len(lines))
    match dice.randrange(6):
        case 0:
            del lines[k]
        case 1:
            lines.insert(k, lines[other])
        case 2:
            lines[k], lines[other] = lines[other], lines[k]
        case 3:
            lines[k] = b""
        case 4:
            lines[k] = lines[k][: dice.randrange(len(lines[k]) + 1)]
        case _:
            lines[k] = lines[k] + b"\t" + dice.choice(WORDS)
    return b"\n".join(lines)


def _edit_numbers(data: bytes, dice: random.Random) -> bytes:
    found = list(NUMBER.finditer(data))
    for place in sorted(dice.sample(found, min(len(found), dice.choice((1, 1, 3, 20)))), key=lambda m: -m.start()):
        data = data[: place.start()] + _other_number(place.group(), dice) + data[place.end() :]
    return data


def _edit_the_head(data: bytes, dice: random.Random) -> bytes:
    """The same in the first lines, where counts, rates and units stand."""
    end = 0
    for _ in range(8):
        end = data.find(b"\n", end) + 1 or len(data)
    edit = _edit_numbers if dice.random() < 0.6 else _edit_words
    return edit(data[:end], dice) + data[end:]


def _other_number(number: bytes, dice: random.Random) -> bytes:
    match dice.randrange(4):
        case 0:
            return b"-" + number.lstrip(b"+-")
        case 1:
            return number + dice.choice((b"0", b"000", b"e3", b"e-3", b"e30"))
        case _:
            return dice.choice(WORDS)


def _edit_words(data: bytes, dice: random.Random) -> bytes:
    found = list(re.finditer(rb"[A-Za-z_.]{2,}", data))
    if not found:
        return data
    place, other = dice.choice(found), dice.choice(found)
    new = dice.choice((other.group(), b"", place.group()[::-1], place.group() * 300, b"\x00\xff", "µ–é".encode()))
    return data[: place.start()] + new + data[place.end() :]


def _edit_a_column(data: bytes, dice: random.Random) -> bytes:
    """Every number of a column after the head is scaled, emptied or turned round; or two columns change places."""
    lines = data.split(b"\n")
    first = next((k for k, line in enumerate(lines) if line.count(b"\t") > 3 and NUMBER.match(line.strip())), 0)
    cells = [line.split(b"\t") for line in lines[first:]]
    width = max(len(row) for row in cells)
    column, other, what = dice.randrange(width), dice.randrange(width), dice.randrange(5)
    factor = dice.choice((1000.0, 0.001, -1.0, 57.3, 1e6))
    for row in cells:
        if max(column, other) < len(row):
            row[column] = _changed_cell(row, column, other, what, factor)
    return b"\n".join([*lines[:first], *(b"\t".join(row) for row in cells)])


def _changed_cell(row: list[bytes], column: int, other: int, what: int, factor: float) -> bytes:
    cell = row[column]
    match what:
        case 0:
            return b""
        case 1:
            row[other], cell = cell, row[other]
            return cell
        case 2:
            return b"nan"
        case _:
            try:
                return b"%.6g" % (factor * float(cell))
            except ValueError:
                return cell


def _other_encoding(data: bytes, dice: random.Random) -> bytes:
    text = data.decode("latin-1")
    match dice.randrange(6):
        case 0:
            return text.encode("utf-16")
        case 1:
            return b"\xef\xbb\xbf" + data
        case 2:
            return data.replace(b"\n", b"\r")
        case 3:
            return data.replace(b"\t", dice.choice((b",", b";", b" ", b"\t\t", b"|")))
        case 4:
            return data.replace(b".", b",")
        case _:
            return data.replace(b"\n", b"\r\n")


EVERYWHERE: Sequence[Damage] = (_cut_off, _lose_a_stretch, _repeat_a_stretch, _flip_bytes, _zero_a_block)
TEXT: Sequence[Damage] = (
    _edit_lines, _edit_lines, _edit_numbers, _edit_numbers, _edit_the_head, _edit_words, _edit_a_column, _edit_a_column,
    _other_encoding,
)  # fmt: skip
BINARY: Sequence[Damage] = (_set_a_word, _set_a_word, _set_a_word, _set_a_sample, _set_a_sample, _swap_blocks)


def damaged(data: bytes, dice: random.Random, *, text: bool) -> bytes:
    """A file with one to three kinds of damage.

    Args:
        data: the file. dice: where chance comes from.
        text: lines and numbers are damaged too, else words and samples of a binary file.
    """
    ways = [*EVERYWHERE, *(TEXT if text else BINARY)]
    for _ in range(dice.choice((1, 1, 2, 3))):
        data = dice.choice(ways)(data, dice)
    return data
