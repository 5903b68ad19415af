"""The steps from one schema of the diary to the next, for Alembic: forwards only, one file a step.

In: a database of an older schema. Out: the same entries in the newer one. `v0001_sessions` makes the first tables;
each later step names the one before it. `iliopsoas.rehab.diary.schema` runs them.
"""
