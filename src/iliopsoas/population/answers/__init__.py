"""What a study of many people tells.

In: an opened study. Out: tables (polars) and named tuples. `bands` has percentiles by group, `chosen_movements` who is
better off with which movement, `arm_effects` what an arm changes, `sensitivity` what a spread comes from.
"""
