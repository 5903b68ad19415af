"""What conditions forbid: where a movement leaves the range a joint has, and which loads lie above what hurts.

In: a body with limits, and coordinates or loads of every frame. Out: ranges that are left, ratios over thresholds.
Start with `joint_ranges`, then `pain_thresholds`.
"""
