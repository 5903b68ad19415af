"""Movements that come with the package, made for any body.

In: a name with parameters and a body; the records are in `iliopsoas.atlas.movements`. Out: a `Motion`. Start reading at
`catalogue.movement`: a plan in numbers (`keyframe_plan`), put on the body (`keyframe_fitting`) with its contacts
(`contact_goals`) and loads (`planned_loads`). `walking` and `running` are made by their own mechanics.
"""
