"""What a report says about the clip and about how it was measured."""

from __future__ import annotations

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment.units import KMH_PER_MPH
from gaitcheck.assessment.wording import counted
from gaitcheck.config import View
from gaitcheck.kinematics.offsets import fitted_offsets
from gaitcheck.pose.track import PoseSource

_VIEW_NAMES: dict[View, str] = {
    "side-left": "left side",
    "side-right": "right side",
    "rear": "from behind",
    "front": "from the front",
    "unknown": "view not recognised",
}
_TIME_BASES = {
    "container": "time stamps of the file",
    "user": "slow-motion factor as entered",
    "inferred": "slow motion inferred from the file",
    "unknown": "real time not known",
}


def clip_facts(analysis: Analysis) -> tuple[tuple[str, str], ...]:
    """Label and text of what is known of clip and runner, unknowns named as such."""
    runner = analysis.options.runner
    speed = (
        "not given"
        if runner.speed_kmh is None
        else f"{runner.speed_kmh:.1f} km/h ({runner.speed_kmh / KMH_PER_MPH:.1f} mph)"
    )
    height = "not given" if runner.height_cm is None else f"{runner.height_cm:.0f} cm"
    strides = sum(len(analysis.events.strides(side)) for side in ("left", "right"))
    active = analysis.corrections.active
    return (
        ("Filmed", _VIEW_NAMES[analysis.kinematics.view.view]),
        ("Belt speed", speed),
        ("Height", height),
        ("Clip", _clip(analysis)),
        ("Strides measured", str(strides)),
        *((("Corrected by hand", counted(len(active), "place", "places")),) if active else ()),
    )


def _clip(analysis: Analysis) -> str:
    video = analysis.video
    rate = "" if video.fps is None else f", {video.fps:.0f} frames a second"
    return f"{video.duration_s:.0f} s{_part(analysis)}{rate}"


def _part(analysis: Analysis) -> str:
    video = analysis.video
    return "" if video.trim.whole else f" (from {video.start_s:.1f} to {video.start_s + video.duration_s:.1f} s)"


def _frames(source: PoseSource) -> str:
    every = source.options.get("every_nth_frame")
    return "frames" if every is None else f"frames looked at, one in {every}"


def method_text(analysis: Analysis) -> tuple[str, ...]:
    """Short paragraphs: pose, time, kinematics, intervals, comparison."""
    source, timing, kinematics = analysis.pose.source, analysis.timing, analysis.kinematics
    found = (
        f"The runner was found in {analysis.pose.detected_pct:.0f} % of {analysis.pose.time_s.size} {_frames(source)}."
    )
    yaw = kinematics.view.yaw_deg
    turn = "" if yaw is None else f" The camera was about {yaw:.0f}° off the ideal direction{_sd(analysis)}."
    return (
        f"Pose: {source.backend} {source.version}, model {source.model}, on this machine. {found}{turn}",
        f"Time: {_TIME_BASES[timing.time_base]}{_counted(analysis)}. Positions were low-pass filtered without lag at "
        f"{kinematics.cutoff_hz:.0f} Hz; contacts and toe-offs come from the motion of the leg.",
        f"Angles are measured in the picture plane{_moved(analysis)}. Each value is the mean over strides; its 95 % "
        "interval holds measurement error and stride-to-stride variation together. A verdict is given only when the "
        "whole interval lies on one side of an edge; otherwise the answer is that we cannot tell.",
        "Grades say how well a measure is supported as mattering for load on the front of the knee, and for pain: "
        "strong, moderate, limited, very limited, conflicting or none.",
        f"gaitcheck {analysis.version}, clip {analysis.video.sha256[:12]}.",
    )


def _moved(analysis: Analysis) -> str:
    """Whether landmarks were moved to where the joints are taken to be."""
    if fitted_offsets(analysis.pose.source) is None or analysis.kinematics.view.near_side is None:
        return ""
    return (
        ", between landmarks moved to the joints by offsets that were fitted on computer-generated runners; the frame "
        "table also holds the knee's bend without them"
    )


def _counted(analysis: Analysis) -> str:
    return "" if analysis.video.trim.whole else ", counted from the beginning of the clip, of which a part was measured"


def _sd(analysis: Analysis) -> str:
    sd = analysis.kinematics.view.yaw_sd_deg
    return "" if sd is None else f" (± {2 * sd:.0f}°)"
