"""``gaitcheck analyze VIDEO --out DIR``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from gaitcheck.cli.outcome import reported
from gaitcheck.cli.progress import ClipProgress
from gaitcheck.config import AnalysisOptions, ModelName, PersonAt, PersonChoice, PoseOptions, RunnerInfo, Trim, View
from gaitcheck.errors import UsageError
from gaitcheck.output_folder import output_folder
from gaitcheck.pose.backend import PoseBackend
from gaitcheck.pose.cache import PoseCache, default_cache_folder
from gaitcheck.pose.mediapipe_backend import MediaPipeBackend
from gaitcheck.pose.recorded import RecordedBackend

if TYPE_CHECKING:
    from gaitcheck.analysis.model import Analysis


#: Printed whenever faces were left readable.
KEPT_FACES = (
    "WARNING: faces were NOT hidden (--keep-faces). Everybody in this clip can be recognised in the video and the "
    "report; pass them on only with the consent of every person shown."
)


def _person(text: str | None) -> PersonChoice:
    """``2``, ``640,360`` or ``640,360@2.5``."""
    if text is None:
        return None
    wrong = UsageError(
        f"--person takes a number (1, 2, … from the left) or a place x,y in pixels, with @seconds for the moment at "
        f"which the runner is there; got {text!r}."
    )
    try:
        if "," not in text:
            return _counted(int(text))
        place, at, moment = text.partition("@")
        x, y = (float(part) for part in place.split(","))
        return PersonAt(x_px=x, y_px=y, clip_s=float(moment) if at else None)
    except (ValueError, UsageError) as error:
        raise wrong from error


def _counted(number: int) -> int:
    if number < 1:
        raise UsageError("people are counted from 1.")
    return number


def _backend(options: AnalysisOptions, recording: Path | None, workers: int | None) -> PoseBackend:
    if recording is not None:
        return RecordedBackend(recording)
    return MediaPipeBackend(options.pose, workers=workers)


def _write(
    analysis: Analysis, folder: Path, progress: ClipProgress, *, video: bool, report: bool, hide_faces: bool
) -> None:
    from gaitcheck.results import assessment_of, write_data, write_metronomes, write_report, write_video

    progress.next("Writing results")
    write_data(analysis, folder)
    assessment = assessment_of(analysis)
    if report:
        write_report(analysis, assessment, folder, hide_faces=hide_faces)
        write_metronomes(assessment, folder)
    if video:
        progress.next("Drawing the annotated video")
        write_video(analysis, folder, hide_faces=hide_faces)


@reported
def analyze_command(
    video: Annotated[Path, typer.Argument(help="The clip to analyse.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for the results.", show_default=False)],
    height_cm: Annotated[float | None, typer.Option(help="The runner's height. [cm]", show_default=False)] = None,
    speed_kmh: Annotated[float | None, typer.Option(help="The belt's speed. [km/h]", show_default=False)] = None,
    view: Annotated[
        View | None, typer.Option(help="The camera's view, if the estimate is wrong.", show_default=False)
    ] = None,
    slow_motion: Annotated[
        float | None,
        typer.Option(help="Seconds of clip per real second, e.g. 8 for 240 fps played at 30.", show_default=False),
    ] = None,
    model: Annotated[ModelName, typer.Option(help="Pose model: heavy is more accurate, full faster.")] = "heavy",
    person: Annotated[
        str | None,
        typer.Option(
            help="Whom to measure: 1, 2, … from the left, or x,y in pixels (x,y@seconds).", show_default=False
        ),
    ] = None,
    trim_start_s: Annotated[
        float | None, typer.Option(help="Measure from here on. [s of clip]", show_default=False)
    ] = None,
    trim_end_s: Annotated[
        float | None, typer.Option(help="Measure up to here. [s of clip]", show_default=False)
    ] = None,
    pose: Annotated[
        Path | None,
        typer.Option(help="Use saved poses: our .npz, OpenPose folder, RTMPose JSON.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at once; all cores if not given.", show_default=False)
    ] = None,
    annotate: Annotated[bool, typer.Option("--video/--no-video", help="Write the annotated video.")] = True,
    report: Annotated[bool, typer.Option("--report/--no-report", help="Write the report.")] = True,
    keep_faces: Annotated[
        bool, typer.Option("--keep-faces", help="Leave ALL faces readable in video and report.")
    ] = False,
    cache: Annotated[bool, typer.Option("--cache/--no-cache", help="Keep poses for the next analysis.")] = True,
    debug: Annotated[bool, typer.Option("--debug", help="Show details of an error.")] = False,
) -> None:
    """Measure one clip and write the results to a folder."""
    options = AnalysisOptions(
        runner=RunnerInfo(height_cm=height_cm, speed_kmh=speed_kmh),
        pose=PoseOptions(model=model),
        view=view,
        slow_motion_factor=slow_motion,
        person=_person(person),
        trim=Trim(start_s=trim_start_s, end_s=trim_end_s),
    )
    kept = PoseCache(default_cache_folder()) if cache else None
    backend = _backend(options, pose, workers)
    with output_folder(out) as folder, ClipProgress(video, options.trim) as progress:
        from gaitcheck.analysis.pipeline import analyze

        analysis = analyze(video, options, backend=backend, cache=kept, progress=progress.posed)
        _write(analysis, folder, progress, video=annotate, report=report, hide_faces=not keep_faces)
    from gaitcheck.cli.table import print_analysis
    from gaitcheck.results import REPORT_HTML

    print_analysis(analysis, Console())
    if keep_faces and (annotate or report):
        typer.secho(KEPT_FACES, err=True, fg="red", bold=True)
    typer.echo(f"\nResults are in {out}" + (f"; open {out / REPORT_HTML}" if report else ""))
