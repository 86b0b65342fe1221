"""A pinhole phone camera around the treadmill and its projection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

NEAR_M, FAR_M = 0.1, 40.0
# Direction from the runner to the camera, as an angle about the vertical; 0 = behind, 90 = the runner's right.
VIEW_ANGLE_DEG = {"rear": 0.0, "side-right": 90.0, "front": 180.0, "side-left": 270.0}
# Which way a positive yaw moves the camera, so that it always means "further to the front" in side view.
YAW_SIGN = {"rear": 1.0, "side-right": 1.0, "front": 1.0, "side-left": -1.0}


@dataclass(frozen=True)
class Camera:
    """Where the phone stands and what it sees.

    ``yaw_deg``: off the ideal direction; in side views + means towards the runner's front, in rear and front
    views + means towards the runner's right (rear) or left (front).  ``aim_*`` is the point in the middle
    of the picture.  ``long_edge_fov_deg`` is the field of view along the longer edge.
    """

    view: str
    width_px: int
    height_px: int
    yaw_deg: float = 0.0
    roll_deg: float = 0.0
    distance_m: float = 3.2
    height_m: float = 0.95
    aim_x_m: float = 0.05
    aim_y_m: float = 0.9
    long_edge_fov_deg: float = 52.0

    @property
    def focal_px(self) -> float:
        """Focal length in pixels; pixels are square."""
        half_edge = 0.5 * max(self.width_px, self.height_px)
        return float(half_edge / np.tan(np.radians(self.long_edge_fov_deg) / 2))

    @property
    def aim_m(self) -> Floats:
        """Point in the middle of the picture."""
        return np.array([self.aim_x_m, self.aim_y_m, 0.0])

    @property
    def eye_m(self) -> Floats:
        """Position of the camera."""
        angle = np.radians(VIEW_ANGLE_DEG[self.view] + YAW_SIGN[self.view] * self.yaw_deg)
        flat = self.distance_m * np.array([-np.cos(angle), 0.0, np.sin(angle)])
        return np.array([self.aim_x_m + flat[0], self.height_m, flat[2]])

    @property
    def near_side(self) -> str | None:
        """The side of the runner the camera sees, in side views."""
        return {"side-left": "left", "side-right": "right"}.get(self.view)

    def view_matrix(self) -> Floats:
        """World to camera ``(4, 4)``; the camera looks along its own -z."""
        ahead = _unit(self.aim_m - self.eye_m)
        right = _unit(np.cross(ahead, np.array([0.0, 1.0, 0.0])))
        up = np.cross(right, ahead)
        roll = np.radians(self.roll_deg)
        right, up = np.cos(roll) * right + np.sin(roll) * up, np.cos(roll) * up - np.sin(roll) * right
        matrix = np.eye(4)
        matrix[:3, :3] = np.stack([right, up, -ahead])
        matrix[:3, 3] = -matrix[:3, :3] @ self.eye_m
        return matrix

    def projection_matrix(self) -> Floats:
        """Camera to clip space ``(4, 4)``."""
        matrix = np.zeros((4, 4))
        matrix[0, 0] = 2 * self.focal_px / self.width_px
        matrix[1, 1] = 2 * self.focal_px / self.height_px
        matrix[2, 2] = (FAR_M + NEAR_M) / (NEAR_M - FAR_M)
        matrix[2, 3] = 2 * FAR_M * NEAR_M / (NEAR_M - FAR_M)
        matrix[3, 2] = -1.0
        return matrix

    def project(self, points_m: Floats) -> Floats:
        """World points ``(..., 3)`` to pixels ``(..., 2)``, x right, y down, origin at the top left corner."""
        homogeneous = np.concatenate([points_m, np.ones((*points_m.shape[:-1], 1))], axis=-1)
        clip = homogeneous @ (self.projection_matrix() @ self.view_matrix()).T
        device = clip[..., :2] / clip[..., 3:4]
        x = (0.5 + 0.5 * device[..., 0]) * self.width_px
        y = (0.5 - 0.5 * device[..., 1]) * self.height_px
        return np.stack([x, y], axis=-1)


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.linalg.norm(vector))
