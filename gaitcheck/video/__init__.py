"""Video in: facts of a file, its frames with the container's own times, and diagnostics of its clock.

Facts and single pictures come from a child process; `frames` decodes here and is for child processes only.
"""

from gaitcheck.video._ffmpeg import DecodeTally
from gaitcheck.video.blur import blur_sd_px
from gaitcheck.video.guarded import (
    check_trim,
    clip_limits,
    keep_facts,
    packet_times,
    picture,
    probe,
    read_info,
    recall_facts,
    split_segments,
)
from gaitcheck.video.info import TimeBase, VideoInfo
from gaitcheck.video.reader import Frame, Segment, VideoProbe, frames, sha256_of
from gaitcheck.video.timebase import (
    find_cuts,
    find_duplicates,
    find_frozen_spans,
    find_gaps,
    frame_signature,
    is_variable_rate,
    rate_mismatch,
)

__all__ = [
    "DecodeTally",
    "Frame",
    "Segment",
    "TimeBase",
    "VideoInfo",
    "VideoProbe",
    "blur_sd_px",
    "check_trim",
    "clip_limits",
    "find_cuts",
    "find_duplicates",
    "find_frozen_spans",
    "find_gaps",
    "frame_signature",
    "frames",
    "is_variable_rate",
    "keep_facts",
    "packet_times",
    "picture",
    "probe",
    "rate_mismatch",
    "read_info",
    "recall_facts",
    "sha256_of",
    "split_segments",
]
