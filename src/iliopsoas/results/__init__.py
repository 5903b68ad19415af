"""What everybody wants to know of an analysis, each quantity computed once.

In: the dataset that `mechanics.analyze` gives. Out: curves and peaks of muscles, hips, spine and contacts, the gait
cycle, what muscles could not balance, what hurts, how two results differ, and the dictionary of `summary.json`.
Start with `summary.summarise`, then `hip_contact` and `muscle_forces`; `store` keeps a result in a file.
"""
