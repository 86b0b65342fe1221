"""Exact-truth simulator: a treadmill runner whose every joint and event is known."""

from .body import BodyDimensions
from .errors import InfeasibleGaitError
from .motion import Motion, simulate
from .parameters import GaitDelta, GaitParameters, natural_variability
from .presets import PRESETS, sample_parameters
from .solve import stance_peak_range_deg
from .truth import SideEvents, Truth
from .walking import WALKER, simulate_standing, simulate_walking

__all__ = [
    "PRESETS",
    "WALKER",
    "BodyDimensions",
    "GaitDelta",
    "GaitParameters",
    "InfeasibleGaitError",
    "Motion",
    "SideEvents",
    "Truth",
    "natural_variability",
    "sample_parameters",
    "simulate",
    "simulate_standing",
    "simulate_walking",
    "stance_peak_range_deg",
]
