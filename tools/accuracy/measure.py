"""Analyse a clip as a user would and compare the result with its truth."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze_detection, prepare
from gaitcheck.config import AnalysisOptions, ModelName, PoseOptions, RunnerInfo
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.cache import PoseCache, detect_cached
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.people import choose_runner
from gaitcheck.pose.track import PoseTrack
from gaitcheck.video import sha256_of
from tools.accuracy.clips import TruthClip, cache_folder
from tools.accuracy.observe import ClipObservation, observe


def _detected(video: Path, options: PoseOptions) -> Detection:
    cache = PoseCache(cache_folder() / "poses")
    return detect_cached(MediaPipeBackend(options), video, sha256_of(video), cache)


@cache
def track_of(video: Path, model: ModelName) -> PoseTrack:
    """The runner's landmarks with the legs told apart: all that fitting needs, and that no fitted table changes."""
    return prepare(_detected(video, PoseOptions(model=model)), AnalysisOptions().person).pose


def runner_pose(clip: TruthClip, model: ModelName) -> PoseTrack:
    """`track_of` a clip with known truth."""
    return track_of(clip.video, model)


def measure(clip: TruthClip, model: ModelName) -> tuple[Analysis, ClipObservation]:
    """Analyse one clip as a user would, told only height and speed, and compare with its truth."""
    truth = clip.truth
    options = AnalysisOptions(
        pose=PoseOptions(model=model),
        runner=RunnerInfo(height_cm=100.0 * truth["body"]["body_height_m"], speed_kmh=3.6 * truth["belt_speed_mps"]),
    )
    detection = _detected(clip.video, options.pose)
    analysis = analyze_detection(clip.video, detection, options)
    return analysis, observe(clip, analysis, choose_runner(detection.people).track, model)
