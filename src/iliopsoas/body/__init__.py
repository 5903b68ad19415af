"""The person: from the atlas and a stature, mass, sex and age to a computable body.

In: `subject.Subject`, names of variants and conditions. Out: `body.Body`, with the engine's model of bones, joints and
strands, the map from generalised coordinates to its degrees of freedom, and the muscle-tendon parameters.
Start at `body.Body.build`; then `scaling`, `engine_model`, `coordinate_coupling`, and `applied_conditions` and
`applied_variants` for what is unlike in this person. Poses are put into it by `kinematics`, files made by `export`.
"""
