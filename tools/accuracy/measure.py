"""Analyse a clip as a user would and compare the result with its truth."""

from __future__ import annotations

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze_detection
from gaitcheck.config import AnalysisOptions, ModelName, PoseOptions, RunnerInfo
from gaitcheck.pose.cache import PoseCache, detect_cached
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.people import choose_runner
from gaitcheck.video import sha256_of
from tools.accuracy.clips import TruthClip, cache_folder
from tools.accuracy.observe import ClipObservation, observe


def measure(clip: TruthClip, model: ModelName) -> tuple[Analysis, ClipObservation]:
    """Analyse one clip as a user would, told only height and speed, and compare with its truth."""
    truth = clip.truth
    options = AnalysisOptions(
        pose=PoseOptions(model=model),
        runner=RunnerInfo(height_cm=100.0 * truth["body"]["body_height_m"], speed_kmh=3.6 * truth["belt_speed_mps"]),
    )
    cache = PoseCache(cache_folder() / "poses")
    detection = detect_cached(MediaPipeBackend(options.pose), clip.video, sha256_of(clip.video), cache)
    analysis = analyze_detection(clip.video, detection, options)
    return analysis, observe(clip, analysis, choose_runner(detection.people).track, model)
