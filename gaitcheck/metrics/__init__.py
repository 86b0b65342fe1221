"""The metrics of a clip, with intervals."""
