"""A backup that only a passphrase opens: AES-256-GCM with a key made from the passphrase by scrypt.

first line   iliopsoas sealed 1
second line  JSON: salt and nonce (base64), n, r, p of scrypt
the rest     what was sealed, compressed and encrypted; the two lines are authenticated with it
"""

from __future__ import annotations

import base64
import json
import os
import zlib
from pathlib import Path

from iliopsoas.errors import FileError, InputError, MissingExtra
from iliopsoas.files import replacing

MAGIC = b"iliopsoas sealed 1\n"
SHORTEST = 12
"""Characters of a passphrase, at least (technical)."""
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**15, 8, 1
"""Cost of a guess: 32 MiB and about a tenth of a second (technical)."""
MOST_N = 2**20
"""Larger costs in a file are refused, so that a bad file cannot fill the memory (technical)."""


def write_sealed(path: Path, content: bytes, passphrase: str) -> Path:
    """Write a sealed file that its owner alone may read.

    Raises:
        InputError: the passphrase is too short.
        MissingExtra: the package `cryptography` is missing.
    """
    if len(passphrase) < SHORTEST:
        raise InputError(f"the passphrase has {len(passphrase)} characters; it needs at least {SHORTEST}")
    salt, nonce = os.urandom(16), os.urandom(12)
    told = {"salt": _text(salt), "nonce": _text(nonce), "n": SCRYPT_N, "r": SCRYPT_R, "p": SCRYPT_P}
    head = MAGIC + json.dumps(told).encode() + b"\n"
    cipher = _cipher(passphrase, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)
    sealed = cipher.encrypt(nonce, zlib.compress(content, 9), head)
    with replacing(path) as temporary:
        temporary.touch(mode=0o600)
        temporary.write_bytes(head + sealed)
    return path


def read_sealed(path: Path, passphrase: str) -> bytes:
    """What a sealed file holds.

    Raises:
        FileError: no sealed file, damaged, or another passphrase.
    """
    from cryptography.exceptions import InvalidTag

    data = path.read_bytes()
    if not data.startswith(MAGIC):
        raise FileError(path, "no backup of a diary; it must begin with 'iliopsoas sealed'")
    end = data.find(b"\n", len(MAGIC)) + 1
    try:
        told = json.loads(data[len(MAGIC) : end])
        salt, nonce = base64.b64decode(told["salt"]), base64.b64decode(told["nonce"])
        cost = int(told["n"]), int(told["r"]), int(told["p"])
        if not (2 <= cost[0] <= MOST_N and cost[1] == SCRYPT_R and cost[2] == SCRYPT_P):
            raise ValueError("unusual cost")
        opened = _cipher(passphrase, salt, *cost).decrypt(nonce, data[end:], data[:end])
    except InvalidTag:
        raise FileError(path, "it does not open: another passphrase, or the file is damaged") from None
    except (ValueError, KeyError, TypeError) as error:
        raise FileError(path, f"its head cannot be read ({error}); the file is damaged", line=2) from None
    return zlib.decompress(opened)


def is_sealed(path: Path) -> bool:
    """Whether a file begins like a sealed one."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _cipher(passphrase: str, salt: bytes, n: int, r: int, p: int):  # type: ignore[no-untyped-def]
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ModuleNotFoundError:
        raise MissingExtra("a sealed backup", "rehab") from None
    return AESGCM(Scrypt(salt=salt, length=32, n=n, r=r, p=p).derive(passphrase.encode()))


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
