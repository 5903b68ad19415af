"""A body as a model for another program.

In: a `Body`. Out: an OpenSim document (`osim.export_osim`) or a MuJoCo model (`mjcf.export_mjcf`).
Both write what `blueprint.blueprint` says: segments, joints, surfaces and strands without any engine. The parts of an
OpenSim document are in `osim_segments`, `osim_joints`, `osim_muscles` and `osim_passive`.
"""
