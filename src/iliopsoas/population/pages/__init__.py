"""The answers of a study as a page and as `summary.json`.

In: an opened study. Out: two files in its folder.
Start with `population_page`; `summary` computes what both tell, `population_charts` draws it.
"""
