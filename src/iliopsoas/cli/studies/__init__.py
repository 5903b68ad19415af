"""Verbs that run many analyses: trials of a study (`batch`), people of a population (`population`).

In: a table, a folder or a study's file, as typed. Out: a folder with a result of each and their report, and text.
Start with `batch`, then `population`.
"""
