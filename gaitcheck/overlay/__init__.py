"""The clip with what was measured drawn over it: as a video for browsers, or as single pictures for reports."""

from gaitcheck.overlay.guarded import still, stills, write_annotated_video

__all__ = ["still", "stills", "write_annotated_video"]
