"""`analyze`: a video file in, an `Analysis` out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from gaitcheck._version import __version__
from gaitcheck.analysis.model import Analysis, Timing
from gaitcheck.analysis.quality import capture_checks
from gaitcheck.analysis.timing import establish_timing, time_evidence
from gaitcheck.assessment import assess
from gaitcheck.assessment.wording import counted
from gaitcheck.config import AnalysisOptions, PersonChoice
from gaitcheck.corrections.events import corrected_events
from gaitcheck.corrections.model import Corrections
from gaitcheck.corrections.pose import corrected_pose
from gaitcheck.errors import NoRunnerError
from gaitcheck.events.detect import detect_events
from gaitcheck.events.model import GaitEvents
from gaitcheck.kinematics.build import build_kinematics
from gaitcheck.kinematics.course import along_course
from gaitcheck.kinematics.held import placed_px
from gaitcheck.kinematics.model import Kinematics, LegSwap
from gaitcheck.kinematics.swaps import repair_swaps
from gaitcheck.metrics.summary import measure
from gaitcheck.pose.backend import CancelCheck, Detection, PoseBackend, Progress
from gaitcheck.pose.cache import PoseCache, detect_cached
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.people import RunnerChoice, choose_runner
from gaitcheck.pose.track import PoseTrack
from gaitcheck.video import VideoInfo, read_info, sha256_of

#: A clip shorter than this cannot hold a stride, whatever its speed. [frames]
_FEWEST_FRAMES = 8


def analyze(
    video: Path | str,
    options: AnalysisOptions | None = None,
    *,
    backend: PoseBackend | None = None,
    cache: PoseCache | None = None,
    progress: Progress | None = None,
    cancelled: CancelCheck | None = None,
) -> Analysis:
    """Measure the runner in a clip and compare with guidance.

    Parameters
    ----------
    video
        The clip.
    options
        What is known of the runner and how to measure; everything unknown when ``None``.
    backend
        Where landmarks come from; MediaPipe with ``options.pose`` when ``None``.
    cache
        Where poses are kept between analyses; not kept when ``None``.
    progress
        Called with the seconds of clip posed so far.
    cancelled
        Asked now and then; returning true stops the work.

    Raises
    ------
    VideoError, NoRunnerError, ModelError, MissingLibraryError, PoseError, UsageError, Cancelled
        See `gaitcheck.errors`.
    """
    options = options or AnalysisOptions()
    path = Path(video)
    backend = backend or MediaPipeBackend(options.pose)
    detection = detect_cached(
        backend, path, sha256_of(path), cache, trim=options.trim, progress=progress, cancelled=cancelled
    )
    return analyze_detection(path, detection, options)


def analyze_detection(
    video: Path, detection: Detection, options: AnalysisOptions, corrections: Corrections | None = None
) -> Analysis:
    """The part of `analyze` that needs no inference: from everybody's landmarks to the finished analysis."""
    info = read_info(video, detection.frame_time_s, detection.tally, trim=options.trim)
    return analyze_people(info, detection, options, corrections)


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """The runner's own landmarks with the legs told apart: what no option but the choice of person changes.

    Parameters
    ----------
    choice
        Who is measured, and who else is in view.
    pose
        The runner's track, legs put right.
    swaps
        Where they were exchanged, in clip time.
    """

    choice: RunnerChoice
    pose: PoseTrack
    swaps: tuple[LegSwap, ...]


def prepare(detection: Detection, person: PersonChoice) -> Prepared:
    """The first part of `analyze_people`; raises as `choose_runner` does."""
    choice = choose_runner(detection.people, person)
    pose, swaps = repair_swaps(choice.track)
    return Prepared(choice=choice, pose=pose, swaps=swaps)


def analyze_people(
    info: VideoInfo,
    detection: Detection,
    options: AnalysisOptions,
    corrections: Corrections | None = None,
    prepared: Prepared | None = None,
) -> Analysis:
    """The part of `analyze_detection` that needs no clip: what is measured again after every correction.

    Parameters
    ----------
    info, detection
        The clip and everybody in it.
    options, corrections
        What was asked for, and what a person put right.
    prepared
        From `prepare` with the same detection and person, when it is at hand already.
    """
    if detection.people.time_s.size < _FEWEST_FRAMES:
        raise NoRunnerError(
            f"{info.path.name} holds {info.n_frames} frame{'s' if info.n_frames > 1 else ''}; "
            "film at least ten seconds of running."
        )
    corrections = corrections or Corrections()
    prepared = prepared or prepare(detection, corrections.person or options.person)
    return _measure(info, detection, prepared, options, corrections)


def _motion(
    prepared: Prepared, options: AnalysisOptions, corrections: Corrections, factor: float
) -> tuple[PoseTrack, Kinematics, GaitEvents]:
    """Kinematics and events in real time, as corrected, with the landmarks behind them."""
    pose, held = corrected_pose(prepared.pose, corrections.changes)
    places_px = placed_px(pose, held)
    kinematics = build_kinematics(
        pose, view=options.view, slow_motion_factor=factor, swaps=prepared.swaps, places_px=places_px
    )
    events = corrected_events(detect_events(kinematics), corrections.changes, factor)
    return pose, along_course(kinematics, pose.source, places_px), events


def _measure(
    info: VideoInfo, detection: Detection, prepared: Prepared, options: AnalysisOptions, corrections: Corrections
) -> Analysis:
    pose, kinematics, events = _motion(prepared, options, corrections, 1.0)
    timing = establish_timing(info, options, time_evidence(kinematics, events, options.runner))
    factor = timing.slow_motion_factor
    if factor is not None and factor != 1.0:
        pose, kinematics, events = _motion(prepared, options, corrections, factor)
    metrics = measure(kinematics, events, options.runner, times_refused=timing.question, pose_model=pose.source.model)
    assessment = assess(metrics, kinematics.view, kinematics.gait, options.runner)
    analysis = Analysis(
        version=__version__,
        options=options,
        video=info,
        timing=timing,
        pose=pose,
        kinematics=kinematics,
        events=events,
        metrics=metrics,
        findings=assessment.findings,
        quality=(),
        notes=(*_notes(timing, events, kinematics), *assessment.notes),
        corrections=corrections,
    )
    return replace(analysis, quality=capture_checks(analysis, detection, prepared.choice))


def _notes(timing: Timing, events: GaitEvents, kinematics: Kinematics) -> tuple[str, ...]:
    notes = []
    if timing.time_base == "inferred":
        notes.append(
            f"This looks like slow motion; a factor of {timing.slow_motion_factor:.3g} was inferred from the step "
            "rate and from the fall of the body in flight, and all times are real times. If that is wrong, give "
            "the factor yourself."
        )
    if timing.question is not None:
        notes.append(timing.question)
    if events.dropped:
        notes.append(
            f"{counted(events.dropped, 'step was', 'steps were')} left out: {'; '.join(events.dropped_reasons)}."
        )
    if kinematics.swaps:
        total_s = sum(swap.end_s - swap.start_s for swap in kinematics.swaps)
        notes.append(
            f"Left and right leg were exchanged by the pose model in "
            f"{counted(len(kinematics.swaps), 'place', 'places')} ({total_s:.2f} s of clip) and put right."
        )
    return tuple(notes)
