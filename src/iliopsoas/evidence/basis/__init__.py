"""What the quantities of the evidence share.

In: nothing but bodies and movements. Out: `context.Context`, which computes each of them once; `target.Target`, what
was published; `static_postures`, bodies that stand, lie or carry, solved without movement.
"""
