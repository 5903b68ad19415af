"""Forward and inverse kinematics of the whole body.

In: poses, (frames, coordinates); or goals for points of the body. Out: places of segments, points and centre of mass;
or the poses that come nearest to the goals. Start reading at `segment_poses.point_paths` and `pose_fitting.fit_poses`;
how a pose gets into the engine is in `iliopsoas.body.engine_pose`.
"""
