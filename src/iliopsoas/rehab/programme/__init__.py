"""Screening first, then a graded plan with its reasons and a forecast as bands.

In: a `profile.Profile` (a TOML file that a professional writes) and load cards. Out: a `plan.Plan` that can be edited,
reasons and refusals with their numbers, or the advice to see a physician. Start with `planner.make_plan`.
"""
