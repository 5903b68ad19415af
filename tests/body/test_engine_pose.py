"""States of the engine that are used again: never by two at a time, and never with a trace of the last pose."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

import mujoco
import numpy as np

from iliopsoas.body.body import Body
from iliopsoas.body.engine_pose import KEPT, in_pose, lent_state, through_poses


def test_a_state_is_used_again_but_not_while_it_is_lent(body: Body) -> None:
    with lent_state(body.model) as one, lent_state(body.model) as other:
        assert one is not other
    with lent_state(body.model) as again:
        assert again is other or again is one


def test_nested_walks_through_poses_do_not_disturb_each_other(body: Body) -> None:
    bent = body.map.pose(2, hip_flexion_r=[0.2, 1.2])
    shin = body.body_id("tibia_r")
    alone = [data.xpos[shin].copy() for data in through_poses(body.model, body.map, bent)]
    for k, outer in enumerate(through_poses(body.model, body.map, bent)):
        for _ in through_poses(body.model, body.map, bent[::-1]):
            np.testing.assert_array_equal(outer.xpos[shin], alone[k])


def test_a_used_state_gives_what_a_fresh_one_gives(body: Body) -> None:
    wild = body.map.pose(1, hip_flexion_r=1.9, lumbar_extension=-0.4, knee_angle_l=1.5)
    list(through_poses(body.model, body.map, wild))
    straight = body.map.pose(1)
    with lent_state(body.model) as data:
        data.qpos[:] = body.map.positions(straight)[0]
        mujoco.mj_fwdPosition(body.model, data)
        np.testing.assert_array_equal(data.ten_length, in_pose(body.model, body.map, straight[0]).ten_length)


def test_threads_do_not_share_states_and_few_are_kept(body: Body) -> None:
    def lend(_: int) -> int:
        with lent_state(body.model) as data:
            return id(data)

    with lent_state(body.model) as mine, ThreadPoolExecutor(2) as pool:
        assert id(mine) not in set(pool.map(lend, range(8)))
    models = [mujoco.MjModel.from_xml_string("<mujoco/>") for _ in range(3 * KEPT)]
    for model in models:
        with lent_state(model):
            pass
    gc.collect()
    from iliopsoas.body.engine_pose import _STATES

    assert len(_STATES.free) <= KEPT
