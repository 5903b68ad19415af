"""Curves and peaks of many trials -> means, spreads, differences with intervals, and where groups differ.

In: arrays over trials. Out: named tuples. Nothing here reads or writes a file.
Start with `groups.group_means`, then `comparisons.compare_groups`; `permutation` has the test over whole curves.
"""
