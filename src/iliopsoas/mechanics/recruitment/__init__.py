"""Who pulls how hard: a convex problem for every frame, by itself and without a body.

In: what each strand (or contact) can do to each row, what the rows need, what activation costs and its bounds.
Out: activations, reserves and multipliers (`Recruitment`). Start at `recruit.recruit`, whose docstring has the
equation; `dual_newton` is the solver, `activation_bounds` what conditions and reflexes ask of single strands.
"""
