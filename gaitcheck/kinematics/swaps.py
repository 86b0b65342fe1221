"""Left and right exchanged by the pose model: found by stride phase, put right, and logged.

Where the legs pass each other, a pose model may name the left leg right for some frames. Each leg has its own
mean course over the stride, half a stride apart. A frame in which both legs fit the other's course better than
their own is an exchange; a switch costs something, so that noise alone causes none (Viterbi 1967,
doi 10.1109/TIT.1967.1054010).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from gaitcheck.arrays import FloatArray, IntArray
from gaitcheck.kinematics.gait import stride_frequency_hz, swing_axis, swings_about_zero, unnamed_stride_frequency_hz
from gaitcheck.kinematics.model import LegSwap
from gaitcheck.kinematics.periodic import fit_mean_course, stride_phase
from gaitcheck.kinematics.scale import leg_length_px
from gaitcheck.pose.track import PoseTrack
from gaitcheck.signals import runs
from gaitcheck.skeleton import SIDES

_JOINTS = ("knee", "ankle", "heel", "foot_index")
_LEG = ("hip", *_JOINTS)
#: Harmonics of the leg's course, round by round. The first rounds assume that both legs do the same half a stride
#: apart and know only the rough course, because where the model errs at the same phase in every stride the data
#: themselves show an exchanged leg; the last round tells near and far leg apart.
_ROUNDS = ((1, True), (2, True), (3, True), (6, False), (6, False))
#: With exchanges, the main frequency explains less of the ankles' separation than in a clean track.
_LEAST_SHARE = 0.1
#: Legs are told apart when they swing about zero and their main frequency explains this much of the separation.
_CLEAN_SHARE = 0.9
#: Where the names show no such rhythm, they must still be right in this much more than half of the frames, and in more
#: where there are few strides: else nothing tells which leg is which. The second is divided by the strides.
_LEAST_MAJORITY = 0.05
_MAJORITY_STRIDES = 0.6
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
    strides = stride_hz * float(time_s[known][-1] - time_s[known][0])
    if abs(agreement - 0.5) < max(_LEAST_MAJORITY, _MAJORITY_STRIDES / strides):
        return None
    return phase if agreement > 0.5 else phase + np.pi


def _told_apart(time_s: FloatArray, apart: FloatArray) -> bool:
    """Whether the ankles' separation (T, 2) swings about zero with one clear frequency."""
    return swings_about_zero(apart) and stride_frequency_hz(time_s, apart, least_share=_CLEAN_SHARE) is not None


@dataclass(frozen=True)
class _Legs:
    """A track with some frames (T,) exchanged; ``unit_px`` is the leg's length before any was."""

    pose: PoseTrack
    flipped: IntArray
    unit_px: float

    def apart(self) -> FloatArray:
        """Left minus right ankle, (T, 2). [leg lengths]"""
        return (self.pose.point("left_ankle") - self.pose.point("right_ankle")) / self.unit_px

    def put_right(self, stride_hz: float, phase: FloatArray, *, keep_phase: bool) -> _Legs:
        """All rounds from a first phase (T,), which is found anew each round or kept as long as the legs are alike."""
        legs, axis = self, swing_axis(self.apart())
        for harmonics, alike in _ROUNDS:
            legs = legs.exchanged(phase, harmonics, alike=alike)
            if not (keep_phase and alike):
                phase = stride_phase(self.pose.time_s, legs.apart()[:, axis], stride_hz)
        return legs

    def exchanged(self, phase: FloatArray, harmonics: int, *, alike: bool) -> _Legs:
        """One round; see `_ROUNDS`."""
        left, right = (_indices(self.pose, side, _LEG) for side in ("left", "right"))
        about_hips = _about_hips(self.pose.xy_px, left, right, self.unit_px)
        frames = np.flatnonzero(_exchanged(phase, *about_hips, harmonics, alike=alike))
        arrays = self.pose.xy_px.copy(), self.pose.visibility.copy(), self.pose.depth_px.copy()
        for values in arrays:
            values[frames[:, None], left + right] = values[frames[:, None], right + left]
        flipped = self.flipped.copy()
        flipped[frames] ^= 1
        pose = replace(self.pose, xy_px=arrays[0], visibility=arrays[1], depth_px=arrays[2])
        return replace(self, pose=pose, flipped=flipped)


def _by_names(raw: _Legs) -> _Legs | None:
    """Put right from the phase that the names show, if any."""
    time_s, apart = raw.pose.time_s, raw.apart()
    stride_hz = stride_frequency_hz(time_s, apart, least_share=_LEAST_SHARE)
    if stride_hz is None:
        return None
    return raw.put_right(stride_hz, stride_phase(time_s, apart[:, swing_axis(apart)], stride_hz), keep_phase=False)


def _without_names(raw: _Legs) -> _Legs | None:
    """Put right from the phase that the legs show whichever is which, if any, and if they are told apart then."""
    time_s, apart = raw.pose.time_s, raw.apart()
    stride_hz = unnamed_stride_frequency_hz(time_s, apart)
    phase = None if stride_hz is None else _unnamed_phase(time_s, apart[:, swing_axis(apart)], stride_hz)
    if stride_hz is None or phase is None:
        return None
    found = raw.put_right(stride_hz, phase, keep_phase=True)
    return found if _told_apart(time_s, found.apart()) else None


def repair_swaps(pose: PoseTrack) -> tuple[PoseTrack, tuple[LegSwap, ...]]:
    """The track with exchanged legs put right, and when they were exchanged (clip time).

    Parameters
    ----------
    pose
        Raw landmarks; returned as they are when there is no steady gait, or nothing tells which leg is which.
    """
    raw = _Legs(pose, np.zeros(pose.time_s.size, dtype=np.intp), leg_length_px(pose, SIDES))
    legs = _by_names(raw)
    if legs is None or not _told_apart(pose.time_s, legs.apart()):
        # Where the leg in front is always named left, the names show the rhythm of steps.
        legs = _without_names(raw) or (legs if swings_about_zero(raw.apart()) else None)
    return (pose, ()) if legs is None else (legs.pose, _spans(pose.time_s, legs.flipped))


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
