"""What can be wrong with an iliopsoas: conditions, graded, and what each changes in a body.

In comes `data/conditions.toml`, or a person's `NAME=GRADE:SIDE`; out come `Condition` and `GradedCondition`.
Start at `catalogue.conditions` and `catalogue.resolve_conditions`; `records` says what an effect is, `file` reads it.
"""
