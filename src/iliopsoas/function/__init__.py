"""What the muscle does: moment arms, actions, the psoas paradox, side-bending, strength, stability.

    arms.moment_arms        arm of a muscle over a joint angle, beside published ones
    actions.actions         every muscle at every joint in a posture; actions.who_moves: shares over a joint angle
    paradox.paradox         sagittal moment, compression and shear of the psoas at each lumbar level
    side_bend.side_bend     one side alone, both sides
    strength.strength       maximal isometric moment over a joint angle, pelvis held or free
    stability.stability     stiffness bought per newton of compression

Each module answers one question for chosen postures (`posture.parse_posture`) and returns a frozen value object;
nothing here reads files or prints. `poses` holds what they share: muscle geometry of an array of poses.
"""
