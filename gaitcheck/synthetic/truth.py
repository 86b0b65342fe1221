"""What the posed body really does: events and metrics read off the joints, never off the plan.

Definitions are those of the tool's metrics. Times in seconds, angles in degrees, side view x forward and y up;
from behind (pelvic drop, adduction, side lean) the plane is (z, y).
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from .adduction import adduction_rad
from .arrays import FloatArray, IntArray
from .foot import SOLE_SQUEEZE_M
from .roots import bisect

SAMPLE_HZ = 1000.0
# Halvings of a sample's interval in the search for an event: to less than a microsecond.
EVENT_HALVINGS = 11
SIDES = ("left", "right")
# After toe-off the thigh may still go back; the search for its furthest point ends this much later.
AFTER_TOE_OFF_S = 0.10
MS_PER_S = 1000.0
CM_PER_M = 100.0
PERCENT = 100.0
SECONDS_PER_MINUTE = 60.0

Joints = dict[str, FloatArray]
JointsAt = Callable[[FloatArray], Joints]


@dataclass(frozen=True, kw_only=True)
class SideEvents:
    """Contacts and toe-offs of one foot in seconds; every instant while the sole's lowest point is within 2 mm."""

    contact_s: tuple[float, ...]
    toe_off_s: tuple[float, ...]


@dataclass(frozen=True, kw_only=True)
class Truth:
    """Exact events, metrics per stride and curves.

    ``values`` maps (metric, side) to its values per stride or step, side None where both feet count together;
    ``time_s`` (N,) at 1 kHz carries ``knee_flexion_deg`` and ``sole_height_m`` (side -> (N,)).
    """

    left: SideEvents
    right: SideEvents
    values: dict[tuple[str, str | None], FloatArray]
    time_s: FloatArray
    knee_flexion_deg: dict[str, FloatArray]
    sole_height_m: dict[str, FloatArray]

    def events(self, side: str) -> SideEvents:
        """Events of ``left`` or ``right``."""
        return self.left if side == "left" else self.right

    def mean(self, name: str, side: str | None = None) -> float:
        """Mean over strides; over both sides together when the metric is one of a side and none is given."""
        if (name, side) in self.values:
            return float(np.mean(self.values[name, side]))
        return float(np.mean(np.concatenate([self.values[name, each] for each in SIDES])))

    def summary(self) -> dict[str, dict[str, float]]:
        """Metric -> {"left": mean, "right": mean} or {"both": mean}."""
        found: dict[str, dict[str, float]] = {}
        for (name, side), values in self.values.items():
            if values.size:
                found.setdefault(name, {})[side or "both"] = float(np.mean(values))
        return found


def knee_flexion_deg(joints: Joints, side: str) -> FloatArray:
    """180 degrees minus the angle hip, knee, ankle in space."""
    thigh = joints[f"{side}_hip"] - joints[f"{side}_knee"]
    shank = joints[f"{side}_ankle"] - joints[f"{side}_knee"]
    cos = (thigh * shank).sum(-1) / np.linalg.norm(thigh, axis=-1) / np.linalg.norm(shank, axis=-1)
    return np.asarray(180 - np.degrees(np.arccos(np.clip(cos, -1, 1))))


def sole_height_m(joints: Joints, side: str) -> FloatArray:
    """Height of the lowest of heel, ball and toe above the belt."""
    return np.asarray(np.min([joints[f"{side}_{name}"][:, 1] for name in ("heel", "ball", "toe")], axis=0))


def forward_angle_deg(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Line between two points against the vertical, + when the lower one is ahead."""
    line = bottom - top
    return np.asarray(np.degrees(np.arctan2(line[..., 0], -line[..., 1])))


def crossings(
    joints_at: JointsAt, side: str, time_s: FloatArray, height_m: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Instants when the sole comes down to the contact height and when it leaves it, refined between samples."""
    above = height_m - SOLE_SQUEEZE_M
    down = np.flatnonzero((above[:-1] > 0) & (above[1:] <= 0))
    up = np.flatnonzero((above[:-1] <= 0) & (above[1:] > 0))

    def refined(index: IntArray, sign: float) -> FloatArray:
        def gap(at_s: FloatArray) -> FloatArray:
            return sign * (sole_height_m(joints_at(at_s), side) - SOLE_SQUEEZE_M)

        return bisect(gap, time_s[index], time_s[index + 1], EVENT_HALVINGS) if index.size else np.array([])

    return refined(down, -1.0), refined(up, 1.0)


@dataclass(frozen=True)
class Stride:
    """One stride of one foot [contact, next contact) with the toe-off in it and the other foot's next contact."""

    contact_s: float
    toe_off_s: float
    return_s: float
    other_contact_s: float


def strides_of(events: SideEvents, other: SideEvents) -> list[Stride]:
    """Whole strides; the other foot's contact is NaN where it is not seen."""
    found = []
    for start, end in pairwise(events.contact_s):
        off = [t for t in events.toe_off_s if start < t < end]
        landing = [t for t in other.contact_s if start < t < end]
        if off:
            found.append(Stride(start, off[0], end, landing[0] if landing else float("nan")))
    return found


def timing(strides: list[Stride]) -> dict[str, FloatArray]:
    """Stride, contact and flight time and duty factor, (n,) each; flight is negative in double support."""
    start, off, end, other = (
        np.array([getattr(s, name) for s in strides])
        for name in ("contact_s", "toe_off_s", "return_s", "other_contact_s")
    )
    return {
        "stride_time_s": end - start,
        "contact_time_ms": (off - start) * MS_PER_S,
        "flight_time_ms": (other - off) * MS_PER_S,
        "duty_factor_pct": (off - start) / (end - start) * PERCENT,
    }


def at_contact(joints_at: JointsAt, strides: list[Stride], side: str, leg_m: float) -> dict[str, FloatArray]:
    """Posture at the exact instants of contact, (n,) each."""
    joints = joints_at(np.array([s.contact_s for s in strides]))
    ahead = joints[f"{side}_ankle"] - joints[f"{side}_hip"]
    foot = joints[f"{side}_toe"] - joints[f"{side}_heel"]
    along = np.hypot(foot[:, 0], foot[:, 2])
    return {
        "knee_flexion_contact_deg": knee_flexion_deg(joints, side),
        "shank_angle_contact_deg": forward_angle_deg(joints[f"{side}_knee"], joints[f"{side}_ankle"]),
        "foot_inclination_contact_deg": np.degrees(np.arctan2(foot[:, 1], along)),
        "overstride_leg_pct": ahead[:, 0] / leg_m * PERCENT,
    }


@dataclass(frozen=True)
class Curves:
    """Curves of one side over the whole motion, (N,) each, in degrees."""

    knee: FloatArray
    thigh_back: FloatArray
    lean: FloatArray
    drop: FloatArray
    adduction: FloatArray


def curves_of(joints: Joints, side: str) -> Curves:
    """Joint and segment angles of one side, with that side seen as the stance side."""
    other = "left" if side == "right" else "right"
    hip, other_hip, knee = joints[f"{side}_hip"], joints[f"{other}_hip"], joints[f"{side}_knee"]
    line = hip - other_hip
    return Curves(
        knee=knee_flexion_deg(joints, side),
        thigh_back=-forward_angle_deg(hip, knee),
        lean=-forward_angle_deg(joints["mid_shoulder"], joints["mid_hip"]),
        drop=np.degrees(np.arctan2(line[:, 1], np.abs(line[:, 2]))),
        adduction=np.degrees(adduction_rad(hip, other_hip, knee)),
    )


def over_stride(time_s: FloatArray, curves: Curves, strides: list[Stride]) -> dict[str, FloatArray]:
    """Peaks and means over stance or swing, (n,) each."""
    found: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        found.setdefault(name, []).append(value)

    for stride in strides:
        start, off, end = np.searchsorted(time_s, (stride.contact_s, stride.toe_off_s, stride.return_s))
        late = slice((start + off) // 2, int(off + AFTER_TOE_OFF_S * SAMPLE_HZ))
        note("knee_flexion_stance_peak_deg", float(curves.knee[start:off].max()))
        note("knee_flexion_swing_peak_deg", float(curves.knee[off:end].max()))
        note("hip_extension_peak_deg", float(curves.thigh_back[late].max()))
        note("trunk_lean_deg", float(curves.lean[start:off].mean()))
        note("pelvic_drop_deg", float(curves.drop[start:off].max()))
        note("hip_adduction_deg", float(curves.adduction[start:off].max()))
    return {name: np.array(values) for name, values in found.items()}


def side_metrics(
    joints_at: JointsAt, joints: Joints, time_s: FloatArray, side: str, strides: list[Stride], leg_m: float
) -> dict[str, FloatArray]:
    """Every metric that belongs to one side."""
    found = timing(strides)
    found |= at_contact(joints_at, strides, side, leg_m)
    found |= over_stride(time_s, curves_of(joints, side), strides)
    found["knee_flexion_excursion_deg"] = found["knee_flexion_stance_peak_deg"] - found["knee_flexion_contact_deg"]
    middle = joints_at(np.array([(s.contact_s + s.toe_off_s) / 2 for s in strides]))
    trunk = middle["mid_shoulder"] - middle["mid_hip"]
    outward = 1.0 if side == "right" else -1.0
    found["trunk_side_lean_deg"] = np.degrees(np.arctan2(outward * trunk[:, 2], trunk[:, 1]))
    return found


def step_metrics(
    joints_at: JointsAt,
    time_s: FloatArray,
    hip_y_m: FloatArray,
    stances: list[tuple[float, float, str]],
    scale: "Scale",
) -> dict[str, FloatArray]:
    """Metrics of successive steps of both feet; ``stances`` are (contact, toe-off, side) in order of landing."""
    landing = np.array([contact for contact, _, _ in stances])
    step_s = np.diff(landing)
    edges = np.searchsorted(time_s, landing)
    rise = np.array([np.ptp(hip_y_m[a:b]) for a, b in pairwise(edges)])
    middle = joints_at(np.array([(contact + off) / 2 for contact, off, _ in stances]))
    place = np.array([middle[f"{side}_heel"][k, 2] for k, (_, _, side) in enumerate(stances)])
    sign = np.array([1.0 if side == "right" else -1.0 for _, _, side in stances])
    width = (place * sign)[:-1] + (place * sign)[1:]
    return {
        "cadence_spm": SECONDS_PER_MINUTE / step_s,
        "step_length_m": scale.belt_mps * step_s,
        "vertical_oscillation_cm": rise * CM_PER_M,
        "vertical_oscillation_leg_pct": rise / scale.leg_m * PERCENT,
        "step_width_leg_pct": width / scale.leg_m * PERCENT,
    }


@dataclass(frozen=True)
class Scale:
    """Leg length in metres and belt speed in m/s."""

    leg_m: float
    belt_mps: float


def measure(joints_at: JointsAt, duration_s: float, leg_m: float, belt_mps: float) -> Truth:
    """Pose the body at 1 kHz from 0 to ``duration_s`` and read events and metrics off it."""
    time_s = np.arange(round(duration_s * SAMPLE_HZ) + 1) / SAMPLE_HZ
    joints = joints_at(time_s)
    heights = {side: sole_height_m(joints, side) for side in SIDES}
    events = {}
    for side in SIDES:
        down, up = crossings(joints_at, side, time_s, heights[side])
        events[side] = SideEvents(contact_s=tuple(down.tolist()), toe_off_s=tuple(up.tolist()))
    values: dict[tuple[str, str | None], FloatArray] = {}
    stances = []
    for side, other in (SIDES, SIDES[::-1]):
        strides = strides_of(events[side], events[other])
        stances += [(s.contact_s, s.toe_off_s, side) for s in strides]
        if strides:
            measured = side_metrics(joints_at, joints, time_s, side, strides, leg_m)
            values |= {(name, side): value for name, value in measured.items()}
    if len(stances) > 1:
        scale = Scale(leg_m, belt_mps)
        both = step_metrics(joints_at, time_s, joints["mid_hip"][:, 1], sorted(stances), scale)
        values |= {(name, None): value for name, value in both.items()}
    return Truth(
        left=events["left"],
        right=events["right"],
        values=values,
        time_s=time_s,
        knee_flexion_deg={side: knee_flexion_deg(joints, side) for side in SIDES},
        sole_height_m=heights,
    )
