"""Digests tell contents apart, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from iliopsoas.errors import AtlasError, FileError
from iliopsoas.jobs.digests import digest_of, file_digest, package_digest


def test_texts_are_kept_apart() -> None:
    assert digest_of("ab", "c") != digest_of("a", "bc") != digest_of("abc")
    assert digest_of("a", "b") == digest_of("a", "b")


def test_a_file_is_its_content(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_text("same", encoding="utf-8")
    other.write_text("same", encoding="utf-8")
    assert file_digest(one) == file_digest(other)
    other.write_text("else", encoding="utf-8")
    assert file_digest(one) != file_digest(other)
    with pytest.raises(FileError, match=r"none: cannot be read: No such file"):
        file_digest(tmp_path / "none")


def test_the_package_is_its_rooms() -> None:
    assert package_digest(("atlas",)) != package_digest(("atlas", "body")) != package_digest(("body",))
    with pytest.raises(AtlasError, match="own files were not found"):
        package_digest(("cellar",))
