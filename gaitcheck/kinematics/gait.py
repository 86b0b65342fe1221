"""Running, walking or neither, and the step frequency; both without events.

The legs of a runner work as a spring: the body is lowest when the ankles pass each other and highest when they
are far apart. A walker vaults over a stiff leg: highest when the ankles pass (Cavagna, Heglund & Taylor 1977,
doi 10.1152/ajpregu.1977.233.5.R243). The sign of that correlation tells running from walking at any time scale,
so exported slow motion cannot turn a run into a walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from gaitcheck.arrays import FloatArray, seen
from gaitcheck.config import Gait
from gaitcheck.signals import dominant_frequency_hz, smooth

#: Fastest stride frequency a human reaches, with room (260 steps a minute). [Hz]
_HIGHEST_STRIDE_HZ = 2.2
#: A gait shows at least this many strides.
_FEWEST_STRIDES = 2.0
#: Ankle separation (5th to 95th percentile) below which nobody is walking. [leg lengths]
_SMALLEST_SWING = 0.25
#: Share of the ankle separation's variance that its main frequency explains in any steady gait.
PERIODIC_SHARE = 0.3
#: The same for the square of the separation, which repeats every step; 0.8 to 0.95 in running.
_UNNAMED_SHARE = 0.5
#: Share of the larger swing from which on an axis counts as one of the main ones.
_MAIN_SWING = 0.7
#: Largest mean of the separation, in its standard deviations: two where the leg in front is always named left, hardly
#: anything where left and right are told apart, even from a camera off square.
_MOST_OFF_CENTRE = 0.7
#: Correlation beyond which spring or pendulum is certain; between, the swing knee decides.
_CLEAR_CORRELATION = 0.25
#: Knee flexion in swing that walking does not reach (walking peaks at about 60 deg: Winter 2009). [deg]
_RUNNING_SWING_KNEE_DEG = 78.0


@dataclass(frozen=True, kw_only=True)
class Rhythm:
    """Gait and its step frequency; ``None`` when there is no periodic gait."""

    gait: Gait
    step_frequency_hz: float | None


def _swings(separation: FloatArray) -> FloatArray:
    """Movement along either axis: 5th to 95th percentile range of the separation, (T, 2), without gaps."""
    low, high = np.percentile(separation, (5, 95), axis=0)
    swings: FloatArray = high - low
    return swings


def _swing_component(separation: FloatArray) -> tuple[int, float]:
    """Axis with the larger movement, and how large."""
    swings = _swings(separation)
    axis = int(np.argmax(swings))
    return axis, float(swings[axis])


def swing_axis(separation: FloatArray) -> int:
    """Axis (0 sideways, 1 up and down in the picture) along which the ankles, (T, 2), swing apart most."""
    known = separation[seen(separation)]
    return _swing_component(known)[0] if known.size else 0


def swings_about_zero(separation: FloatArray) -> bool:
    """Whether the ankles, (T, 2), are apart both ways; where the leg in front is always named left, they are not.

    Judged along every axis along which they mainly swing: from behind, they are apart sideways and swing up and down.
    """
    known = separation[seen(separation)]
    if not known.size:
        return False
    swings = _swings(known)
    centred = np.abs(known.mean(axis=0)) <= _MOST_OFF_CENTRE * known.std(axis=0)
    return bool(np.all(centred | (swings < _MAIN_SWING * swings.max())))


def stride_frequency_hz(
    time_s: FloatArray, separation: FloatArray, *, least_share: float = PERIODIC_SHARE
) -> float | None:
    """Stride frequency from the signed separation of the ankles.

    Unlike the bounce of the hips, which repeats every step, the signed separation repeats every stride, so the
    frequency can be neither halved nor doubled by unequal steps.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    separation
        Left minus right ankle, shape (T, 2), NaN allowed. [leg lengths]
    least_share
        Share of the separation's variance that its main frequency must explain.
    """
    found = _strongest(time_s, separation, lambda along: along, 1.0)
    return found[0] if found is not None and found[1] >= least_share else None


def unnamed_stride_frequency_hz(time_s: FloatArray, separation: FloatArray) -> float | None:
    """Stride frequency from how far the ankles are apart, whichever of the two is named left.

    The square of the separation repeats every step, with the legs named right or not. It says less than the signed
    separation: a limp, which repeats every stride, could halve it.

    Parameters
    ----------
    time_s, separation
        As in `stride_frequency_hz`.
    """
    found = _strongest(time_s, separation, np.square, 2.0)
    return 0.5 * found[0] if found is not None and found[1] >= _UNNAMED_SHARE else None


def _strongest(
    time_s: FloatArray, separation: FloatArray, of: Callable[[FloatArray], FloatArray], multiple: float
) -> tuple[float, float] | None:
    """Main frequency of a function of the separation, in the band of that multiple of a stride's, and its share."""
    known = seen(separation)
    if known.sum() < 8:
        return None
    axis, swing = _swing_component(separation[known])
    duration_s = float(time_s[known][-1] - time_s[known][0])
    if swing < _SMALLEST_SWING or duration_s <= 0:
        return None
    lowest_hz = _FEWEST_STRIDES / duration_s
    if lowest_hz >= _HIGHEST_STRIDE_HZ:
        return None
    return dominant_frequency_hz(time_s, of(separation[:, axis]), multiple * lowest_hz, multiple * _HIGHEST_STRIDE_HZ)


def spring_correlation(time_s: FloatArray, pelvis_up: FloatArray, separation: FloatArray, stride_hz: float) -> float:
    """Correlation of pelvis height with how far the ankles are apart; positive in running, negative in walking.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    pelvis_up
        Height of the hip midpoint, shape (T,). [leg lengths]
    separation
        Left minus right ankle, shape (T, 2). [leg lengths]
    stride_hz
        Stride frequency. [Hz]
    """
    axis = swing_axis(separation)

    def band(values: FloatArray) -> FloatArray:
        kept = smooth(time_s, values, cutoff_hz=4 * stride_hz, longest_gap_s=0.2 / stride_hz)
        return kept - smooth(time_s, values, cutoff_hz=0.7 * stride_hz, longest_gap_s=0.2 / stride_hz)

    height, apart = band(pelvis_up), band(np.abs(separation[:, axis]))
    both = np.isfinite(height) & np.isfinite(apart)
    if both.sum() < 8:
        return 0.0
    correlation = float(np.corrcoef(height[both], apart[both])[0, 1])
    # From behind, the ankles are apart in height, and most so at midstance, when the body of a runner is lowest.
    return correlation if axis == 0 else -correlation


def find_rhythm(time_s: FloatArray, pelvis_up: FloatArray, separation: FloatArray, swing_knee_deg: float) -> Rhythm:
    """Gait and step frequency of a clip.

    Parameters
    ----------
    time_s
        Shape (T,). [s]
    pelvis_up, separation
        As in `spring_correlation`.
    swing_knee_deg
        Largest knee flexion in the clip (97th percentile), NaN when it cannot be seen. [deg]
    """
    stride_hz = stride_frequency_hz(time_s, separation) if swings_about_zero(separation) else None
    if stride_hz is None:
        return Rhythm(gait="none", step_frequency_hz=None)
    correlation = spring_correlation(time_s, pelvis_up, separation, stride_hz)
    if abs(correlation) >= _CLEAR_CORRELATION:
        gait: Gait = "running" if correlation > 0 else "walking"
    else:
        gait = "running" if swing_knee_deg >= _RUNNING_SWING_KNEE_DEG else "walking"
    return Rhythm(gait=gait, step_frequency_hz=2.0 * stride_hz)
