"""The diary: what was done and how it felt, append-only, in a database on the person's own machine.

In: entries. Out: what stands, what the pain rule says, and progress beside the smallest change that can be detected.
Start with `entries` (what an entry holds), then `diary.Diary` (where it is kept), `merging` (several devices),
`progress`.
"""
