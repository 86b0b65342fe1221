"""The leg in the air: least-jerk joint curves from toe-off to the next contact of the same foot.

Values and speeds at both ends come from the stances, so joints move smoothly through both events. Knots in
between follow the order seen in marker data of treadmill running (Fukuchi, Fukuchi & Duarte 2017, PeerJ 5:e3298).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from .arrays import FloatArray, IntArray
from .errors import InfeasibleGaitError
from .foot import FootPose, sole_points
from .leg import ankle_from_angles
from .manner import Manner
from .parameters import GaitParameters
from .roots import bisect
from .splines import KnotCurves, least_jerk
from .stance import TINY_S, LegAngles, Stances

# Times as shares of the swing.
# Share of swing, rear foot against shank (first hanging, then drawn up) and how far it can be drawn up more where the
# foot would scuff.
ANKLE_KNOTS = (
    (0.36, np.radians(-8.0), np.radians(20.0)),
    (0.67, np.radians(6.0), np.radians(14.0)),
    (0.80, np.radians(1.0), np.radians(7.0)),
)
# The toes are this much higher than at contact, this long before it (less where the heel would scuff).
TOE_RAISE_RAD = np.radians(2.5)
TOE_RAISE_SPENT_RAD = np.radians(4.0)
TOE_RAISE_LEAD_S = 0.040
BEND_SHARE = 0.50
NARROW_SHARE = 0.5
LIFT_REFERENCE_MPS = 2.5
MIN_KNEE_RAD = np.radians(1.5)
# The knee's turn about the hip-ankle line fades to this share in mid swing.
INWARD_IN_SWING = 0.25
# The ankle is furthest forward this long before the knee is straightest.
FORWARD_BEFORE_STRAIGHT_S = 0.004
# Where the foot would come lower than this, in the middle and near the ends of swing, toes and thigh are lifted
# more, the thigh at most so. Where it would then still come near the belt the whole foot is lifted by two smooth bumps
# between these shares of swing, which leave both ends and the knee's peak alone.
CLEARANCE_M = 0.024
CLEARANCE_SHARES = (0.30, 0.80)
SKIMMING_M = 0.005
SCUFFING_M = 0.003
SKIMMING_SHARES = (0.08, 0.90)
EXTRA_THIGH_RAD = np.radians(4.0)
LIFT_SHARES = ((0.01, 0.50), (0.60, 0.975))
CLEARANCE_GRID = 32
FAINT_LIFT = 0.15
CLEARANCE_BISECTIONS = 7


@dataclass(frozen=True, kw_only=True)
class Swings:
    """One curve per swing and angle; row i runs from stance i to the same foot's next stance.

    ``lift_m`` (S - 2, 2) are the heights of two bumps of `lift_shapes` by which the foot is lifted.
    """

    knee: KnotCurves
    thigh: KnotCurves
    pitch: KnotCurves
    bend: KnotCurves
    ankle_z: KnotCurves
    inward: KnotCurves
    lift_m: FloatArray

    def lift(self, row: IntArray, time_s: FloatArray) -> FloatArray:
        """Extra height of the foot in swing ``row`` at ``time_s``, both (N,), metres."""
        start, end = self.knee.time_s[row, 0], self.knee.time_s[row, -1]
        return np.asarray((self.lift_m[row] * lift_shapes((time_s - start) / (end - start))).sum(axis=-1))

    def angles(self, row: IntArray, time_s: FloatArray) -> LegAngles:
        """Angles of swing ``row`` at ``time_s``, both (N,)."""
        return LegAngles(
            knee_rad=self.knee.value(row, time_s),
            thigh_rad=self.thigh.value(row, time_s),
            pitch_rad=self.pitch.value(row, time_s),
            bend_rad=self.bend.value(row, time_s),
            ankle_z_m=self.ankle_z.value(row, time_s),
        )


def lift_shapes(share: FloatArray) -> FloatArray:
    """Two bumps of height 1 over a share (...) of swing, zero with zero slope outside: (..., 2)."""
    bumps = []
    for start, end in LIFT_SHARES:
        inside = np.clip((share - start) * (end - share), 0, None)
        bumps.append((inside / ((end - start) / 2) ** 2) ** 2)
    return np.stack(bumps, axis=-1)


def curve(
    times: list[FloatArray],
    middle: Sequence[tuple[FloatArray | float, FloatArray | float]],
    start: FloatArray,
    end: FloatArray,
) -> KnotCurves:
    """Knots at ``times``; ``middle`` gives (value, velocity) of the inner knots (NaN = free); ends (S, 2) are fixed."""
    time_s = np.stack(times, axis=-1)
    state = np.full((*time_s.shape, 3), np.nan)
    state[:, 0, :2], state[:, -1, :2] = start, end
    for k, (value, velocity) in enumerate(middle, start=1):
        state[:, k, 0], state[:, k, 1] = value, velocity
    return least_jerk(time_s, state)


def knee_curve(parameters: GaitParameters, manner: Manner, stances: Stances) -> KnotCurves:
    """Knee: bends to its asked peak, straightens until shortly before contact, is already bending when it lands."""
    off, land = stances.schedule.toe_off_s[:-2], stances.schedule.contact_s[2:]
    start, end = end_states(stances, "knee_rad")
    flexing = np.maximum(end[:, 1], 0)
    lead_s = np.full_like(off, parameters.extension_lead_s)
    lead_s = np.minimum(lead_s, np.maximum(2 * (end[:, 0] - MIN_KNEE_RAD) / np.maximum(flexing, 1e-3), 0.008))
    straightest = end[:, 0] - flexing * lead_s / 2
    peak_s = off + manner.knee_peak_share * (land - off)
    peak = stances.schedule.knee_swing_peak_rad[: off.size]
    return curve([off, peak_s, land - lead_s, land], [(peak, 0.0), (straightest, 0.0)], start, end)


def thigh_curve(
    parameters: GaitParameters, manner: Manner, stances: Stances, knee: KnotCurves, effort: FloatArray
) -> KnotCurves:
    """Thigh: still going back at toe-off, highest at two thirds of swing, almost at rest when the ankle turns back."""
    start, end = end_states(stances, "thigh_rad")
    off, land = knee.time_s[:, 0], knee.time_s[:, -1]
    lift = manner.thigh_lift + manner.thigh_lift_per_mps * (parameters.belt_speed_mps - LIFT_REFERENCE_MPS)
    peak = end[:, 0] + np.clip(lift, *manner.thigh_lift_limits) + effort * EXTRA_THIGH_RAD
    forward_s = knee.time_s[:, -2] - FORWARD_BEFORE_STRAIGHT_S
    row = np.arange(off.size)
    bend, soon = knee.value(row, forward_s), knee.value(row, forward_s + TINY_S)
    shank = stances.body.shank_m * np.cos(end[:, 0] - bend)
    share = shank / (stances.body.thigh_m * np.cos(end[:, 0]) + shank)
    times = [off, off + manner.thigh_peak_share * (land - off), forward_s, land]
    return curve(times, [(peak, 0.0), (np.nan, (soon - bend) / TINY_S * share)], start, end)


def pitch_curve(stances: Stances, knee: KnotCurves, thigh: KnotCurves, effort: FloatArray) -> KnotCurves:
    """Rear foot: follows the shank through mid swing, toes raised shortly before it lands."""
    start, end = end_states(stances, "pitch_rad")
    off, land = knee.time_s[:, 0], knee.time_s[:, -1]
    row = np.arange(off.size)
    times, middle = [off], []
    for share, ankle, extra in ANKLE_KNOTS:
        at = off + share * (land - off)
        times.append(at)
        toes = ankle + effort * extra
        middle.append((thigh.value(row, at) - knee.value(row, at) + toes, np.nan))
    times += [land - TOE_RAISE_LEAD_S, land]
    middle.append((end[:, 0] + TOE_RAISE_RAD - effort * TOE_RAISE_SPENT_RAD, np.nan))
    return curve(times, middle, start, end)


def end_states(stances: Stances, name: str) -> tuple[FloatArray, FloatArray]:
    """(value, rate) at toe-off of each stance and at the same foot's next contact; two arrays (S - 2, 2)."""
    at_contact, at_toe_off = stances.ends(name)
    return at_toe_off[:-2], at_contact[2:]


def make_swings(parameters: GaitParameters, manner: Manner, stances: Stances, inward_rad: FloatArray) -> Swings:
    """Curves of every swing that has a next contact (S - 2 rows), lifted where the foot would scuff."""
    knee = knee_curve(parameters, manner, stances)

    def swings_with(effort: FloatArray) -> Swings:
        thigh = thigh_curve(parameters, manner, stances, knee, effort)
        return assemble(stances, knee, thigh, pitch_curve(stances, knee, thigh, effort), inward_rad)

    none = np.zeros(inward_rad.size - 2)
    swings = swings_with(none)
    if (clearance_m(stances, swings) >= 0).all():
        return swings

    def clears(effort: FloatArray) -> FloatArray:
        return np.asarray(clearance_m(stances, swings_with(effort)).min(axis=1))

    swings = lifted(stances, swings_with(bisect(clears, none, none + 1, CLEARANCE_BISECTIONS)))
    check_clearance(stances, swings)
    return swings


def check_clearance(stances: Stances, swings: Swings) -> None:
    """Raise when a foot still scuffs in swing."""
    if sole_heights_m(stances, swings).min() < SCUFFING_M:
        raise InfeasibleGaitError(
            "knee_flexion_swing_peak_deg: too low to carry the foot over the belt; bend the knee more in swing,"
            " shorten the contact or raise the cadence"
        )


def lifted(stances: Stances, swings: Swings) -> Swings:
    """The same swings with the foot lifted wherever it would still skim the belt."""
    lack = np.clip(SKIMMING_M - sole_heights_m(stances, swings), 0, None)
    shapes = lift_shapes(swing_shares())
    needed = np.where(shapes > FAINT_LIFT, lack[:, :, None] / np.maximum(shapes, FAINT_LIFT), 0.0)
    return replace(swings, lift_m=needed.max(axis=1))


def swing_shares() -> FloatArray:
    """Shares of swing at which clearance is looked at."""
    return np.linspace(*SKIMMING_SHARES, CLEARANCE_GRID)


def assemble(
    stances: Stances, knee: KnotCurves, thigh: KnotCurves, pitch: KnotCurves, inward_rad: FloatArray
) -> Swings:
    """Swings from their main curves; ``inward_rad`` (S,) is the knee's turn in each stance."""
    off, land = knee.time_s[:, 0], knee.time_s[:, -1]
    still = np.zeros_like(off)
    turn = np.stack([inward_rad[:-2], still], -1), np.stack([inward_rad[2:], still], -1)
    faded = INWARD_IN_SWING * (inward_rad[:-2] + inward_rad[2:]) / 2
    narrow_s = off + NARROW_SHARE * (land - off)
    bend_s = off + BEND_SHARE * (land - off)
    return Swings(
        knee=knee,
        thigh=thigh,
        pitch=pitch,
        bend=curve([off, bend_s, land], [(0.0, 0.0)], *end_states(stances, "bend_rad")),
        ankle_z=curve([off, land], [], *end_states(stances, "ankle_z_m")),
        inward=curve([off, narrow_s, land], [(faded, 0.0)], *turn),
        lift_m=np.zeros((off.size, len(LIFT_SHARES))),
    )


def swing_pose(stances: Stances, swings: Swings, row: IntArray, time_s: FloatArray) -> FootPose:
    """Foot at times (N,) in the swings ``row`` (N,), whichever side they belong to."""
    angles = swings.angles(row, time_s)
    hip = stances.carriage.hip(time_s, stances.schedule.lateral[row])
    ankle = ankle_from_angles(stances.body, hip, angles.thigh_rad, angles.knee_rad, angles.ankle_z_m)
    ankle[:, 1] += swings.lift(row, time_s)
    toe_pitch = angles.pitch_rad + angles.bend_rad
    unloaded = np.zeros(time_s.size)
    return FootPose(ankle_m=ankle, pitch_rad=angles.pitch_rad, toe_pitch_rad=toe_pitch, cushion_m=unloaded)


def clearance_m(stances: Stances, swings: Swings) -> FloatArray:
    """Height (S - 2, `CLEARANCE_GRID`) of the foot above what is wanted at each moment of swing, metres."""
    share = swing_shares()
    middle = (share > CLEARANCE_SHARES[0]) & (share < CLEARANCE_SHARES[1])
    return sole_heights_m(stances, swings) - np.where(middle, CLEARANCE_M, SKIMMING_M)


def sole_heights_m(stances: Stances, swings: Swings) -> FloatArray:
    """Height (S - 2, `CLEARANCE_GRID`) of the lowest of heel, ball and tip at `swing_shares`, metres."""
    off, land = swings.knee.time_s[:, 0], swings.knee.time_s[:, -1]
    share = swing_shares()
    row = np.repeat(np.arange(off.size), CLEARANCE_GRID)
    time_s = (off[:, None] + (land - off)[:, None] * share).ravel()
    pose = swing_pose(stances, swings, row, time_s)
    points = sole_points(stances.body, pose, stances.schedule.lateral[row], stances.contact.toe_out_rad)
    lowest = np.min([point[:, 1] for point in points], axis=0)
    return np.asarray(lowest.reshape(off.size, CLEARANCE_GRID))
