"""Segment lengths of the simulated runner."""

from dataclasses import dataclass, fields

# Fractions of body height. Long bones, trunk, foot and head: Drillis & Contini as tabulated in
# D. A. Winter, Biomechanics and Motor Control of Human Movement, 4th ed. 2009, figure 4.1.
THIGH_FRACTION = 0.245
SHANK_FRACTION = 0.246
BARE_ANKLE_HEIGHT_FRACTION = 0.039
FOOT_LENGTH_FRACTION = 0.152
TRUNK_FRACTION = 0.288
UPPER_ARM_FRACTION = 0.186
FOREARM_FRACTION = 0.146
NECK_FRACTION = 0.052
HEAD_FRACTION = 0.130
# Half the distance between the hip joint centres. Winter gives outer breadths only; this is
# 0.36 of the distance between the iliac spines (Bell, Brand & Pedersen 1989), that being 0.24 m at 1.75 m.
HIP_HALF_WIDTH_FRACTION = 0.049
# Between the shoulder joint centres, inside Winter's outer breadth (0.129): our own estimate.
SHOULDER_HALF_WIDTH_FRACTION = 0.108
# Shares of the foot's length, and what a running shoe adds: our own estimates.
ANKLE_BEHIND_SHARE = 0.20
BALL_SHARE = 0.72
SOLE_THICKNESS_M = 0.022
SHOE_TOE_MARGIN_M = 0.012
SHOE_HEEL_MARGIN_M = 0.006


@dataclass(frozen=True, kw_only=True)
class BodyDimensions:
    """Lengths of one shod runner, all in metres.

    Foot lengths are horizontal distances from the ankle joint centre with the foot flat, all positive:
    back to the heel's rear, forward to the ball (where the shoe bends) and to the shoe's tip.
    """

    body_height_m: float
    thigh_m: float
    shank_m: float
    ankle_height_m: float
    heel_back_m: float
    ball_forward_m: float
    toe_forward_m: float
    hip_half_width_m: float
    trunk_m: float
    shoulder_half_width_m: float
    upper_arm_m: float
    forearm_m: float
    neck_m: float
    head_m: float

    def __post_init__(self) -> None:
        for field in fields(self):
            if not getattr(self, field.name) > 0:
                raise ValueError(f"{field.name}: expected a positive length, got {getattr(self, field.name)}")
        if self.toe_forward_m <= self.ball_forward_m:
            raise ValueError("toe_forward_m: expected the shoe's tip ahead of the ball")

    @property
    def leg_m(self) -> float:
        """Leg length used to normalise distances: thigh + shank."""
        return self.thigh_m + self.shank_m

    @classmethod
    def from_height(cls, height_m: float) -> "BodyDimensions":
        """Average proportions for a body of ``height_m`` metres wearing running shoes (sources: this module's head)."""
        foot_m = FOOT_LENGTH_FRACTION * height_m
        return cls(
            body_height_m=height_m,
            thigh_m=THIGH_FRACTION * height_m,
            shank_m=SHANK_FRACTION * height_m,
            ankle_height_m=BARE_ANKLE_HEIGHT_FRACTION * height_m + SOLE_THICKNESS_M,
            heel_back_m=ANKLE_BEHIND_SHARE * foot_m + SHOE_HEEL_MARGIN_M,
            ball_forward_m=(BALL_SHARE - ANKLE_BEHIND_SHARE) * foot_m,
            toe_forward_m=(1 - ANKLE_BEHIND_SHARE) * foot_m + SHOE_TOE_MARGIN_M,
            hip_half_width_m=HIP_HALF_WIDTH_FRACTION * height_m,
            trunk_m=TRUNK_FRACTION * height_m,
            shoulder_half_width_m=SHOULDER_HALF_WIDTH_FRACTION * height_m,
            upper_arm_m=UPPER_ARM_FRACTION * height_m,
            forearm_m=FOREARM_FRACTION * height_m,
            neck_m=NECK_FRACTION * height_m,
            head_m=HEAD_FRACTION * height_m,
        )
