"""The foot on the belt: heel, sole, ball, tip.

A rigid sole that bends at the ball. With the toes up it turns about the heel's rear, with the heel up about the
ball; once the bend at the ball is used up the toe part turns about the shoe's tip. The sole is squeezed by
`SOLE_SQUEEZE_M`: at the instants of contact and toe-off its lowest point is that far above the belt, in between it
settles on it. Sagittal quantities live in the foot's own vertical plane: u along the foot, v up; pitch + toes up.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import FloatArray, turn
from .body import BodyDimensions

SOLE_SQUEEZE_M = 0.002
# Time over which the toe's last point lifts by the squeeze: 0.33 m/s upward at toe-off.
LIFT_OFF_S = 0.018
# The cushion between ankle and sole gives way at landing by at most this much, in at most this time, and takes
# this share of the landing speed; it swells again between these shares of contact. Running-shoe order of magnitude.
CUSHION_M = 0.007
CUSHION_TIME_S = 0.060
CUSHION_SPEED_SHARE = 0.7
CUSHION_BACK_SHARES = (0.45, 0.97)
# Bend of the shoe at the ball before the toe part itself leaves the belt, and the angle over which it yields.
TOE_BEND_RAD = 0.55
TOE_BEND_BLEND_RAD = 0.45


@dataclass(frozen=True, kw_only=True)
class FootContact:
    """How each foot rolls over; one row per stance, arrays (S,).

    ``flat_x_m`` is where the ankle is when the foot is flat, in a frame that moves with the belt and agrees with
    the lab at contact; ``flat_z_m`` its lateral place. ``heel_rise_s`` counts from contact; ``rise_rad`` (S, R)
    are the terms of order 2, 3, .. of the heel's rise over the share of time from there to toe-off.
    ``landing_mps`` is the sole's downward speed at contact and ``slip_mps`` its forward speed on the belt.
    """

    lateral: FloatArray
    contact_time_s: FloatArray
    flat_x_m: FloatArray
    flat_z_m: FloatArray
    pitch_contact_rad: FloatArray
    settle_s: FloatArray
    heel_rise_s: FloatArray
    rise_rad: FloatArray
    landing_mps: FloatArray
    slip_mps: FloatArray
    slip_time_s: FloatArray
    belt_mps: float
    toe_out_rad: float


@dataclass(frozen=True, kw_only=True)
class FootPose:
    """Ankle (..., 3) in the lab frame in metres, pitch of the rear foot and of the toe part in radians, and how
    much the cushion under the ankle has given way, in metres."""

    ankle_m: FloatArray
    pitch_rad: FloatArray
    toe_pitch_rad: FloatArray
    cushion_m: FloatArray


def pitch_rad(contact: FootContact, since_s: FloatArray) -> FloatArray:
    """Pitch of the rear foot: landing pitch dying away, then the heel rising."""
    rise_s = contact.contact_time_s - contact.heel_rise_s
    rising = np.maximum(since_s - contact.heel_rise_s, 0) / rise_s
    powers = rising[..., None] ** (2 + np.arange(contact.rise_rad.shape[-1]))
    return np.asarray(settling_pitch_rad(contact, since_s) - (contact.rise_rad * powers).sum(-1))


def settling_pitch_rad(contact: FootContact, since_s: FloatArray) -> FloatArray:
    """Landing pitch dying away; zero once the foot is flat."""
    return np.asarray(contact.pitch_contact_rad * np.clip(1 - since_s / contact.settle_s, 0, 1) ** 2)


def toe_pitch_rad(pitch: FloatArray) -> FloatArray:
    """Pitch of the toe part on the belt: with the foot when toes are up, else flat until the bend is used up."""
    beyond = -pitch - TOE_BEND_RAD
    half = TOE_BEND_BLEND_RAD
    blend = np.clip(beyond + half, 0, 2 * half) ** 2 / (4 * half)
    return np.where(pitch > 0, pitch, -(blend + np.maximum(beyond - half, 0)))


def sole_lift_m(contact: FootContact, since_s: FloatArray) -> FloatArray:
    """Height of the sole's lowest point: `SOLE_SQUEEZE_M` at both ends of contact, zero between."""
    landing_s = 3 * SOLE_SQUEEZE_M / (contact.landing_mps * (1 - CUSHION_SPEED_SHARE))
    down = np.clip(1 - since_s / landing_s, 0, None) ** 3
    up = np.clip(1 + (since_s - contact.contact_time_s) / LIFT_OFF_S, 0, None) ** 3
    return np.asarray(SOLE_SQUEEZE_M * (down + up))


def rear_pitch_rad(body: BodyDimensions, inclination_rad: FloatArray) -> FloatArray:
    """Pitch of the rear foot whose heel-to-tip line is inclined as asked: steeper when the heel is up, since the
    toe part then lies flat."""
    rear = body.heel_back_m + body.ball_forward_m
    share = (body.toe_forward_m - body.ball_forward_m) / rear
    heel_up = inclination_rad + np.arcsin(share * np.sin(inclination_rad))
    return np.where(inclination_rad < 0, heel_up, inclination_rad)


def cushion_m(contact: FootContact, since_s: FloatArray) -> FloatArray:
    """How much lower the ankle is above the sole than unloaded: quick to give at landing, gone at toe-off."""
    speed = CUSHION_SPEED_SHARE * contact.landing_mps
    depth = np.minimum(CUSHION_M, speed * CUSHION_TIME_S / 3)
    giving = 1 - np.clip(1 - since_s * speed / (3 * depth), 0, 1) ** 3
    start, end = CUSHION_BACK_SHARES
    back = np.clip((since_s / contact.contact_time_s - start) / (end - start), 0, 1)
    return np.asarray(depth * giving * (1 - back**2 * (3 - 2 * back)))


def slip_m(contact: FootContact, since_s: FloatArray) -> FloatArray:
    """Forward displacement of the sole on the belt, ending at zero a few milliseconds after contact."""
    fading = np.clip(1 - since_s / contact.slip_time_s, 0, None)
    return np.asarray(-contact.slip_mps * contact.slip_time_s / 3 * fading**3)


def ankle_in_plane(
    body: BodyDimensions, pitch: FloatArray, toe_pitch: FloatArray, cushion: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Ankle in the foot's plane: along the foot from its flat place, and above the sole's lowest point."""
    heel, ball, toe = body.heel_back_m, body.ball_forward_m, body.toe_forward_m
    height = body.ankle_height_m - cushion
    on_heel_u, on_heel_v = turn(np.full_like(pitch, heel), height, pitch)
    toe_u, toe_v = turn(np.full_like(pitch, ball - toe), np.zeros_like(pitch), toe_pitch)
    on_ball_u, on_ball_v = turn(np.full_like(pitch, -ball), height, pitch)
    toes_up = pitch > 0
    along = np.where(toes_up, on_heel_u - heel, toe + toe_u + on_ball_u)
    return along, np.where(toes_up, on_heel_v, toe_v + on_ball_v)


def stance_pose(body: BodyDimensions, contact: FootContact, since_s: FloatArray) -> FootPose:
    """The foot ``since_s`` seconds after contact (rows already matched to times, broadcasting)."""
    return pose_with_pitch(body, contact, since_s, pitch_rad(contact, since_s))


def pose_with_pitch(body: BodyDimensions, contact: FootContact, since_s: FloatArray, pitch: FloatArray) -> FootPose:
    """The foot on the belt with a given pitch of its rear part."""
    toe_pitch = toe_pitch_rad(pitch)
    cushion = cushion_m(contact, since_s)
    along, up = ankle_in_plane(body, pitch, toe_pitch, cushion)
    along = along + slip_m(contact, since_s)
    x = contact.flat_x_m - contact.belt_mps * since_s + along * np.cos(contact.toe_out_rad)
    z = contact.flat_z_m + contact.lateral * along * np.sin(contact.toe_out_rad)
    y = up + sole_lift_m(contact, since_s)
    ankle = np.stack([x, y, z], axis=-1)
    return FootPose(ankle_m=ankle, pitch_rad=pitch, toe_pitch_rad=toe_pitch, cushion_m=cushion)


def sole_points(
    body: BodyDimensions, pose: FootPose, lateral: FloatArray, toe_out_rad: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Heel, ball and tip of the sole, each (..., 3) metres in the lab frame."""
    flat = np.zeros_like(pose.pitch_rad)
    drop = pose.cushion_m - body.ankle_height_m

    def lab(u: FloatArray, v: FloatArray) -> FloatArray:
        offset = np.stack([u * np.cos(toe_out_rad), v, lateral * u * np.sin(toe_out_rad)], axis=-1)
        return np.asarray(pose.ankle_m + offset)

    heel = turn(flat - body.heel_back_m, drop, pose.pitch_rad)
    ball = turn(flat + body.ball_forward_m, drop, pose.pitch_rad)
    toe = turn(flat + body.toe_forward_m - body.ball_forward_m, flat, pose.toe_pitch_rad)
    return lab(*heel), lab(*ball), lab(ball[0] + toe[0], ball[1] + toe[1])
