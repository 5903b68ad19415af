"""A .c3d file parsed so that no damage in it can fell the process.

In: a path. Out: points, analog channels and parameters as plain arrays and lists, or one FileError for whatever is
wrong. Start at `process.parse_c3d`. `layout` reads header and parameters itself and refuses what cannot be; only then
`child` lets the library parse it, in a process of its own with limits on time and memory.
"""
