"""Digests of files, of values and of the package itself: whether something must be computed again."""

from __future__ import annotations

import functools
import hashlib
from importlib.resources import files
from pathlib import Path

from iliopsoas.errors import AtlasError, FileError


def digest_of(*parts: str) -> str:
    """Digest of some texts, in this order."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def file_digest(path: Path | str) -> str:
    """Digest of a file's content.

    Raises:
        FileError: it cannot be read.
    """
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise FileError(path, f"cannot be read: {error.strerror}") from None


@functools.cache
def package_digest(rooms: tuple[str, ...]) -> str:
    """Digest of the code and the data of some rooms of this package.

    Args:
        rooms: folders of the package, 'atlas', 'rehab/cards'.

    Raises:
        AtlasError: the package's own files are not where they must be.
    """
    root = Path(str(files("iliopsoas")))
    found = [p for room in rooms for p in (root / room).rglob("*") if p.suffix in (".py", ".csv", ".toml")]
    if not found:
        raise AtlasError(f"the package's own files were not found in {root}")
    digest = hashlib.sha256()
    for path in sorted(found):
        digest.update(path.relative_to(root).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
