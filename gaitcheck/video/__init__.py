"""Video in: facts of a file, its frames with the container's own times, and diagnostics of its clock."""

from gaitcheck.video._ffmpeg import DecodeTally
from gaitcheck.video.info import TimeBase, VideoInfo
from gaitcheck.video.reader import (
    Frame,
    Segment,
    VideoProbe,
    first_frame,
    frames,
    packet_times,
    probe,
    read_info,
    sha256_of,
    split_segments,
)
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
    "find_cuts",
    "find_duplicates",
    "find_frozen_spans",
    "find_gaps",
    "first_frame",
    "frame_signature",
    "frames",
    "is_variable_rate",
    "packet_times",
    "probe",
    "rate_mismatch",
    "read_info",
    "sha256_of",
    "split_segments",
]
