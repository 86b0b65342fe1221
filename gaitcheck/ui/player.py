"""The synchronised player: the annotated video with both knees' curves beneath."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from streamlit.runtime import Runtime, get_instance

from gaitcheck.analysis.model import Analysis
from gaitcheck.skeleton import SIDES, Side
from gaitcheck.ui.components import component_key, mount_component
from gaitcheck.ui.html import asset
from gaitcheck.ui.loaded import plain


def player(analysis: Analysis, video: Path, key: str) -> None:
    """Video, curves, events.

    Parameters
    ----------
    analysis
        What was measured.
    video
        The annotated video of the same clip.
    key
        Distinguishes players on one page.
    """
    mount_component(
        "gaitcheck_player",
        component_key(f"player-{key}"),
        player_data(analysis, video_address(video, key)),
        asset("player.css"),
        asset("player_core.js") + asset("player.js"),
    )


def video_address(video: Path, key: str) -> str:
    """Where the browser fetches the video: this server only, in ranges, and only while the page is open."""
    if not Runtime.exists():
        return ""
    return get_instance().media_file_mgr.add(str(video), "video/mp4", f"gaitcheck-player-{key}")


def player_data(analysis: Analysis, address: str) -> dict[str, Any]:
    """What the player draws, in seconds of real time; ``slow`` turns them into seconds of clip.

    The video's own zero is at ``start`` seconds of clip.
    """
    kinematics = analysis.kinematics
    return {
        "src": address,
        "start": round(analysis.video.start_s, 4),
        "slow": analysis.timing.slow_motion_factor or 1.0,
        "realTime": analysis.timing.slow_motion_factor is not None,
        "time": plain(kinematics.time_s),
        "near": kinematics.view.near_side,
        "legs": {side: _leg(analysis, side) for side in SIDES},
        "size": [analysis.video.width_px, analysis.video.height_px],
    }


def _leg(analysis: Analysis, side: Side) -> dict[str, Any]:
    foot, strides = analysis.events.foot(side), analysis.events.strides(side)
    return {
        "knee": plain(analysis.kinematics.leg(side).knee_flexion_deg),
        "contacts": plain(foot.contact_s),
        "toeOffs": plain(foot.toe_off_s),
        "strides": [[round(s.start_s, 4), round(s.toe_off_s, 4), round(s.end_s, 4)] for s in strides],
    }
