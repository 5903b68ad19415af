"""Explore: a posture, what the muscles do in it, and what the atlas says of what is clicked.

In: angles, a click, a variant, a condition, a cut nerve. Out: picture, numbers (`posture_numbers`), words
(`atlas_entry`). Start at `explore_tab.ExploreTab`; `presets` has the postures to begin from.
"""
