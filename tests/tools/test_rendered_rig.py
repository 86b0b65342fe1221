"""The posed body against the generator's joints and events."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcheck.synthetic import GaitParameters, simulate
from tools.rendered_runner.bodies import load_body
from tools.rendered_runner.contact import contact_events, sole_heights_m
from tools.rendered_runner.rig import Rig, frames
from tools.rendered_runner.take import dimensions

CHAIN = {"thigh_l": "left_hip", "calf_l": "left_knee", "foot_l": "left_ankle", "calf_r": "right_knee"}
ARMS = {"upperarm_r": "right_shoulder", "lowerarm_r": "right_elbow", "hand_l": "left_wrist"}


@pytest.fixture(scope="module")
def posed():
    body = load_body("arn")
    motion = simulate(GaitParameters(belt_speed_mps=2.7), dimensions(body), 3.0)
    time_s = np.arange(2500) / 1000.0
    joints = motion.joints(time_s)
    return body, motion, time_s, joints, Rig(body).pose(joints, np.zeros_like(time_s))


def test_frames_are_orthonormal_and_keep_the_main_direction() -> None:
    main, helper = np.array([[0.0, -2.0, 0.0]]), np.array([[0.3, 0.1, 1.0]])
    (frame,) = frames(main, helper)
    assert frame.T @ frame == pytest.approx(np.eye(3))
    assert np.linalg.det(frame) == pytest.approx(1.0)
    assert frame[:, 0] == pytest.approx([0.0, -1.0, 0.0])


@pytest.mark.parametrize(("bone", "joint"), [*CHAIN.items(), *ARMS.items()])
def test_joints_sit_where_the_generator_puts_them(posed, bone: str, joint: str) -> None:
    body, _, _, joints, pose = posed
    transform = pose.transforms[:, body.bones.index(bone)]
    placed = transform[:, :, :3] @ body.rest_m[bone] + transform[:, :, 3]
    assert placed == pytest.approx(joints[joint], abs=1e-9)


@pytest.mark.parametrize(
    ("parent", "bone"), [("thigh_l", "calf_l"), ("calf_r", "foot_r"), ("upperarm_l", "lowerarm_l")]
)
def test_bones_meet_at_their_joint(posed, parent: str, bone: str) -> None:
    body, _, _, _, pose = posed
    ends = []
    for name in (parent, bone):
        transform = pose.transforms[:, body.bones.index(name)]
        ends.append(transform[:, :, :3] @ body.rest_m[bone] + transform[:, :, 3])
    assert ends[0] == pytest.approx(ends[1], abs=1e-6)


def test_rotations_are_rigid(posed) -> None:
    rotations = posed[4].transforms[::50, :, :, :3]
    assert np.linalg.det(rotations) == pytest.approx(1.0)


def test_the_shoe_agrees_with_the_generators_events(posed) -> None:
    body, motion, time_s, _, pose = posed
    heights = sole_heights_m(body, pose)
    for side in ("left", "right"):
        mine, planned = contact_events(time_s, heights[side]), motion.truth.events(side)
        for kind in ("contact_s", "toe_off_s"):
            planned_s = np.array(getattr(planned, kind))
            for instant in getattr(mine, kind):
                assert np.abs(planned_s - instant).min() < 0.001
