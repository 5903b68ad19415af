"""What bones look like: closed triangle meshes made from tables of landmarks [m].

In: nothing but joint centres of the atlas. Out: shapes by kind and segment, in segment axes of the generic body.
Start at `skeleton.bone_shapes`; `solids` has the tubes, ellipsoids and plates that they are made of.
"""
