"""`iliopsoas rehab export`: spreadsheet, FHIR, CERT, and a sealed backup of the diary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from iliopsoas.cli.rehab.given_plan import Database, Given, Loads, PassphraseFile, given_plan, open_diary, passphrase
from iliopsoas.cli.shared.options import AsJson
from iliopsoas.cli.shared.text import PHYSICIAN, answer


def rehab_export(
    profile: Given,
    out: Annotated[Path, typer.Option(help="Folder for what is written.")],
    as_csv: Annotated[bool, typer.Option("--csv", help="plan.csv, sessions.csv, outcomes.csv.")] = False,
    as_fhir: Annotated[
        bool, typer.Option("--fhir", help="programme.fhir.json, and apart from it simulated.fhir.json (R4B).")
    ] = False,
    as_cert: Annotated[bool, typer.Option("--cert", help="cert.csv: the programme by the items of the CERT.")] = False,
    backup: Annotated[bool, typer.Option(help="diary.sealed: this person's diary, encrypted.")] = False,
    passphrase_file: PassphraseFile = None,
    loads: Loads = True,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Write plan and diary for other programs. It names nobody: the pseudonym of the profile is used."""
    from iliopsoas.errors import InputError

    if not (as_csv or as_fhir or as_cert or backup):
        raise InputError("say what to export: --csv, --fhir, --cert or --backup")
    files: list[Path] = []
    secret = passphrase(passphrase_file, twice=True) if backup else ""
    with open_diary(database) as diary:
        plan = given_plan(profile, loads=loads and (as_csv or as_fhir), quiet=as_json)
        person = plan.profile.identity
        entries = diary.entries(person)
        if as_csv:
            from iliopsoas.rehab.handout.csv_tables import write_csv_tables

            files += write_csv_tables(plan, entries, out)
        if as_fhir:
            from iliopsoas.files import write_text
            from iliopsoas.rehab.handout.fhir_bundle import programme_bundle, simulated_bundle

            for name, data in (("programme", programme_bundle(plan, entries)), ("simulated", simulated_bundle(plan))):
                files.append(write_text(out / f"{name}.fhir.json", json.dumps(data, indent=1) + "\n"))
        if as_cert:
            from iliopsoas.rehab.diary.progress import progress_of
            from iliopsoas.rehab.handout.cert_items import cert_items
            from iliopsoas.rehab.handout.csv_tables import write_cert

            files.append(write_cert(cert_items(plan, progress_of(person, entries)), out))
        if backup:
            from iliopsoas.rehab.diary.merging import content_bytes, diary_content
            from iliopsoas.rehab.diary.sealed_file import write_sealed

            files.append(write_sealed(out / "diary.sealed", content_bytes(diary_content(diary, person)), secret))

    def tell() -> None:
        for path in files:
            typer.echo(f"written: {path}")
        typer.echo(PHYSICIAN)

    answer({"files": [str(path) for path in files]}, tell, as_json=as_json)
