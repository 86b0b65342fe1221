"""Reports: one content, written as a self-contained page and as a PDF.

Import the writers from here; the charts alone (`gaitcheck.report.charts`) need neither template nor typst.
"""

from gaitcheck.report.build import build_content
from gaitcheck.report.content import ReportContent, Still, TherapistBlock
from gaitcheck.report.html import render_html, write_html
from gaitcheck.report.pdf import render_pdf, write_pdf
from gaitcheck.report.stills import Moment, key_moments, still_of

__all__ = [
    "Moment",
    "ReportContent",
    "Still",
    "TherapistBlock",
    "build_content",
    "key_moments",
    "render_html",
    "render_pdf",
    "still_of",
    "write_html",
    "write_pdf",
]
