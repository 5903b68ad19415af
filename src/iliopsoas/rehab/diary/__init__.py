"""The diary: what was done and how it felt, append-only, in a database on the person's own machine.

In: entries. Out: progress beside the smallest change that can be detected. Start with `entries`.
"""
