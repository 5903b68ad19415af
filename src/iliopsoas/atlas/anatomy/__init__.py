"""Anatomical structures, what is said of each, and how they hang together.

In come `data/structures/*.toml` and `relations.csv`; out come `Structure` and `Relation`, and answers: which nerve or
artery supplies what and what a lesion costs (`innervation`), what lies where (`topography`), what joins two (`graph`).
Start at `catalogue.structures`, `relations.relations` and `lookup.find_structure`.
"""
