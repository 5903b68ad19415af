"""From a drawn person to numbers: a body by changing arrays, movements by interpolation, loads without datasets.

In: a study and a range of people. Out: rows of people, outcomes and curves. Start with `partition`, which does a range;
`person_body` makes bodies, `posed_movement` movements, `person_loads` what each movement loads.
"""
