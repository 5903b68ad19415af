"""How people differ: anatomical variants, how often each is found, and what it changes in a body.

In comes `data/variants.toml`, or a person's `NAME:SIDE`; out come `Variant` and `Feature`, or a person drawn by chance.
Start at `catalogue.variants`, `catalogue.resolve_variants` and `catalogue.sample_variants`.
"""
