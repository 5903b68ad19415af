"""What the muscle does: moment arms, actions, the psoas paradox, side-bending, strength, stability.

In: a `Body` and a posture (`posture.parse_posture`). Out: one frozen value object a question, with arrays and units;
nothing here reads files or prints. Each module answers one question and its main function bears the module's name:
`moment_arms`, `actions`, `paradox`, `side_bend`, `strength`, `stability`; `strength_change` is about conditions.
Start at `moment_arms.moment_arms` and `strength.strength`; all rest on `muscle_geometry`, path lengths in given poses.
"""
