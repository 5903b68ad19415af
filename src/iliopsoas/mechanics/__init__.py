"""From a body and a trajectory to muscle forces and joint loads: one equation, solved for all frames.

In: a `Body` and a `Motion` (or a prepared `Trajectory`). Out: a labelled dataset, or the bare arrays (`Solution`).
Start reading at `analyze.solve`, which goes through the equation step by step; `balance` says what muscles and contacts
must balance, `recruitment` finds who pulls how hard, `joint_reactions` what is left for joints and discs to carry.
"""
