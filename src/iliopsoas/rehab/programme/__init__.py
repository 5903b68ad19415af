"""The programme: screening, phases, exercises with doses and reasons, and a forecast as a band.

In: a profile (TOML that a person can edit) and load cards. Out: a `Plan`, what was refused and why, and whether a
physician comes first. Start with `profile`, then `plan`.
"""
