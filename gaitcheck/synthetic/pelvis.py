"""Path and turning of the pelvis. Lab frame: x forward, y up from the belt, z to the runner's right; metres, seconds.

The middle of the hips stands for the centre of mass: between toe-off and the next contact it falls freely, and in
contact a ground force per step (half sine for the active peak, a skew without impulse, a third harmonic that makes the
peak flatter or sharper) carries it to the height and speed asked for at the next contact.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from scipy.interpolate import CubicSpline

from .arrays import GRAVITY_MPS2, FloatArray, rows
from .parameters import GaitParameters
from .schedule import Schedule

# Time of the vertical impulse's centroid as a share of contact: a little before the middle, which makes the
# body land faster than it leaves (Cavagna 2006, "The landing-take-off asymmetry in human running"); sharper
# force peaks come earlier.
IMPULSE_CENTROID = 0.47
CENTROID_IF_SHARP = 0.20
CENTROID_IF_FLAT = 0.12
# The pelvis turns most (left side forward) this part of a stride before left contact.
YAW_LEAD_PHASE = 0.08
# Pelvic list is greatest at this share of the contact time.
LIST_PEAK_SHARE = 0.42
SWAY_AMPLITUDE_M = 0.012


class VerticalPath(Protocol):
    """Height of the middle of the hips."""

    def height_m(self, time_s: FloatArray) -> FloatArray:
        """Height above the belt, same shape as ``time_s``."""
        ...


@dataclass(frozen=True, kw_only=True)
class BallisticPath:
    """Vertical motion solved step by step; one row per step, shape (S,), sizes of the force shapes (S, 3) in m/s2."""

    contact_s: FloatArray
    contact_time_s: FloatArray
    height_contact_m: FloatArray
    velocity_contact_mps: FloatArray
    harmonics_mps2: FloatArray

    def height_m(self, time_s: FloatArray) -> FloatArray:
        """Height above the belt, same shape as ``time_s``."""
        row = np.clip(np.searchsorted(self.contact_s, time_s, side="right") - 1, 0, self.contact_s.size - 1)
        step = rows(self, row)
        return height_in_step(step, time_s - step.contact_s)

    def force_bw(self, time_s: FloatArray) -> FloatArray:
        """Vertical ground force in body weights, same shape as ``time_s``."""
        row = np.clip(np.searchsorted(self.contact_s, time_s, side="right") - 1, 0, self.contact_s.size - 1)
        step = rows(self, row)
        share = np.clip((time_s - step.contact_s) / step.contact_time_s, 0, 1)
        return np.asarray((step.harmonics_mps2 * force_shapes(share)).sum(-1) / GRAVITY_MPS2)


def force_shapes(share: FloatArray) -> FloatArray:
    """The three force shapes sin(a), sin(a) sin(2a), sin(3a) with a = pi x share of contact; (..., 3)."""
    a = np.pi * share
    return np.stack([np.sin(a), np.sin(a) * np.sin(2 * a), np.sin(3 * a)], axis=-1)


def force_speeds(share: FloatArray) -> FloatArray:
    """First integrals over ``share`` of `force_shapes`, from 0; (..., 3)."""
    a = np.pi * share
    third = (1 - np.cos(3 * a)) / 3
    return np.stack([1 - np.cos(a), (np.sin(a) - np.sin(3 * a) / 3) / 2, third], axis=-1) / np.pi


def force_lifts(share: FloatArray) -> FloatArray:
    """Second integrals over ``share`` of `force_shapes`, from 0; (..., 3)."""
    a = np.pi * share
    skew = ((1 - np.cos(a)) - (1 - np.cos(3 * a)) / 9) / 2
    return np.stack([a - np.sin(a), skew, (a - np.sin(3 * a) / 3) / 3], axis=-1) / np.pi**2


def height_in_step(step: BallisticPath, since_contact_s: FloatArray) -> FloatArray:
    """Height of the middle of the hips for rows already matched to the times (broadcasting)."""
    contact = step.contact_time_s
    share = np.clip(since_contact_s / contact, 0, 1)
    lift = contact[..., None] ** 2 * force_lifts(share)
    speed = contact[..., None] * force_speeds(share)
    airborne_s = np.maximum(since_contact_s - contact, 0)[..., None]
    ground = (step.harmonics_mps2 * (lift + speed * airborne_s)).sum(-1)
    fall = step.velocity_contact_mps * since_contact_s - GRAVITY_MPS2 * since_contact_s**2 / 2
    return np.asarray(step.height_contact_m + fall + ground)


def ballistic_path(schedule: Schedule, height_contact_m: FloatArray, sharpness: FloatArray) -> BallisticPath:
    """Find each step's ground force.

    Parameters
    ----------
    schedule: S stances.
    height_contact_m: (S,) height of the middle of the hips at every contact.
    sharpness: (S,) third harmonic over first: negative makes a sharper force peak and a deeper stance.

    Returns
    -------
    BallisticPath with S - 1 steps. Two unknowns per step (active peak and skew) meet two demands: height
    and velocity at the next contact. Over a periodic gait impulse then equals weight times step time.
    """
    step_s = schedule.next_contact_s - schedule.contact_s
    contact = schedule.toe_off_s - schedule.contact_s
    slope = np.where(sharpness < 0, CENTROID_IF_SHARP, CENTROID_IF_FLAT)
    centroid = IMPULSE_CENTROID + slope * sharpness
    velocity = -GRAVITY_MPS2 * (step_s / 2 - centroid * contact)
    gain_v = contact[:, None] * force_speeds(np.ones_like(contact))
    gain_y = contact[:, None] ** 2 * force_lifts(np.ones_like(contact)) + gain_v * (step_s - contact)[:, None]
    head = slice(0, -1)
    need_v = velocity[1:] - velocity[head] + GRAVITY_MPS2 * step_s[head]
    need_y = height_contact_m[1:] - height_contact_m[head]
    need_y = need_y - velocity[head] * step_s[head] + GRAVITY_MPS2 * step_s[head] ** 2 / 2
    gain_v, gain_y, shape = gain_v[head], gain_y[head], sharpness[head]
    first = need_v / (gain_v[:, 0] + shape * gain_v[:, 2])  # the skew carries no impulse
    second = (need_y - first * (gain_y[:, 0] + shape * gain_y[:, 2])) / gain_y[:, 1]
    return BallisticPath(
        contact_s=schedule.contact_s[head],
        contact_time_s=contact[head],
        height_contact_m=height_contact_m[head],
        velocity_contact_mps=velocity[head],
        harmonics_mps2=np.stack([first, second, shape * first], axis=-1),
    )


@dataclass(frozen=True, kw_only=True)
class PelvisTurn:
    """Turning of the pelvis and everything else that follows the stride's phase only."""

    phase: CubicSpline
    yaw_rad: float
    list_rad: CubicSpline
    half_width_m: float

    def hip_offset(self, time_s: FloatArray, lateral: FloatArray) -> FloatArray:
        """Hip joint minus middle of the hips, (..., 3) metres, for the side ``lateral`` (-1 left, +1 right)."""
        yaw = self.yaw_rad * np.cos(2 * np.pi * (self.phase(time_s) + YAW_LEAD_PHASE))
        tilt = self.list_rad(time_s)  # + : right side lower
        across = self.half_width_m * lateral * np.cos(tilt)
        up = -self.half_width_m * lateral * np.sin(tilt)
        return np.stack([-across * np.sin(yaw), up, across * np.cos(yaw)], axis=-1)

    def sway_m(self, time_s: FloatArray) -> FloatArray:
        """Lateral shift of the pelvis, toward the foot on the ground."""
        return np.asarray(-SWAY_AMPLITUDE_M * np.cos(2 * np.pi * (self.phase(time_s) - LIST_PEAK_SHARE / 3)))


def pelvis_turn(parameters: GaitParameters, schedule: Schedule, half_width_m: float) -> PelvisTurn:
    """Pelvic list passes through each side's asked drop in its stance; cubic in between."""
    contact = schedule.toe_off_s - schedule.contact_s
    peak_s = schedule.contact_s + LIST_PEAK_SHARE * contact
    # Left stance (lateral -1) lowers the right side, which is positive list.
    return PelvisTurn(
        phase=schedule.phase_curve(),
        yaw_rad=float(np.radians(parameters.pelvis_yaw_deg)),
        list_rad=CubicSpline(peak_s, -schedule.lateral * schedule.pelvic_drop_rad),
        half_width_m=half_width_m,
    )


@dataclass(frozen=True, kw_only=True)
class ForwardPath:
    """Fore-aft motion of the pelvis about x = 0: slowed by braking, sped up by push-off, free in flight."""

    contact_s: FloatArray
    contact_time_s: FloatArray
    step_s: FloatArray
    free_mps: float
    start_m: float

    def offset_m(self, time_s: FloatArray) -> FloatArray:
        """Displacement from the mean place on the belt, same shape as ``time_s``."""
        step = rows(self, np.clip(np.searchsorted(self.contact_s, time_s, side="right") - 1, 0, None))
        since = time_s - step.contact_s
        share = np.clip(since / step.contact_time_s, 0, 1)
        slowing = self.free_mps * step.step_s * (share - np.sin(2 * np.pi * share) / (2 * np.pi))
        return np.asarray(self.start_m + self.free_mps * since - slowing)


def forward_path(schedule: Schedule, braking_mps: float) -> ForwardPath:
    """Every step ends where it began; ``braking_mps`` is the loss of speed, half of it against the mean."""
    contact = schedule.toe_off_s - schedule.contact_s
    step_s = schedule.next_contact_s - schedule.contact_s
    free_mps = float(braking_mps / 2 * np.mean(contact / step_s))
    return ForwardPath(
        contact_s=schedule.contact_s,
        contact_time_s=contact,
        step_s=step_s,
        free_mps=free_mps,
        start_m=free_mps * float(np.mean(step_s - contact)) / 2,
    )
