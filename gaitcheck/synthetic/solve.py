"""Turn requests into stances that meet them.

What is asked fixes the geometry almost completely; these are the slack quantities, each solved for:

* height of the pelvis at contact, from knee flexion, overstride and foot inclination at contact;
* sharpness of the ground-force peak (how deep the body sinks), from the stance peak of knee flexion;
* heel rise in late stance, from a knee that straightens smoothly until about toe-off (`gaitcheck.synthetic.heel`);
* flattening time and downward speed of the sole at contact, from a plausible speed of knee flexion there;
* turn of the knee about the hip-ankle line, from hip adduction.
"""

from dataclasses import replace

import numpy as np

from .arrays import FloatArray
from .body import BodyDimensions
from .carriage import Carriage
from .errors import InfeasibleGaitError
from .foot import SOLE_SQUEEZE_M, FootContact, ankle_in_plane, rear_pitch_rad, slip_m, toe_pitch_rad
from .heel import fit_heel_rise
from .leg import distance_from_knee
from .manner import RUNNING, Manner
from .parameters import GaitDelta, GaitParameters
from .pelvis import ballistic_path, forward_path, pelvis_turn
from .roots import bisect
from .schedule import Schedule, plan
from .stance import Stances

# Third harmonic of the ground force over the first: from a sharp peak (sharper ones would need the belt to pull the
# foot down before toe-off) to a flat, slightly dented one.
SHARPNESS_RANGE = (-0.26, 0.25)
SLOW_KNEE_RATE_RADPS = np.radians(40.0)
MIN_KNEE_RAD = np.radians(2.0)
LANDING_MPS = 0.4
LANDING_RANGE_MPS = (0.2, 1.2)
# Time in which the foot flattens, against the usual one.
SLOWNESS_RANGE = (0.8, 2.5)
MAX_SLIP_M = 0.002
SLIP_TIME_S = 0.012
SETTLE_BASE_S = 0.030
SETTLE_S_PER_RAD = 0.11
TOLERANCE_DEG = 1.0
OUT_OF_REACH = (
    "duty_factor_pct: the leg cannot reach its foot until toe-off; shorten the contact, slow the belt,"
    " land further ahead or bend the knee more at contact"
)
GRID = 41
# The last stances have no solved step after them.
USABLE = 3


def first_contact(parameters: GaitParameters, body: BodyDimensions, schedule: Schedule) -> FootContact:
    """Roll-over with first guesses for what is solved later; ``flat_x_m`` still zero."""
    contact = schedule.toe_off_s - schedule.contact_s
    slip_mps = parameters.belt_speed_mps * (1 - parameters.foot_retraction_pct / 100)
    slip_time_s = min(SLIP_TIME_S, 3 * MAX_SLIP_M / max(abs(slip_mps), 1e-9))
    toe_out = np.radians(parameters.toe_out_deg)
    same = np.ones_like(contact)
    pitch = rear_pitch_rad(body, schedule.inclination_contact_rad)
    return FootContact(
        lateral=schedule.lateral,
        contact_time_s=contact,
        flat_x_m=0 * same,
        flat_z_m=schedule.lateral * (parameters.step_width_m / 2 + body.heel_back_m * np.sin(toe_out)),
        pitch_contact_rad=pitch,
        settle_s=SETTLE_BASE_S + SETTLE_S_PER_RAD * np.abs(pitch),
        heel_rise_s=0.5 * contact,
        rise_rad=np.zeros((contact.size, 1)),
        landing_mps=0.4 * same,
        slip_mps=slip_mps * same,
        slip_time_s=slip_time_s * same,
        belt_mps=parameters.belt_speed_mps,
        toe_out_rad=float(toe_out),
    )


def place_contact(
    body: BodyDimensions, schedule: Schedule, contact: FootContact, carriage: Carriage
) -> tuple[FootContact, FloatArray]:
    """Put the foot where the overstride asks and return with it the pelvis height (S,) that bends the knee as asked."""
    at = schedule.contact_s
    offset = carriage.turn.hip_offset(at, contact.lateral)
    hip_x = carriage.forward.offset_m(at) + offset[:, 0]
    hip_z = carriage.turn.sway_m(at) + offset[:, 2]
    pitch = contact.pitch_contact_rad
    along, up = ankle_in_plane(body, pitch, toe_pitch_rad(pitch), np.zeros_like(pitch))
    along = along + slip_m(contact, np.zeros_like(at))
    ahead = schedule.overstride_leg * body.leg_m
    across = contact.flat_z_m + contact.lateral * along * np.sin(contact.toe_out_rad) - hip_z
    squared = distance_from_knee(body, schedule.knee_contact_rad) ** 2 - ahead**2 - across**2
    height = up + SOLE_SQUEEZE_M + np.sqrt(squared) - offset[:, 1]
    placed = replace(contact, flat_x_m=hip_x + ahead - along * np.cos(contact.toe_out_rad))
    return placed, height


def with_sharpness(stances: Stances, height_m: FloatArray, sharpness: FloatArray) -> Stances:
    """The same stances under a ground force of another shape."""
    path = ballistic_path(stances.schedule, height_m, sharpness)
    return replace(stances, carriage=replace(stances.carriage, vertical=path))


def stance_peak(stances: Stances) -> FloatArray:
    """Greatest knee flexion (S,) in the first three quarters of contact, between samples by a parabola."""
    share = np.linspace(0.05, 0.75, GRID)
    knee = stances.angles(stances.contact.contact_time_s[:, None] * share).knee_rad
    best = np.clip(np.nan_to_num(knee).argmax(axis=1), 1, GRID - 2)
    row = np.arange(best.size)
    before, top, after = knee[row, best - 1], knee[row, best], knee[row, best + 1]
    bow = np.minimum(before - 2 * top + after, -1e-12)
    return np.asarray(top - (after - before) ** 2 / (8 * bow))


def fit_sharpness(stances: Stances, height_m: FloatArray) -> Stances:
    """Choose the force's shape so that the stance peak of knee flexion comes out as asked."""
    low, high = (np.full_like(height_m, end) for end in SHARPNESS_RANGE)

    def shortfall(sharpness: FloatArray) -> FloatArray:
        return stances.schedule.knee_stance_peak_rad - stance_peak(with_sharpness(stances, height_m, sharpness))

    return with_sharpness(stances, height_m, bisect(shortfall, low, high))


def wanted_knee_rate(stances: Stances, manner: Manner, lead_s: float) -> FloatArray:
    """Knee flexion speed (S,) wanted at contact: usual, or less for a leg landing so straight that it would lock."""
    # The knee must stay bent at its straightest, `lead_s` before contact, after a parabola back in time.
    most = 2 * (stances.schedule.knee_contact_rad - MIN_KNEE_RAD) / lead_s
    return np.asarray(np.clip(most, SLOW_KNEE_RATE_RADPS, manner.knee_rate_contact))


def fit_landing(stances: Stances, manner: Manner, lead_s: float) -> Stances:
    """Choose how fast the foot flattens and the sole comes down, so that the knee flexes at a plausible speed."""
    wanted = wanted_knee_rate(stances, manner, lead_s)

    def too_slow(contact: FootContact) -> FloatArray:
        return replace(stances, contact=contact).ends("knee_rad")[0][:, 1] - wanted

    def flattening(slowness: FloatArray) -> FootContact:
        settle_s = SETTLE_BASE_S + SETTLE_S_PER_RAD * np.abs(stances.contact.pitch_contact_rad)
        usual = np.full_like(slowness, LANDING_MPS)
        return replace(stances.contact, settle_s=slowness * settle_s, landing_mps=usual)

    low, high = (np.full_like(wanted, end) for end in SLOWNESS_RANGE)
    contact = flattening(bisect(lambda slowness: too_slow(flattening(slowness)), low, high))
    low, high = (np.full_like(wanted, end) for end in LANDING_RANGE_MPS)
    landing = bisect(lambda landing_mps: -too_slow(replace(contact, landing_mps=landing_mps)), low, high)
    return replace(stances, contact=replace(contact, landing_mps=landing))


def placed_stances(parameters: GaitParameters, body: BodyDimensions, schedule: Schedule) -> tuple[Stances, FloatArray]:
    """Stances that meet what is asked at contact, and the pelvis height (S,) there; nothing else solved yet."""
    contact = first_contact(parameters, body, schedule)
    even = np.zeros_like(schedule.contact_s)
    carriage = Carriage(
        vertical=ballistic_path(schedule, even + 1, even),  # replaced as soon as the height is known
        forward=forward_path(schedule, parameters.braking_mps),
        turn=pelvis_turn(parameters, schedule, body.hip_half_width_m),
    )
    contact, height_m = place_contact(body, schedule, contact, carriage)
    stances = Stances(body=body, schedule=schedule, contact=contact, carriage=carriage)
    return with_sharpness(stances, height_m, even), height_m


def running_stances(parameters: GaitParameters, body: BodyDimensions, schedule: Schedule) -> Stances:
    """Solve all stances of a runner; raise `InfeasibleGaitError` where a request cannot be met."""
    stances, height_m = placed_stances(parameters, body, schedule)
    stances = fit_sharpness(fit_landing(stances, RUNNING, parameters.extension_lead_s), height_m)
    check_stance_peak(stances)
    stances = fit_heel_rise(stances, RUNNING)
    # The three hardly touch each other: the second round is a polish.
    stances = fit_sharpness(fit_landing(stances, RUNNING, parameters.extension_lead_s), height_m)
    stances = fit_heel_rise(stances, RUNNING)
    check_reach(stances)
    if peak_misses(stances):  # only a heel that has to rise at once bends the knee further
        raise InfeasibleGaitError(OUT_OF_REACH)
    return stances


def stance_peak_range_deg(parameters: GaitParameters, body: BodyDimensions) -> tuple[float, float]:
    """Stance peaks of knee flexion, lowest and highest, that go with the other requests (asymmetry left aside)."""
    plain = replace(parameters, variability=GaitDelta(), asymmetry=GaitDelta(), drift_per_min=GaitDelta())
    stances, height_m = placed_stances(plain, body, plan(plain, 0.0))
    stances = fit_landing(stances, RUNNING, plain.extension_lead_s)
    ends = [with_sharpness(stances, height_m, np.full_like(height_m, end)) for end in SHARPNESS_RANGE]
    high, low = (float(np.degrees(stance_peak(end)[:-USABLE].mean())) for end in ends)
    return low, high


def peak_misses(stances: Stances) -> list[tuple[float, float]]:
    """(asked, reached) mean stance peak of knee flexion in degrees, for each side that misses it."""
    reached, asked = stance_peak(stances)[:-USABLE], stances.schedule.knee_stance_peak_rad[:-USABLE]
    sides = [stances.schedule.lateral[:-USABLE] == lateral for lateral in (-1.0, 1.0)]
    means = [(float(np.degrees(asked[side].mean())), float(np.degrees(reached[side].mean()))) for side in sides]
    return [(want, got) for want, got in means if abs(got - want) > TOLERANCE_DEG]


def check_stance_peak(stances: Stances) -> None:
    """Raise when the mean stance peak of a side misses the asked one."""
    for asked_deg, reached_deg in peak_misses(stances):
        raise InfeasibleGaitError(
            f"knee_flexion_stance_peak_deg: {asked_deg:.1f} cannot be reached with this posture at contact, cadence"
            f" and duty factor; the nearest is {reached_deg:.1f}"
        )


def check_reach(stances: Stances) -> None:
    """Raise when some leg is too short for its foot on the belt."""
    share = np.linspace(0, 1, GRID)
    knee = stances.angles(stances.contact.contact_time_s[:, None] * share).knee_rad[:-USABLE]
    if np.isnan(knee).any():
        raise InfeasibleGaitError(OUT_OF_REACH)
