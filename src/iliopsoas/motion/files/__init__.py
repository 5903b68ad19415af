"""Files in and out: joint angles and force plates (.mot, .sto), markers (.trc, .c3d), with units and signs recognised.

In: a path. Out: records of `iliopsoas.motion.records`, or a FileError with line and column.
Start reading at `joint_angles.read_motion`, `storage_plates.read_loads` and `marker_files.read_markers`; `conventions`
decides degrees or radians and which way a knee counts; `c3d_plates` turns plate channels into force, centre of pressure
and free moment.
"""
