"""How far a retargeted body is from its recording, and how well its feet stand on the belt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.real_motion.retarget import RealMotion
from tools.real_motion.runs import SIDES, Side
from tools.real_motion.segments import LegSegments, segments_of, within
from tools.rendered_runner.bodies import Body
from tools.rendered_runner.contact import contact_events, sole_heights_m
from tools.rendered_runner.rig import Rig

FloatArray = npt.NDArray[np.float64]

# From the first to the last share of a stance in which the whole sole lies on the belt or turns about the ball.
SLIP_SHARE = (0.3, 0.6)
MM_PER_M = MS_PER_S = 1000.0


@dataclass(frozen=True, kw_only=True)
class Deviation:
    """Of one leg: RMS angles against the recording [deg]; slip and greatest sinking and floating in stance, lowest
    swing clearance [mm]; the posed sole's own events against the plates' [ms]; recorded ankle rise kept at
    toe-off [% leg]; peak acceleration of the ankle [m/s2]."""

    thigh_deg: float
    shank_deg: float
    knee_deg: float
    shoe_deg: float
    slip_mm: float
    sink_mm: float
    float_mm: float
    contact_ms: float
    toe_off_ms: float
    rise_leg_pct: float
    recorded_rise_leg_pct: float
    pelvis_mps2: float


def sagittal_deg(line: FloatArray) -> FloatArray:
    """Downward lines (T, 3) against the vertical in side view."""
    return np.asarray(np.degrees(np.arctan2(line[:, 0], -line[:, 1])))


def bend_deg(thigh: FloatArray, shank: FloatArray) -> FloatArray:
    """Angle between two downward lines (T, 3) in space."""
    cosine = (thigh * shank).sum(axis=1) / np.linalg.norm(thigh, axis=1) / np.linalg.norm(shank, axis=1)
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))))


def rms(values: FloatArray) -> float:
    """Root of the mean square."""
    return float(np.sqrt(np.mean(values**2)))


def deviations(motion: RealMotion, body: Body, start_s: float, end_s: float) -> dict[Side, Deviation]:
    """Deviation of both legs between two instants of the recording's clock."""
    segments = segments_of(motion.run)
    shown = (segments.time_s >= start_s) & (segments.time_s <= end_s)
    time_s = segments.time_s[shown]
    joints = motion.joints(time_s)
    heights = sole_heights_m(body, Rig(body).pose(joints, np.zeros_like(time_s)))
    acceleration = np.diff(joints["mid_hip"], 2, axis=0) / np.diff(time_s).mean() ** 2
    pelvis_mps2 = float(np.linalg.norm(acceleration, axis=1).max())
    found: dict[Side, Deviation] = {}
    for side, _ in SIDES:
        leg = segments.legs[side]
        thigh, shank, knee = _angles(joints, leg, shown, side)
        sole = heights[side]
        down = within(time_s, leg.stances)
        shoe = joints[f"{side}_toe"] - joints[f"{side}_heel"]
        tilt = np.degrees(np.arctan2(shoe[:, 1], np.hypot(shoe[:, 0], shoe[:, 2])))
        air = ~down & (np.abs(np.degrees(leg.shoe_rad[shown])) < 85)
        offs = [s.toe_off_s for s in leg.stances if time_s[0] < s.toe_off_s < time_s[-1]]
        ankle = joints[f"{side}_ankle"][:, 1]
        rise = (np.interp(offs, time_s, ankle) - motion.body.ankle_height_m) / motion.body.leg_m
        recorded = np.interp(offs, segments.time_s, leg.ankle_rise_leg)
        events = contact_events(time_s, sole)
        plates = motion.events(side, start_s + 0.02, end_s - 0.02)
        found[side] = Deviation(
            thigh_deg=thigh,
            shank_deg=shank,
            knee_deg=knee,
            shoe_deg=rms(tilt[air] - np.degrees(leg.shoe_rad[shown][air])),
            slip_mm=_slip_mm(motion, joints, time_s, leg, side),
            sink_mm=-MM_PER_M * float(sole[down].min()),
            float_mm=MM_PER_M * float(sole[down].max()),
            contact_ms=_worst_ms(events.contact_s, plates.contact_s),
            toe_off_ms=_worst_ms(events.toe_off_s, plates.toe_off_s),
            rise_leg_pct=100 * float(np.mean(rise)),
            recorded_rise_leg_pct=100 * float(np.mean(recorded)),
            pelvis_mps2=pelvis_mps2,
        )
    return found


def _angles(
    joints: dict[str, FloatArray], leg: LegSegments, shown: npt.NDArray[np.bool_], side: Side
) -> tuple[float, float, float]:
    hip, knee, ankle = (joints[f"{side}_{name}"] for name in ("hip", "knee", "ankle"))
    own = {"thigh": knee - hip, "shank": ankle - knee}
    wanted = {"thigh": leg.thigh[shown], "shank": leg.shank[shown]}
    off = [rms(sagittal_deg(own[name]) - sagittal_deg(wanted[name])) for name in own]
    return off[0], off[1], rms(bend_deg(own["thigh"], own["shank"]) - bend_deg(wanted["thigh"], wanted["shank"]))


def _slip_mm(
    motion: RealMotion, joints: dict[str, FloatArray], time_s: FloatArray, leg: LegSegments, side: Side
) -> float:
    """Greatest movement of the ball along the belt, over all stances, while the sole lies on it."""
    worst = 0.0
    for stance in leg.stances:
        flat = within(time_s, [stance], *SLIP_SHARE)
        if flat.sum() > 1:
            ball = joints[f"{side}_ball"][flat]
            on_belt = ball[:, 0] + motion.belt_speed_mps * time_s[flat]
            worst = max(worst, float(np.ptp(on_belt)), float(np.ptp(ball[:, 2])))
    return MM_PER_M * worst


def _worst_ms(found: tuple[float, ...], wanted: tuple[float, ...]) -> float:
    """Greatest distance of a wanted event from the nearest found one, with its sign."""
    if not found or not wanted:
        return float("nan")
    off = [min((t - at for t in found), key=abs) for at in wanted]
    return MS_PER_S * float(max(off, key=abs))
