"""Whether the runner is sharp: measured while posing, judged by the leg's length."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from clip_tools import pictures_of
from simulated import detection_of, info_of, runner, seen

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions, PoseOptions
from gaitcheck.pose.mediapipe_poser import MediaPipePoser
from gaitcheck.pose.segment import PosedSegment
from gaitcheck.video import Frame


@pytest.mark.parametrize(
    ("blur_leg", "status"), [(0.002, "ok"), (0.009, "ok"), (0.012, "warn"), (0.019, "warn"), (0.03, "fail")]
)
def test_blur_is_judged_by_the_leg(blur_leg: float, status: str) -> None:
    track = seen(runner(1))
    detection = detection_of(track)
    leg_px = analyze_people(info_of(track), detection, AnalysisOptions()).kinematics.leg_length_px
    blur_px = np.where(np.arange(track.time_s.size) % 15 == 0, blur_leg * leg_px, np.nan)
    analysis = analyze_people(info_of(track), replace(detection, blur_px=blur_px), AnalysisOptions())
    assert {check.check: check.status for check in analysis.quality}["sharp"] == status


def test_nothing_is_said_where_it_was_not_measured() -> None:
    track = seen(runner(1))
    analysis = analyze_people(info_of(track), detection_of(track), AnalysisOptions())
    assert "sharp" not in {check.check for check in analysis.quality}


def test_posing_finds_the_blur_that_was_added(runner_clip: Path) -> None:
    picture = next(iter(pictures_of(runner_clip, every=1, count=1)))

    def found(blurred: np.ndarray) -> float:
        segment = PosedSegment()
        segment._add(poser, Frame(0.0, 0.5, lambda: blurred))
        return segment.blur_px[0]

    with MediaPipePoser(PoseOptions(model="full")) as poser:
        sharp, blurred = found(picture), found(cv2.GaussianBlur(picture, (0, 0), 4.0))
    # The picture is half the clip's size, so 4 px of it are 8 px of the clip.
    assert blurred == pytest.approx(8.0, rel=0.3)
    assert sharp < 0.4 * blurred
