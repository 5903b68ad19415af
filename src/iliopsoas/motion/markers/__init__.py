"""From skin markers to a scaled body's joint angles.

In: `records.markers.Markers` in a laboratory's axes. Out: a `Motion`. The way: labels recognised (`labels`), axes and
units corrected (`laboratory_axes`, `recording_errors`), segments scaled (`segment_scaling`), markers registered on the
body (`marker_registration`), poses fitted (`inverse_kinematics`). `iliopsoas.motion.from_markers` walks it in one call.
"""
