"""Our side of every comparison: one function a quantity, named by records as 'module.function'.

In: the shared `context.Context` (bodies, the walks, movements of the library, each computed once) and the
record's arguments. Out: a number in the record's unit, or a `target.Target` from another table.
Start at `arms` or `walking`; `static_postures` holds bodies that stand, lie or carry, for `exercises` and `loads`.
"""
