"""Files that other programs read."""

from gaitcheck.export.document import to_document, write_document
from gaitcheck.export.frames import write_frames
from gaitcheck.export.strides import write_strides

__all__ = ["to_document", "write_document", "write_frames", "write_strides"]
