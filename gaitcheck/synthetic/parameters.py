"""What can be asked of the simulated runner."""

from dataclasses import dataclass, field, fields

from .errors import InfeasibleGaitError

# (low, high) of the requests to a runner; outside them the model's assumptions do not hold.
RUNNING_LIMITS = {
    "cadence_spm": (120.0, 230.0),
    "belt_speed_mps": (1.5, 6.0),
    "duty_factor_pct": (22.0, 47.0),
    "knee_flexion_contact_deg": (3.0, 40.0),
    "knee_flexion_stance_peak_deg": (20.0, 65.0),
    "knee_flexion_swing_peak_deg": (60.0, 130.0),
    "overstride_leg_pct": (0.0, 40.0),
    "foot_inclination_contact_deg": (-20.0, 32.0),
    "trunk_lean_deg": (-10.0, 30.0),
    "foot_retraction_pct": (40.0, 110.0),
    "extension_lead_s": (0.010, 0.045),
}
WALKING_LIMITS = RUNNING_LIMITS | {
    "cadence_spm": (80.0, 140.0),
    "belt_speed_mps": (0.6, 2.0),
    "duty_factor_pct": (55.0, 68.0),
    "knee_flexion_swing_peak_deg": (45.0, 80.0),
    "foot_inclination_contact_deg": (5.0, 32.0),
}


@dataclass(frozen=True, kw_only=True)
class GaitDelta:
    """A change of the requests that may differ by side, by stride or with time; same units as `GaitParameters`."""

    cadence_spm: float = 0.0
    duty_factor_pct: float = 0.0
    knee_flexion_contact_deg: float = 0.0
    knee_flexion_stance_peak_deg: float = 0.0
    knee_flexion_swing_peak_deg: float = 0.0
    overstride_leg_pct: float = 0.0
    foot_inclination_contact_deg: float = 0.0
    trunk_lean_deg: float = 0.0
    pelvic_drop_deg: float = 0.0
    hip_adduction_deg: float = 0.0


@dataclass(frozen=True, kw_only=True)
class GaitParameters:
    """A runner (or walker) on a treadmill, by the numbers the tool measures (definitions: docs of the metrics).

    Vertical oscillation is not a request: cadence, contact time and the shape of the ground force fix it.
    What is left open, and solved for, is listed in `gaitcheck.synthetic.solve`.

    Parameters
    ----------
    cadence_spm: steps of both feet per minute.
    belt_speed_mps: speed of the belt.
    duty_factor_pct: contact time / stride time of one foot.
    knee_flexion_contact_deg, knee_flexion_stance_peak_deg, knee_flexion_swing_peak_deg:
        180 degrees minus the angle hip-knee-ankle, 0 = straight.
    overstride_leg_pct: ankle ahead of its own hip joint at contact, in percent of thigh + shank.
    foot_inclination_contact_deg: pitch of the sole at contact, + toes up.
    trunk_lean_deg: mid-hip to mid-shoulder against the vertical, + forward, mean over stance.
    pelvic_drop_deg: greatest fall of the swing side's hip joint below the stance side's, as an angle.
    hip_adduction_deg: greatest thigh adduction in stance against the line of the hips, seen from behind.
    step_width_m: lateral distance between the lines of the left and the right heel.
    pelvis_yaw_deg, shoulder_yaw_deg: amplitude of the turning about the vertical.
    arm_swing_deg: amplitude of the upper arm's swing; elbow_flexion_deg: mean bend of the elbow.
    foot_retraction_pct: backward speed of the foot just before contact, in percent of the belt speed.
    extension_lead_s: how long before contact the knee is straightest.
    toe_out_deg: direction of the foot against the direction of running.
    braking_mps: fall of the pelvis's forward speed in the first half of stance.
    asymmetry: right minus left.  drift_per_min: change per minute.  variability: SD from stride to stride.
    seed: of the stride-to-stride variation.
    """

    cadence_spm: float = 170.0
    belt_speed_mps: float = 2.9
    duty_factor_pct: float = 36.0
    knee_flexion_contact_deg: float = 15.0
    knee_flexion_stance_peak_deg: float = 41.0
    knee_flexion_swing_peak_deg: float = 95.0
    overstride_leg_pct: float = 15.0
    foot_inclination_contact_deg: float = 10.0
    trunk_lean_deg: float = 6.0
    pelvic_drop_deg: float = 4.5
    hip_adduction_deg: float = 9.0
    step_width_m: float = 0.05
    pelvis_yaw_deg: float = 6.0
    shoulder_yaw_deg: float = 8.0
    arm_swing_deg: float = 27.0
    elbow_flexion_deg: float = 95.0
    foot_retraction_pct: float = 70.0
    extension_lead_s: float = 0.024
    toe_out_deg: float = 6.0
    braking_mps: float = 0.18
    asymmetry: GaitDelta = field(default_factory=GaitDelta)
    drift_per_min: GaitDelta = field(default_factory=GaitDelta)
    variability: GaitDelta = field(default_factory=GaitDelta)
    seed: int = 0

    def __post_init__(self) -> None:
        for item in fields(self.variability):
            if getattr(self.variability, item.name) < 0:
                raise InfeasibleGaitError(f"variability.{item.name}: expected a standard deviation, got a negative one")

    def require(self, limits: dict[str, tuple[float, float]]) -> None:
        """Raise `InfeasibleGaitError` for the first request outside its (low, high)."""
        for name, (low, high) in limits.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise InfeasibleGaitError(f"{name}: expected {low:g} to {high:g}, got {value:g}")


def natural_variability() -> GaitDelta:
    """Stride-to-stride SD of a healthy runner: about 1 % of stride time and 1-2 degrees (from open treadmill data)."""
    return GaitDelta(
        cadence_spm=1.8,
        duty_factor_pct=0.5,
        knee_flexion_contact_deg=1.0,
        knee_flexion_stance_peak_deg=0.9,
        knee_flexion_swing_peak_deg=1.6,
        overstride_leg_pct=0.8,
        foot_inclination_contact_deg=1.0,
        trunk_lean_deg=0.5,
        pelvic_drop_deg=0.4,
        hip_adduction_deg=0.5,
    )
