"""Left and right exchanged by the pose model: found by stride phase, put right, and logged.

Where the legs pass each other, a pose model may name the left leg right for some frames. Each leg has its own
mean course over the stride, half a stride apart. A frame in which both legs fit the other's course better than
their own is an exchange; a switch costs something, so that noise alone causes none (Viterbi 1967,
doi 10.1109/TIT.1967.1054010).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.kinematics.gait import stride_frequency_hz, swing_axis, unnamed_stride_frequency_hz
from gaitcheck.kinematics.model import LegSwap
from gaitcheck.kinematics.periodic import fit_mean_course, stride_phase
from gaitcheck.kinematics.scale import leg_length_px
from gaitcheck.pose.track import PoseTrack
from gaitcheck.signals import runs
from gaitcheck.skeleton import SIDES

_JOINTS = ("knee", "ankle", "heel", "foot_index")
_LEG = ("hip", *_JOINTS)
_ANKLE = _LEG.index("ankle")
#: Harmonics of the leg's course, round by round. The first rounds assume that both legs do the same half a stride
#: apart and know only the rough course, because where the model errs at the same phase in every stride the data
#: themselves show an exchanged leg; the last round tells near and far leg apart.
_ROUNDS = ((1, True), (2, True), (3, True), (6, False), (6, False))
#: With exchanges, the main frequency explains less of the ankles' separation than in a clean track.
_LEAST_SHARE = 0.1
#: Where so many are exchanged that the named legs show no frequency, the names must still be right in this share of
#: frames: else nothing tells which leg is which.
_LEAST_AGREEMENT = 0.55
#: Smallest scatter credited to a landmark. [leg lengths]
_LEAST_SCATTER = 0.01
#: One landmark coordinate may speak for or against by at most this many standard deviations.
_MOST_DEVIATIONS = 5.0
#: Cost of one switch, in summed standard deviations.
_SWITCH_COST = 6.0


def _indices(pose: PoseTrack, side: str, joints: tuple[str, ...]) -> list[int]:
    return [pose.names.index(f"{side}_{joint}") for joint in joints]


def _likeliest(costs: FloatArray) -> IntArray:
    """Cheapest sequence of two states, costs (T, 2), with a price per switch."""
    # Plain numbers: arrays of two would take a hundred times as long.
    switched: list[tuple[bool, bool]] = []
    total_0 = total_1 = 0.0
    for cost_0, cost_1 in costs.tolist():
        from_1, from_0 = total_1 + _SWITCH_COST < total_0, total_0 + _SWITCH_COST < total_1
        switched.append((from_1, from_0))
        total_0, total_1 = (
            (total_1 + _SWITCH_COST if from_1 else total_0) + cost_0,
            (total_0 + _SWITCH_COST if from_0 else total_1) + cost_1,
        )
    states = np.zeros(len(switched), dtype=np.intp)
    state = int(total_1 < total_0)
    for i in range(len(switched) - 1, -1, -1):
        states[i] = state
        state ^= switched[i][state]
    return states


def _distance(values: FloatArray, course: FloatArray, scatter: FloatArray) -> FloatArray:
    deviations = np.nan_to_num(np.abs(values - course) / np.maximum(scatter, _LEAST_SCATTER))
    total: FloatArray = np.minimum(deviations, _MOST_DEVIATIONS).sum(axis=1)
    return total


def _courses(
    phase: FloatArray, left: FloatArray, right: FloatArray, harmonics: int, *, alike: bool
) -> tuple[tuple[FloatArray, FloatArray], tuple[FloatArray, FloatArray]]:
    """Course (T, C) and scatter (C,) of the left and of the right leg; one course for both if ``alike``."""
    if not alike:
        mean = fit_mean_course(phase, np.hstack([left, right]), harmonics)
        course, columns = mean.at(phase), left.shape[1]
        return (course[:, :columns], mean.scatter[:columns]), (course[:, columns:], mean.scatter[columns:])
    both = fit_mean_course(np.concatenate([phase, phase + np.pi]), np.vstack([left, right]), harmonics)
    return (both.at(phase), both.scatter), (both.at(phase + np.pi), both.scatter)


def _exchanged(phase: FloatArray, left: FloatArray, right: FloatArray, harmonics: int, *, alike: bool) -> IntArray:
    """Frames (T,) in which the legs, each (T, C), fit better the other way round: 1, else 0."""
    of_left, of_right = _courses(phase, left, right, harmonics, alike=alike)
    as_named = _distance(left, *of_left) + _distance(right, *of_right)
    crossed = _distance(right, *of_left) + _distance(left, *of_right)
    return _likeliest(np.stack([as_named, crossed], axis=1))


def _unnamed_phase(time_s: FloatArray, along: FloatArray, stride_hz: float) -> FloatArray | None:
    """Phase of the gait from how far the ankles are apart, shape (T,); which is left by the majority of frames. [rad]

    ``None`` without a majority.
    """
    squared = np.square(along)
    phase = 0.5 * stride_phase(time_s, squared - np.nanmean(squared), 2.0 * stride_hz)
    known = np.isfinite(along)
    agreement = float(np.mean((along[known] > 0.0) == (np.cos(phase[known]) > 0.0)))
    if abs(agreement - 0.5) < _LEAST_AGREEMENT - 0.5:
        return None
    return phase if agreement > 0.5 else phase + np.pi


def _start(time_s: FloatArray, apart: FloatArray) -> tuple[float, FloatArray] | None:
    """Stride frequency and first phase (T,) of the ankles' separation (T, 2); ``None`` where it does not tell them."""
    along = apart[:, swing_axis(apart)]
    named_hz = stride_frequency_hz(time_s, apart, least_share=_LEAST_SHARE)
    if named_hz is not None:
        return named_hz, stride_phase(time_s, along, named_hz)
    unnamed_hz = unnamed_stride_frequency_hz(time_s, apart)
    phase = None if unnamed_hz is None else _unnamed_phase(time_s, along, unnamed_hz)
    return None if unnamed_hz is None or phase is None else (unnamed_hz, phase)


def repair_swaps(pose: PoseTrack) -> tuple[PoseTrack, tuple[LegSwap, ...]]:
    """The track with exchanged legs put right, and when they were exchanged (clip time).

    Parameters
    ----------
    pose
        Raw landmarks; returned as they are when there is no steady gait, or nothing tells which leg is which.
    """
    unit_px = leg_length_px(pose, SIDES)
    apart = (pose.point("left_ankle") - pose.point("right_ankle")) / unit_px
    start = _start(pose.time_s, apart)
    if start is None:
        return pose, ()
    (stride_hz, phase), axis = start, swing_axis(apart)
    left, right = (_indices(pose, side, _LEG) for side in ("left", "right"))
    arrays = pose.xy_px.copy(), pose.visibility.copy(), pose.depth_px.copy()
    flipped = np.zeros(pose.time_s.size, dtype=np.intp)
    for harmonics, alike in _ROUNDS:
        legs = _about_hips(arrays[0], left, right, unit_px)
        frames = np.flatnonzero(_exchanged(phase, *legs, harmonics, alike=alike))
        for values in arrays:
            values[frames[:, None], left + right] = values[frames[:, None], right + left]
        flipped[frames] ^= 1
        along = arrays[0][:, left[_ANKLE], axis] - arrays[0][:, right[_ANKLE], axis]
        phase = stride_phase(pose.time_s, along, stride_hz)
    repaired = replace(pose, xy_px=arrays[0], visibility=arrays[1], depth_px=arrays[2])
    return repaired, _spans(pose.time_s, flipped)


def _about_hips(xy_px: FloatArray, left: list[int], right: list[int], unit_px: float) -> tuple[FloatArray, FloatArray]:
    """Landmarks below the hip of left and of right leg relative to the hips' midpoint, (T, C). [leg lengths]"""
    hips = 0.5 * (xy_px[:, left[:1]] + xy_px[:, right[:1]])
    of_left, of_right = (((xy_px[:, ids[1:]] - hips) / unit_px).reshape(xy_px.shape[0], -1) for ids in (left, right))
    return of_left, of_right


def _spans(time_s: FloatArray, flipped: IntArray) -> tuple[LegSwap, ...]:
    interval_s = float(np.median(np.diff(time_s)))
    return tuple(
        LegSwap(start_s=float(time_s[start]), end_s=float(time_s[end - 1] + interval_s))
        for start, end in runs(flipped.astype(np.bool_))
    )
