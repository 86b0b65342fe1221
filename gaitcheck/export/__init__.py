"""Files that other programs read."""

from gaitcheck.export.document import to_document, write_document
from gaitcheck.export.formats import FORMATS, Format, export_analysis
from gaitcheck.export.frames import write_frames
from gaitcheck.export.load import load_analysis
from gaitcheck.export.strides import write_strides

__all__ = [
    "FORMATS",
    "Format",
    "export_analysis",
    "load_analysis",
    "to_document",
    "write_document",
    "write_frames",
    "write_strides",
]
