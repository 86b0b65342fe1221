"""Measurements on simulated motions, written apart from the simulator."""

import numpy as np

from gaitcheck.synthetic import BodyDimensions, Motion

BODY = BodyDimensions.from_height(1.75)
GRAVITY = 9.81
SOLE = ("heel", "ball", "toe")


def stances(motion: Motion, side: str) -> list[tuple[float, float]]:
    """(contact, toe-off) of every stance seen whole."""
    events = motion.truth.events(side)
    found = []
    for contact_s in events.contact_s:
        later = [off for off in events.toe_off_s if off > contact_s]
        if later:
            found.append((contact_s, later[0]))
    return found


def slip_m(motion: Motion, side: str, contact_s: float, off_s: float) -> float:
    """Way that the lowest point of the sole makes on the belt, summed over the stance."""
    time_s = np.arange(contact_s, off_s, 0.001)
    joints = motion.joints(time_s)
    points = np.stack([joints[f"{side}_{name}"] for name in SOLE], axis=1)
    points[..., 0] += motion.parameters.belt_speed_mps * time_s[:, None]
    lowest = points[..., 1].argmin(axis=1)
    ways = np.linalg.norm(np.diff(points[..., [0, 2]], axis=0), axis=-1)
    same = lowest[1:] == lowest[:-1]
    return float(ways[np.arange(same.size), lowest[:-1]][same].sum())


def force_bw(motion: Motion, start_s: float, end_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Vertical ground force in body weights that the pelvis's acceleration implies."""
    step_s = 0.002
    time_s = np.arange(start_s, end_s, 0.001)
    before, now, after = (motion.joints(time_s + shift)["mid_hip"][:, 1] for shift in (-step_s, 0.0, step_s))
    return time_s, (before - 2 * now + after) / step_s**2 / GRAVITY + 1


def knee_deg(joints: dict[str, np.ndarray], side: str) -> np.ndarray:
    """Knee flexion from three points."""
    thigh = joints[f"{side}_hip"] - joints[f"{side}_knee"]
    shank = joints[f"{side}_ankle"] - joints[f"{side}_knee"]
    cos = (thigh * shank).sum(1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
    return 180 - np.degrees(np.arccos(cos))


def forward_leads_s(motion: Motion, side: str) -> np.ndarray:
    """How long before contact the ankle is furthest ahead of the hip."""
    leads = []
    for contact_s, _ in stances(motion, side):
        time_s = contact_s + np.arange(-0.09, 0.02, 0.0005)
        joints = motion.joints(time_s)
        ahead = joints[f"{side}_ankle"][:, 0] - joints[f"{side}_hip"][:, 0]
        leads.append(contact_s - time_s[ahead.argmax()])
    return np.array(leads)


def knee_leads_s(motion: Motion, side: str) -> np.ndarray:
    """How long before contact the knee is straightest."""
    leads = []
    for contact_s, _ in stances(motion, side):
        time_s = contact_s + np.arange(-0.09, 0.02, 0.0005)
        leads.append(contact_s - time_s[knee_deg(motion.joints(time_s), side).argmin()])
    return np.array(leads)


def toe_off_lags_s(motion: Motion, side: str) -> np.ndarray:
    """How long after toe-off the knee is straightest."""
    lags = []
    for _, off_s in stances(motion, side):
        time_s = off_s + np.arange(-0.07, 0.07, 0.0005)
        lags.append(time_s[knee_deg(motion.joints(time_s), side).argmin()] - off_s)
    return np.array(lags)
