"""The movement nearest to a recorded one that a body with a condition can do: a constrained least squares.

In: a body with narrowed ranges, shortened muscles or painful loads, and a recorded `Motion`. Out: `Adapted`, the
movement with what gave way and which limits hold it back. Start at `adapt.adapt`; `limits` says what must not be
exceeded, `motion_projection` solves, `outcome` puts the result into frames, forces and words, `pain_avoidance` lowers
loads.
"""
