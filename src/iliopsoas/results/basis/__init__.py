"""What every quantity of a result needs.

In: a dataset. Out: its attributes by name (`attributes`), the largest value of a curve and when it is (`peaks`), powers
of joints (`joint_power`), and the band of ten instrumented hips in walking (`instrumented_hips`).
"""
