"""Reading the files of the atlas: CSV tables and TOML records, checked, with errors that name file, line and key.

In comes text; out come rows (`csv_rows.parse_csv`) and records (`toml_blocks.TomlBlock.read`): frozen dataclasses whose
field types (`field_types`) say what may stand in a file. `row.Row` is what each of them carries: source and kind.
Start at `toml_blocks.TomlFile`, and at `tables.load` for the tables of the model.
"""
