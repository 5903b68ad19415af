"""How exercises are given: screening questions, precautions, prescriptions, doses, programmes, adaptation, outcomes.

In comes `data/rehabilitation/*.toml`; out come typed records. Start at `catalogue`; `records` says what each kind
holds, `file` reads and checks them.
"""
