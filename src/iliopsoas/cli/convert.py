"""`iliopsoas convert`: a stored result as tables that other programs open."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import answer

KINDS = ("csv", "sto", "xlsx")


def convert(
    result: Annotated[Path, typer.Argument(help="result.nc of an analysis, or its folder.")],
    to: Annotated[str, typer.Option(help="csv, sto (OpenSim opens it) or xlsx.")] = "csv",
    table: Annotated[
        list[str] | None,
        typer.Option(help="Only this table: forces, activations, strands, loads, moments, pose; default all."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the files; default the result's.")] = None,
    as_json: AsJson = False,
) -> None:
    """A result as tables for a spreadsheet or for OpenSim: one file a table, xlsx one file with a sheet each."""
    from iliopsoas.errors import UnknownName
    from iliopsoas.files import SIGNATURE, refuse_foreign, write_text
    from iliopsoas.results.stored.store import load_result
    from iliopsoas.results.stored.tables import curve_table, curve_tables
    from iliopsoas.results.stored.workbook import write_workbook

    if to not in KINDS:
        raise UnknownName("kind of file", to, KINDS)
    path = result / "result.nc" if result.is_dir() else result
    stored = load_result(path)
    tables = [curve_table(stored, name) for name in table] if table else list(curve_tables(stored))
    folder = out or path.parent
    for one in tables if to != "xlsx" else ():  # before any is written
        head = ",".join(one.columns[:2]).lower().encode()  # a table of ours tells itself by its first columns
        refuse_foreign(folder / f"{one.name}.{to}", head if to == "csv" else SIGNATURE)
    if to == "xlsx":
        sheets = {one.name: [one.columns, *one.values.tolist()] for one in tables}
        files = [write_workbook(sheets, folder / f"{path.stem}.xlsx")]
    else:
        title = str(stored.attrs.get("title", path.stem))
        files = [
            write_text(folder / f"{one.name}.{to}", one.as_csv() if to == "csv" else one.as_storage(title))
            for one in tables
        ]
    answer({"files": [str(file) for file in files]}, lambda: typer.echo("\n".join(map(str, files))), as_json=as_json)
