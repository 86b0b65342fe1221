"""The files of one analysis in a folder: what `analyze`, the batch and the app write alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gaitcheck.analysis.model import Analysis
from gaitcheck.assessment import assess
from gaitcheck.assessment.model import Assessment
from gaitcheck.assessment.questionnaire import Answers
from gaitcheck.export.document import DOCUMENT as DOCUMENT
from gaitcheck.export.frames import FRAMES as FRAMES
from gaitcheck.export.strides import STRIDES as STRIDES

POSES = "poses.npz"
DRAWN = "drawn.json"
VIDEO = "annotated.mp4"
REPORT_HTML = "report.html"
REPORT_PDF = "report.pdf"
METRONOME = "metronome.wav"
METRONOME_FADED = "metronome-faded.wav"


def assessment_of(analysis: Analysis, answers: Answers | None = None) -> Assessment:
    """The analysis beside the guidance, with the runner's answers where given."""
    kinematics = analysis.kinematics
    return assess(analysis.metrics, kinematics.view, kinematics.gait, analysis.options.runner, answers)


def write_data(analysis: Analysis, folder: Path) -> None:
    """Write the files that other programs read; raises ``OSError``."""
    from gaitcheck.export import write_document, write_frames, write_strides

    write_document(analysis, folder / DOCUMENT)
    write_frames(analysis, folder / FRAMES)
    write_strides(analysis, folder / STRIDES)


def write_video(analysis: Analysis, folder: Path, *, hide_faces: bool = True) -> None:
    """Write the annotated video, everybody's face made unreadable unless asked otherwise."""
    from gaitcheck.overlay import write_annotated_video

    write_annotated_video(analysis, folder / VIDEO, hide_faces=hide_faces)


def write_report(
    analysis: Analysis,
    assessment: Assessment,
    folder: Path,
    *,
    runner_name: str | None = None,
    hide_faces: bool = True,
) -> None:
    """Write the report as HTML and PDF, everybody's face made unreadable unless asked otherwise."""
    from gaitcheck.overlay import stills
    from gaitcheck.report import build_content, key_moments, still_of, write_html, write_pdf

    moments = key_moments(analysis)
    pictures = stills(analysis, [moment.time_s for moment in moments], hide_faces=hide_faces)
    shown = [still_of(analysis, moment, rgb) for moment, rgb in zip(moments, pictures, strict=True)]
    content = build_content(analysis, assessment, shown, runner_name=runner_name, created=date.today())
    write_html(content, folder / REPORT_HTML)
    write_pdf(content, folder / REPORT_PDF)


def write_metronomes(assessment: Assessment, folder: Path) -> None:
    """Write click tracks at the suggested cadence, where the plan suggests one."""
    from gaitcheck.metronome import write_faded_metronome, write_metronome

    targets = [suggestion.target for suggestion in assessment.plan.suggestions if suggestion.target is not None]
    if targets:
        write_metronome(folder / METRONOME, targets[0].target_spm)
        write_faded_metronome(folder / METRONOME_FADED, targets[0].target_spm)
