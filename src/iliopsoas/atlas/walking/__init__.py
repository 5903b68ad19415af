"""How people walk, as tables over the gait cycle.

In: the files `data/walk.csv`, `measured_walk.csv` and `walking_norms.csv`. Out: the averaged cycle (`gait_cycle`), one
man's measured stride (`measured_stride`), and what is usual by pace (`walking_norms`) or in a user's file
(`own_norms`).
Start at `walking_norms`.
"""
