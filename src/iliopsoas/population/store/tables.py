"""polars, which comes with the extra `population`: rows to Parquet and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from iliopsoas.errors import FileError, MissingExtra

if TYPE_CHECKING:
    import polars as pl

EXTRA = "population"


def check_polars() -> None:
    """Refuse to begin where the extra is missing.

    Raises:
        MissingExtra: it is.
    """
    try:
        import polars  # noqa: F401
    except ImportError:
        raise MissingExtra("a virtual population's tables", EXTRA) from None


def write_rows(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Rows with the same columns as a Parquet file; an empty one where there is none."""
    import polars as pl

    pl.DataFrame(rows, infer_schema_length=None).write_parquet(path)


def read_rows(paths: Sequence[Path]) -> pl.DataFrame:
    """The rows of some files, one below the other.

    Raises:
        FileError: one cannot be read.
    """
    import polars as pl

    check_polars()
    found = []
    for path in paths:
        try:
            table = pl.read_parquet(path)
        except (OSError, pl.exceptions.PolarsError) as error:
            raise FileError(path, f"cannot be read: {error}") from None
        if table.height:
            found.append(table)
    return pl.concat(found, how="diagonal_relaxed") if found else pl.DataFrame()


def count_done(folders: Sequence[Path]) -> int:
    """How many people of some partitions are done."""
    import polars as pl

    done = 0
    for folder in folders:
        done += int(pl.read_parquet(folder / "people.parquet", columns=["status"])["status"].eq("done").sum())
    return done
