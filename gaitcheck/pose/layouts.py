"""Keypoint layouts of other pose tools, as the BlazePose names that gaitcheck uses.

An empty name marks a keypoint without a counterpart. Orders as published by the tools: OpenPose BODY_25
(Cao et al. 2019, doi 10.1109/TPAMI.2019.2929257), COCO-17 (Lin et al. 2014, doi 10.1007/978-3-319-10602-1_48),
Halpe-26 (Fang et al. 2022, doi 10.1109/TPAMI.2022.3222784) and COCO-WholeBody (Jin et al. 2020,
doi 10.1007/978-3-030-58545-7_12), of which body and feet are read.
"""

from __future__ import annotations

_COCO_17 = (
    "nose",
    "left_eye",
    "right_eye",
    "left_ear",
    "right_ear",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
)

_HALPE_FEET = ("", "", "", "left_foot_index", "right_foot_index", "", "", "left_heel", "right_heel")
_WHOLE_BODY_FEET = ("left_foot_index", "", "left_heel", "right_foot_index", "", "right_heel")

_BODY_25 = (
    "nose",
    "",
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    "",
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    "right_eye",
    "left_eye",
    "right_ear",
    "left_ear",
    "left_foot_index",
    "",
    "left_heel",
    "right_foot_index",
    "",
    "right_heel",
)

#: Keypoints per person -> names, in the tool's order.
BY_COUNT: dict[int, tuple[str, ...]] = {
    17: _COCO_17,
    25: _BODY_25,
    26: _COCO_17 + _HALPE_FEET,
    133: _COCO_17 + _WHOLE_BODY_FEET + ("",) * 110,
}
