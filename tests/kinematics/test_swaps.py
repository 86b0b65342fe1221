from dataclasses import replace

import numpy as np
import pytest
from simulated import SEEDS, runner, seen, slowed

from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.swaps import repair_swaps
from gaitcheck.pose.track import PoseTrack

SPANS = ((2.0, 2.1), (4.5, 4.55), (7.0, 7.2))
NOISE = {"white_px": 2.0, "wander_px": 2.0, "hip_offset_m": (0.03, 0.0)}


def wrong_pct(track, truth) -> float:
    """Share of frames in which the left ankle is not where it was before the exchange."""
    moved = np.linalg.norm(track.point("left_ankle") - truth.point("left_ankle"), axis=1)
    return float(100.0 * np.mean(moved > 1e-6))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_exchanged_legs_are_put_right(seed: int, fps: float) -> None:
    true = seen(runner(seed), fps, **NOISE)
    exchanged = seen(runner(seed), fps, swapped=SPANS, **NOISE)
    repaired, spans = repair_swaps(exchanged)
    assert wrong_pct(exchanged, true) > 3.0
    assert wrong_pct(repaired, true) <= 0.5
    assert len(spans) == len(SPANS)
    for span, (start_s, end_s) in zip(spans, SPANS, strict=True):
        assert abs(span.start_s - start_s) <= 1.5 / fps
        assert abs(span.end_s - end_s) <= 1.5 / fps


@pytest.mark.parametrize("seed", SEEDS)
def test_a_clip_without_exchanges_is_left_alone(seed: int) -> None:
    track = seen(runner(seed), 60.0, **NOISE)
    repaired, spans = repair_swaps(track)
    assert spans == ()
    np.testing.assert_array_equal(repaired.xy_px, track.xy_px)


def test_mirrored_clips_are_repaired_alike() -> None:
    track = seen(runner(0), 60.0, swapped=SPANS, **NOISE)
    width_px = 1280.0
    _, spans = repair_swaps(track)
    _, mirrored = repair_swaps(track.mirrored(width_px))
    assert spans == mirrored


def front_leg_named_left(track: PoseTrack, share: float) -> PoseTrack:
    """The track with the legs exchanged in this share of the time for which the right leg is in front."""
    # Seen from the left side a runner faces the picture's left.
    ahead = (track.point("left_ankle") - track.point("right_ankle"))[:, 0]
    frames = np.flatnonzero(ahead > np.quantile(ahead[ahead > 0.0], 1.0 - share))
    left, right = (
        [track.names.index(f"{side}_{joint}") for joint in ("hip", "knee", "ankle", "heel", "foot_index")]
        for side in ("left", "right")
    )
    xy_px = track.xy_px.copy()
    xy_px[frames[:, None], left + right] = track.xy_px[frames[:, None], right + left]
    return replace(track, xy_px=xy_px)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("share", [0.5, 0.7])
@pytest.mark.parametrize("slow", [1.0, 4.0])
def test_legs_are_told_apart_where_the_front_one_is_mostly_named_left(
    seed: int, fps: float, slow: float, share: float
) -> None:
    true = slowed(seen(runner(seed), fps, **NOISE), slow)
    repaired, _ = repair_swaps(front_leg_named_left(true, share))
    assert wrong_pct(repaired, true) <= 1.0
    assert build_kinematics(repaired).gait == "running"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("fps", [30.0, 60.0])
@pytest.mark.parametrize("share", [0.75, 0.8, 0.85, 0.9, 0.95])
def test_legs_are_told_apart_or_not_at_all(seed: int, fps: float, share: float) -> None:
    true = seen(runner(seed), fps, **NOISE)
    repaired, _ = repair_swaps(front_leg_named_left(true, share))
    assert wrong_pct(repaired, true) <= 2.0 or build_kinematics(repaired).gait == "none"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("start_s", [0.0, 1.7, 4.1])
@pytest.mark.parametrize("length_s", [1.5, 2.5, 5.0])
@pytest.mark.parametrize("slow", [1.0, 4.0])
def test_legs_that_nothing_tells_apart_are_no_gait(seed: int, start_s: float, length_s: float, slow: float) -> None:
    whole = seen(runner(seed), 60.0, **NOISE)
    frames = (whole.time_s >= start_s) & (whole.time_s < start_s + length_s)
    arrays = {name: getattr(whole, name)[frames] for name in ("time_s", "xy_px", "visibility", "depth_px")}
    named = front_leg_named_left(slowed(replace(whole, **arrays), slow), 1.0)
    assert build_kinematics(repair_swaps(named)[0]).gait == "none"


@pytest.mark.parametrize("seed", SEEDS)
def test_legs_that_nothing_tells_apart_are_left_as_they_are(seed: int) -> None:
    named = front_leg_named_left(seen(runner(seed), 60.0, **NOISE), 1.0)
    repaired, spans = repair_swaps(named)
    assert spans == ()
    np.testing.assert_array_equal(repaired.xy_px, named.xy_px)
    assert build_kinematics(repaired).gait == "none"
