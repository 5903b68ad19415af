"""What is known and written down: tables of the model, anatomy, conditions, variants, movements, clinical tests.

In come the files of `data/`, every number with its source and how it is known; out come frozen records. Nothing here
computes mechanics, and nothing else in the package holds a number about people without its source.
Start at `reading.tables.load` (rows of the model), `conditions.catalogue.conditions` (one kind of record among four)
and `audit.audit` (where every number comes from).
"""
