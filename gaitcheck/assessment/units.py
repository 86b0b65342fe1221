"""Conversions at the door; inside, speeds are km/h or m/s and heights are cm."""

from __future__ import annotations

KMH_PER_MPH = 1.609344
CM_PER_INCH = 2.54
KMH_PER_MPS = 3.6


def kmh_from_mph(speed_mph: float) -> float:
    """Miles an hour to kilometres an hour."""
    return speed_mph * KMH_PER_MPH


def kmh_from_mps(speed_mps: float) -> float:
    """Metres a second to kilometres an hour."""
    return speed_mps * KMH_PER_MPS


def cm_from_feet(feet: float, inches: float = 0.0) -> float:
    """Feet and inches to centimetres."""
    return (12.0 * feet + inches) * CM_PER_INCH
