"""The benchmark's tables put together, with the words that explain them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from gaitcheck._version import __version__
from tools.accuracy import references
from tools.accuracy.clips import ROOT
from tools.accuracy.observe import ClipObservation
from tools.accuracy.sides import pair_table, single_view_line
from tools.accuracy.tables import clip_table, event_table, knee_table, metric_table

_INTRO = """# Accuracy

Every figure here is printed by `make accuracy`. Errors are gaitcheck minus truth, of each clip's mean for
metrics, of each single event for events. The truth of rendered clips comes from the posed mesh at 1 kHz. The
clips are split by body and motion; whatever was fitted (landmark offsets, event rule, interval widths) was fitted
on the fit half only, and the tables below are of the **test half** unless they say otherwise.

Rendered runners are not people: they have no skin that slides over bone, clothes that do not flutter and no lens
flaws. Good figures here are needed, not enough. Real references stand at the end.
"""

_ANCHORS = """## Beside published work

| | what | figure |
|---|---|---|
| Van Hooren et al. 2023, doi 10.1111/sms.14319 | knee flexion, one camera, OpenPose, running, after time alignment and offset removal | RMSE 7.5-7.8° |
| Young et al. 2023, doi 10.3390/s23020696 | contact and toe-off, BlazePose on a phone, running | mean error 10-14 ms near side |
| Rivadulla et al. 2021 (FootNet) | contact / toe-off / contact time from laboratory markers | RMSE 5 / 6 / 8 ms |
| Fellin et al. 2010, doi 10.1016/j.jsams.2010.03.006 | toe-off from markers, knee extension | 5 ms |
| Dingenen et al. 2018, doi 10.1016/j.ptsp.2018.06.009 | change an expert can detect with 2D video, knee flexion | 2.3-3.8° |

Our knee figures include offset and timing errors; those of Van Hooren et al. do not. Theirs are of real runners
against a marker system, ours of rendered ones, so they are not directly comparable.
"""

_BLUR = """## Blur

What blur does to the landmarks of the legs, on frames of the 18 fit clips that were blurred by known amounts
(`python -m tools.accuracy --blur`). From 1 % of a leg on, gaitcheck warns; from 2 % on, legs are too often lost or taken
for each other.

| blur added [% leg] | blur found, median (range) | leg landmarks move, median | lost or exchanged |
|---|---|---|---|
| 0.0 | 0.39 (0.04-0.45) | 0.0 % leg | 0.0 % |
| 0.5 | 0.66 (0.36-0.70) | 0.5 % leg | 2.0 % |
| 1.0 | 1.06 (0.80-1.15) | 1.0 % leg | 3.8 % |
| 2.0 | 1.87 (1.67-2.05) | 1.9 % leg | 7.6 % |
| 3.0 | 2.48 (2.19-2.95) | 3.5 % leg | 18.1 % |
"""

_TRIED = """## What was tried

- **Posing.** MediaPipe's VIDEO mode with two people gave the same landmarks as IMAGE mode; with one person it smooths.
- **Filtering.** A plain 10 Hz low-pass leaves the jumps of single frames in; the mean course over the stride plus slow
  deviations does not. The phase must be fitted in a window: a filtered phase is wrong at the clip's
  ends and made everything worse. A least-absolute fit and strict outlier limits made the knee worse, because
  the model's errors repeat with the phase; now only gross outliers go.
- **Leg exchanges.** One course per leg with six harmonics failed on the clips with most exchanges (dark tights, dim or
  back light): there the model errs at the same phase of every stride, so the data themselves show an exchanged leg.
  Rounds that start from one rough course shared by both legs half a stride apart put them right.
- **Events.** Single cues differ from clip to clip by more than from stride to stride. The ankle's furthest reach is by far
  the steadiest for contact; heights of the foot above the belt are poor, because heel and toe landmarks are. For
  toe-off the knee's second extension, the furthest thigh and the furthest ankle share the weight. Placing each stride by
  that mean alone left single toe-offs 30 and 50 ms early, where the main cue erred, and two groups of strides where it
  was missing now and then. Placing all strides of a foot together (each cue's own deviation in the clip taken out, then
  weighted by its scatter from stride to stride) brings the worst scatter within a clip from 14 to 5 ms.
  All cues of toe-off are drawn toward the mean contact: on held-out fit bodies its error went with the true duty factor
  (r = -0.62), and flat, long contacts read too short. Letting the anchor's weight be negative stretches them (r = -0.53;
  SD between legs 6.6 to 6.2 ms). Less shrinkage of the errors' covariance would stretch more (5.9 ms), but on the real runner
  below toe-offs of one leg then come 8.0 instead of 7.3 ms late.
- **Foot angle.** Taking the flat foot later in stance reads high; the heel is already rising.
- **Posture terms.** Adding the knee's bend to the offset model lowers the bias of the knee's peaks a little on held-out
  fit clips; second harmonics and angular speeds gave no more. What remains differs from body to body and from
  outfit to outfit, and neither visibility nor the constancy of the segments' lengths tells which clip is off. How long
  the trunk looks beside the leg does, in part (loose shorts set the hip low and the knee in stance reads straight,
  tights the other way round): with it, the deepest bend in stance of held-out fit bodies differs between clips by 3.0°
  near and 2.4° far instead of 3.3 and 3.1, and no body is worse. The foot's length, the thigh's beside the shank's, and
  all three together gave less or no more.
- **The far leg in stance.** What is left there is of two kinds. Near the deepest bend the near leg swings past and hides
  the far knee, whose track then bends late (at 0.41 to 0.44 of contact instead of 0.33) and too far. And a knee that
  bends out of the picture's plane shows less than it bends: in the worst clip 34.8° of 40.0°, with perfect landmarks.
- **The knee's own error.** Offsets fitted joint by joint leave the swing peak read 1.3-1.8° low on held-out fit clips,
  because few frames show it. Fitting hip, knee and ankle together, with the knee's bend as a seventh thing that must
  come out right and three more times the weight near its peak, leaves 0.0 near and 0.6° low far, and costs the rest
  nothing; ten times the weight overshoots and reads the stance peak high.
- **Intervals.** Of some metrics a few clips are far off (both legs in black in dim light: 15° at contact). A normal
  distribution of errors would be too narrow for those or too wide for the rest; a heavy-tailed one for all metrics
  widened contact time from 17 to 23 ms for nothing. So each metric takes the tail under which its errors are likeliest.
  All intervals are kept 15 % wider than rendered bodies ask for, because real people differ from them.
- **Left and right.** The difference of the two near legs of a pair of clips was not good enough: 5° in stance or 14 ms of
  contact time were mostly missed. The mean of left minus right over both clips is: what is wrong with a whole clip and
  what is wrong with near and far legs both drop out, and the error of the knee at contact falls from 4.5 to 1.9°, of
  the shin from 1.9 to 0.7°, of contact time from 5.8 to 4.1 ms (RMS over the seven pairs of the fit half).
- **From behind.** Neither model follows the pelvis' list: the hip landmarks move much less than the joints, and out
  of step. Shoulders and the body's bounce are followed. Pelvic drop, hip adduction, step width and side lean are therefore
  not reported.
"""


def commit() -> str:
    """The commit the figures were made at, with a mark when the tree had changes."""
    found = subprocess.run(
        ["git", "describe", "--always", "--dirty"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return found.stdout.strip() or "unknown"


def _section(title: str, clips: Sequence[ClipObservation]) -> list[str]:
    if not clips:
        return []
    return [f"### {title} ({len(clips)} clips)", "", event_table(clips), "", metric_table(clips), ""]


def _only(clips: Sequence[ClipObservation], keep: Callable[[ClipObservation], bool]) -> list[ClipObservation]:
    return [clip for clip in clips if keep(clip)]


def _groups(clips: Sequence[ClipObservation]) -> list[tuple[str, list[ClipObservation]]]:
    plain = _only(clips, lambda c: c.clip.is_plain_side)
    return [
        ("fit half, yaw to 10°", _only(plain, lambda c: c.clip.half == "fit")),
        ("test half, yaw to 10°", _only(plain, lambda c: c.clip.half == "test")),
        *((f"{rate:.0f} fps", _only(plain, lambda c, r=rate: c.clip.fps == r)) for rate in (30.0, 60.0, 120.0, 240.0)),
        ("yaw over 10°", _only(clips, lambda c: c.clip.near_side is not None and c.clip.yaw_deg > 10.0)),
    ]


def _reference_lines() -> list[str]:
    lines = ["## Real references", ""]
    markers, real = references.marker_table(), references.real_clip_lines()
    if markers is not None:
        lines += [
            "Markers of a real runner (RBDS001, 2.5 m/s) projected to a side camera, against force plates:",
            "",
            markers,
            "",
        ]
    if real is not None:
        lines += ["A real treadmill clip (30 fps, side view, contacts counted by hand):", "", *real, ""]
    return lines if len(lines) > 2 else [*lines, "Not present on this machine.", ""]


def benchmark_page(by_model: dict[str, list[ClipObservation]], grid_size: int) -> str:
    """The whole page."""
    heavy = by_model["heavy"]
    test = _only(heavy, lambda c: c.clip.half == "test" and c.clip.is_plain_side)
    parts = [
        _INTRO,
        f"gaitcheck {__version__} at commit {commit()}; {len(heavy)} of {grid_size} grid clips; heavy model.",
        "",
        "## Side views",
        "",
        *_section("Test half, camera within 10° of square", test),
        *_section("Fit half, for comparison", _only(heavy, lambda c: c.clip.half == "fit" and c.clip.is_plain_side)),
        *_section(
            "Oblique, more than 10°, both halves",
            _only(heavy, lambda c: c.clip.near_side is not None and c.clip.yaw_deg > 10),
        ),
        "## Knee flexion over the whole stride, leg exchanges",
        "",
    ]
    for model, clips in by_model.items():
        parts += [f"{model} model:", "", knee_table(_groups(clips)), ""]
    parts += ["## Left against right", "", single_view_line(heavy), "", pair_table(heavy), ""]
    parts += ["## Rear and front views", "", metric_table(_only(heavy, lambda c: c.clip.near_side is None)), ""]
    parts += ["## Clip by clip", "", clip_table(heavy), "", _ANCHORS, *_reference_lines(), _BLUR, _TRIED]
    return "\n".join(parts)


def quick_page(clips: list[ClipObservation]) -> str:
    """The tables of the sample clips alone."""
    side = _only(clips, lambda c: c.clip.is_plain_side)
    return "\n".join(
        ["", clip_table(clips), "", event_table(side), "", metric_table(side), "", knee_table([("samples", side)])]
    )
