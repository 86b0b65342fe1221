"""Capture checks: what about the filming limits this result, in sentences a person can act on."""

from __future__ import annotations

import numpy as np

from gaitcheck.analysis.belt import belt_speed
from gaitcheck.analysis.model import Analysis, QualityCheck, QualityStatus
from gaitcheck.arrays import seen
from gaitcheck.metrics.bouncing import bounce_witness
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.people import RunnerChoice
from gaitcheck.signals import smooth
from gaitcheck.video import find_cuts, find_duplicates, find_gaps, is_variable_rate

#: Share of frames in which the runner should be found. [%]
_DETECTED_OK_PCT, _DETECTED_WARN_PCT = 98.0, 80.0
#: Body size below which landmarks lose precision. [px]
_BODY_OK_PX = 200.0
#: Missing part of the declared length that deserves a warning. [s]
_MISSING_WARN_S = 0.5
#: Frame rate below which instants (contact, toe-off) blur. [Hz]
_CONTACT_FPS = 55.0
#: Strides that make means steady: seven steps a leg and better (Dingenen et al. 2018, doi
#: 10.1016/j.ptsp.2018.06.009).
_STRIDES_OK = 10
#: Camera yaw up to which side-view angles keep their stated error. [deg]
_YAW_OK_DEG = 12.0


#: Share of foot or head positions outside the picture that is worth a word.
_OUTSIDE_SHARE = 0.03
#: Slow change of the hips' height beyond which the camera, not the runner, has moved. [leg lengths]
_DRIFT_LEG = 0.12
#: Median grey level of a dark picture. [of 255]
_DARK_LEVEL = 35.0
#: Blur from which landmarks of the legs move by 1 % of the leg's length and more, and from which some of them are lost
#: or named after the other leg (``python -m tools.accuracy --blur``). [leg lengths]
_BLUR_WARN_LEG, _BLUR_FAIL_LEG = 0.01, 0.02
#: Share of repeated frames that is no accident.
_REPEATED_SHARE = 0.05
#: Share of frames with somebody else that is no mistake of the pose model in single frames.
_GLIMPSED_SHARE = 0.03
_FEET = ("left_heel", "right_heel", "left_foot_index", "right_foot_index")


def _check(name: str, status: QualityStatus, message: str) -> QualityCheck:
    return QualityCheck(check=name, status=status, message=message)


def _runner_found(analysis: Analysis) -> QualityCheck:
    found = analysis.pose.detected_pct
    message = f"The runner is found in {found:.0f} % of the frames."
    if found >= _DETECTED_OK_PCT:
        return _check("runner_found", "ok", message)
    advice = " Keep the whole body in the picture, in even light."
    return _check("runner_found", "warn" if found >= _DETECTED_WARN_PCT else "fail", message + advice)


def _complete(analysis: Analysis) -> QualityCheck:
    video = analysis.video
    if video.missing_s < _MISSING_WARN_S or video.wanted_s is None:
        part = "The whole clip" if video.trim.whole else "The part of the clip that was asked for"
        return _check("complete", "ok", f"{part} could be read.")
    share = 100.0 * video.missing_s / video.wanted_s
    return _check(
        "complete",
        "warn",
        f"The file breaks off: {video.missing_s:.1f} s of {video.wanted_s:.1f} s "
        f"({share:.0f} %) are missing, probably from an interrupted upload. What is there was analysed.",
    )


def _view(analysis: Analysis) -> QualityCheck:
    view = analysis.kinematics.view
    if view.view == "unknown":
        return _check("view", "fail", "The view is oblique; film square from the side or from behind.")
    if view.yaw_deg is not None and view.yaw_deg > _YAW_OK_DEG:
        return _check(
            "view",
            "warn",
            f"The camera stands about {view.yaw_deg:.0f} degrees off square; angles are less certain. "
            "Place it square to the treadmill at hip height.",
        )
    return _check("view", "ok", f"Filmed from the {view.view.replace('-', ', ')}.")


def _size(analysis: Analysis) -> QualityCheck:
    body_px = analysis.kinematics.leg_length_px * 1.9
    if body_px < _BODY_OK_PX:
        return _check("size", "warn", f"The runner is only about {body_px:.0f} px tall; film closer or sharper.")
    return _check("size", "ok", "The runner is large enough in the picture.")


def _frame_rate(analysis: Analysis) -> QualityCheck:
    rate_hz = 1.0 / float(np.median(np.diff(analysis.kinematics.time_s)))
    if rate_hz < _CONTACT_FPS:
        return _check(
            "frame_rate",
            "warn",
            f"At {rate_hz:.0f} frames a second, contact times and angles at contact are less certain; "
            "film at 60 or more.",
        )
    every = analysis.pose.source.options.get("every_nth_frame")
    if every is not None:
        return _check(
            "frame_rate",
            "ok",
            f"{rate_hz * int(every):.0f} frames a second; one in {every} was measured.",
        )
    return _check("frame_rate", "ok", f"{rate_hz:.0f} frames a second.")


def _even_time(analysis: Analysis) -> QualityCheck:
    gaps = find_gaps(analysis.video.time_s)
    if gaps:
        lost = sum(gap.missing_frames for gap in gaps)
        return _check(
            "even_time",
            "warn",
            f"About {lost} frames are missing in {len(gaps)} places; true times are used.",
        )
    if is_variable_rate(analysis.video.time_s):
        return _check("even_time", "ok", "The frame rate varies; each frame's own time is used.")
    return _check("even_time", "ok", "The frames are evenly spaced.")


def _strides(analysis: Analysis) -> QualityCheck:
    counts = [len(analysis.events.strides(side)) for side in ("left", "right")]
    if analysis.kinematics.gait != "running" or analysis.kinematics.view.near_side is None:
        return _check("strides", "ok", "Strides are counted in side views of running only.")
    message = f"{counts[0]} left and {counts[1]} right strides were measured."
    if min(counts) < _STRIDES_OK:
        return _check("strides", "warn", message + " Twenty seconds of running make the averages steadier.")
    return _check("strides", "ok", message)


def _inside(analysis: Analysis) -> QualityCheck:
    """Feet and head within the picture."""
    cut = []
    for part, names in (("feet", _FEET), ("head", ("nose",))):
        points = np.stack([analysis.pose.point(name) for name in names], axis=1)
        points = points[seen(points)]
        size = np.array([analysis.video.width_px, analysis.video.height_px])
        outside = (points < 0) | (points > size)
        if points.size and outside.any(axis=1).mean() > _OUTSIDE_SHARE:
            cut.append(part)
    if cut:
        return _check("inside", "warn", f"The {' and '.join(cut)} leave the picture; film the whole body and the belt.")
    return _check("inside", "ok", "The whole body is in the picture.")


def _steady_camera(analysis: Analysis) -> QualityCheck:
    """A treadmill runner's hips keep their height over time; when they do not, the camera moves."""
    kinematics = analysis.kinematics
    if kinematics.gait != "running" or kinematics.step_frequency_hz is None:
        return _check("steady_camera", "ok", "Camera movement is judged in clips of running only.")
    cutoff_hz = 0.2 * kinematics.step_frequency_hz
    drift = smooth(kinematics.time_s, kinematics.pelvis[:, 1], cutoff_hz=cutoff_hz, longest_gap_s=0.5)
    drift = drift[np.isfinite(drift)]
    if drift.size and np.ptp(drift) > _DRIFT_LEG:
        return _check("steady_camera", "warn", "The camera seems to move; put the phone on something steady.")
    return _check("steady_camera", "ok", "The camera stands still.")


def _sharp(analysis: Analysis, detection: Detection) -> tuple[QualityCheck, ...]:
    """Whether the runner is sharp, where that was measured."""
    known = detection.blur_px[np.isfinite(detection.blur_px)]
    if not known.size:
        return ()
    blur_leg = float(np.median(known)) / analysis.kinematics.leg_length_px
    if blur_leg < _BLUR_WARN_LEG:
        return (_check("sharp", "ok", "The runner is sharp enough."),)
    advice = "Tap on the runner to focus, wipe the lens, add light, and send the original file."
    if blur_leg < _BLUR_FAIL_LEG:
        return (_check("sharp", "warn", f"The runner is blurred, so joints are placed less exactly. {advice}"),)
    return (_check("sharp", "fail", f"The runner is so blurred that legs may be mistaken for each other. {advice}"),)


def _pictures(detection: Detection, choice: RunnerChoice) -> tuple[QualityCheck, ...]:
    """Light, repeated pictures and cuts, where the pictures were seen and the runner is in them."""
    shown = detection.signatures[choice.track.detected]
    if shown.shape[0] < 3 or shown.size == 0:
        return ()
    light = float(np.median(shown))
    checks = [
        _check("light", "warn", "The picture is dark; more light makes the feet sharper.")
        if light < _DARK_LEVEL
        else _check("light", "ok", "There is enough light.")
    ]
    repeated = float(np.mean(find_duplicates(shown)))
    if repeated > _REPEATED_SHARE:
        message = f"{100 * repeated:.0f} % of the frames repeat the one before; the real frame rate is lower."
        checks.append(_check("repeated_frames", "warn", message))
    cuts = find_cuts(shown)
    if cuts.size:
        message = f"The clip has {cuts.size} cut{'s' if cuts.size > 1 else ''}; analyse one uncut piece."
        checks.append(_check("cuts", "fail", message))
    return tuple(checks)


def _gait(analysis: Analysis) -> QualityCheck:
    gait = analysis.kinematics.gait
    if gait == "running":
        return _check("gait", "ok", "The person is running.")
    sentence = "The person is walking" if gait == "walking" else "No steady running was found"
    return _check("gait", "fail", f"{sentence}; running form is not assessed.")


def _people(choice: RunnerChoice) -> QualityCheck:
    if len(choice.people) < 2 and choice.glimpsed_share >= _GLIMPSED_SHARE:
        return _check(
            "people",
            "warn",
            f"At least two people are in view: besides the person measured, somebody is found in "
            f"{100.0 * choice.glimpsed_share:.0f} % of the frames.",
        )
    if len(choice.people) < 2:
        return _check("people", "ok", "One person is in view.")
    return _check(
        "people",
        "warn",
        f"{len(choice.people)} people are in view; number {choice.chosen + 1} from the left was measured "
        "(choose another with --person).",
    )


def _belt(analysis: Analysis) -> QualityCheck:
    """The entered belt speed against the standing foot's."""
    runner, name = analysis.options.runner, "belt_speed"
    if runner.speed_kmh is None or runner.height_cm is None:
        return _check(name, "ok", "The belt speed was not checked: that needs speed and height.")
    if analysis.timing.slow_motion_factor is None or analysis.kinematics.gait != "running":
        return _check(name, "ok", "The belt speed was not checked: the clip's time scale or gait is unclear.")
    seen_speed = belt_speed(analysis.kinematics, analysis.events, runner.height_cm, analysis.pose.source.model)
    if seen_speed is None:
        return _check(name, "ok", "The belt speed was not checked: that needs a side view with whole stances.")
    seen_kmh = 3.6 * seen_speed.value_mps
    half_kmh = 1.8 * (seen_speed.high_mps - seen_speed.low_mps)
    shown = f"{seen_kmh:.1f} ± {half_kmh:.1f} km/h"
    if abs(seen_kmh - runner.speed_kmh) <= half_kmh:
        return _check(name, "ok", f"The standing foot's speed ({shown}) agrees with the belt speed entered.")
    return _check(
        name,
        "warn",
        f"The standing foot goes at about {shown}, but the belt speed entered is {runner.speed_kmh:.1f} km/h; check "
        "the speed and its unit, the height, and whether the clip is slow motion. Lengths in metres rest on it.",
    )


def _bounce(analysis: Analysis) -> QualityCheck:
    """Bounce, step rate and contact time are one fact; see `metrics.bouncing`."""
    name = "bounce"
    if analysis.timing.slow_motion_factor is None or analysis.kinematics.gait != "running":
        return _check(name, "ok", "The bounce was not checked: the clip's time scale or gait is unclear.")
    witness = bounce_witness(analysis.kinematics, analysis.events, analysis.options.runner)
    if witness is None:
        return _check(name, "ok", "The bounce was not checked: that needs a side view with whole strides.")
    measured, implied = (f"{100.0 * leg:.0f} %" for leg in (witness.measured_leg, witness.implied_leg))
    if not witness.disagrees:
        return _check(name, "ok", f"The hips' bounce ({measured} of the leg) agrees with step rate and contact time.")
    return _check(
        name,
        "warn",
        f"The hips rise and fall by {measured} of the leg, but step rate and contact time go with about {implied}: one "
        "of them is off. The bounce's interval holds both; take contact time with care. Loose clothes, a camera off "
        "square or close, a wrong height or slow motion may be behind it.",
    )


def capture_checks(analysis: Analysis, detection: Detection, choice: RunnerChoice) -> tuple[QualityCheck, ...]:
    """Everything worth knowing about the filming.

    Parameters
    ----------
    analysis
        Complete but for the checks and findings.
    detection, choice
        Everybody in view, and who was chosen.
    """
    return (
        _gait(analysis),
        _runner_found(analysis),
        _complete(analysis),
        _view(analysis),
        _size(analysis),
        _frame_rate(analysis),
        _even_time(analysis),
        _strides(analysis),
        _inside(analysis),
        _steady_camera(analysis),
        _people(choice),
        _belt(analysis),
        _bounce(analysis),
        *_sharp(analysis, detection),
        *_pictures(detection, choice),
    )
