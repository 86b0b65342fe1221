"""From a video file to an `Analysis`."""
