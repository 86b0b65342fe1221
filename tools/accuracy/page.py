"""The benchmark's tables put together, with the words that explain them."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence

from gaitcheck._version import __version__
from tools.accuracy import real_motion, references
from tools.accuracy.clips import ROOT
from tools.accuracy.coverage import coverage_line, coverage_table
from tools.accuracy.observe import ClipObservation
from tools.accuracy.sides import pair_table, single_view_line
from tools.accuracy.tables import clip_table, event_table, knee_table, metric_table

#: What was tried and how it did, in words.
TRIED = ROOT / "tools" / "accuracy" / "tried.md"

_INTRO = """# Accuracy

Every figure here is printed by `make accuracy`. Errors are gaitcheck minus truth, of each clip's mean for
metrics, of each single event for events.

Three kinds of truth, in the order of what they are worth. **Real runners' motion** with force plates: their markers, and
rendered bodies that move as they did. **Generated gaits** on rendered bodies, exact and wide-ranging, but our own
generator's: its runners push off unlike people. **Real clips** counted by eye: two of them.

Rendered bodies are not people: they have no skin that slides over bone, clothes that do not flutter and no lens
flaws. Good figures here are needed, not enough.

The slope is that of what was measured on what is true over the clips: at 0.8, two runners who differ by 10 are shown
8 apart. From so few clips it is a rough figure.
"""

_REAL_MOTION = """Seven runners: five of Hamner & Delp 2013 (doi 10.1016/j.jbiomech.2012.11.024) at 2, 3, 4 and 5 m/s, RBDS001
and RBDS0041 of Fukuchi, Fukuchi & Duarte 2017 (doi 10.7717/peerj.3298, CC BY 4.0). **Each runner is measured with an
event model that was fitted without the runner and without every body that was rendered with the runner's motion.**
How strongly the kinds of data count in the fit was chosen with all seven in view, on these very figures; RBDS001 and
the 30 frames/s clip were also looked at when earlier event rules were chosen. All are men, and few.
"""

_MARKERS = """Ideal landmarks, projected to a camera 3.5 m away; both sides. Every run counts alike. Bias ± SD of single events, in
brackets the SD of the runs' means.
"""

_RETARGETED = """36 clips, 20 bodies, 30 to 120 frames a second, within 10° of square. The events are the force plates', the angles the
posed body's. The landmark offsets are the packaged ones: they know twelve of the bodies (from generated gaits), none of
the motions.
"""

_COUNTED = """Near leg. A lift of the toe is seen 5 to 20 ms after a 50 N threshold would tell it (an estimate); contacts of the
30 frames/s clip are counted to one frame of 33 ms.
"""

_ABSENT = "Not present on this machine."

_COVERAGE = """A 95 % interval that is neither too narrow nor wastefully wide holds the truth in 90 to 98 of 100 clips.
Both legs together. The range is what so many independent cases tell of the share in all such clips (Clopper & Pearson
1934); legs of one clip and clips of one body are not independent, so it is rather wider. The last column says whether
the share found lies within 90-98 %, and if not, whether the range still reaches there (cannot tell) or does not (no).
Cadence and step length allow for what rendered clips do not have: a camera's clock that is off by up to 0.1 %, a belt
whose speed is known to 1.5 %.
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

What blur does to the landmarks of the legs, on frames of the 70 fit clips that were blurred by known amounts
(`python -m tools.accuracy --blur`). From 1 % of a leg on, gaitcheck warns; from 2 % on, legs are too often lost or taken
for each other.

| blur added [% leg] | blur found, median (range) | leg landmarks move, median | lost or exchanged |
|---|---|---|---|
| 0.0 | 0.38 (0.04-0.45) | 0.0 % leg | 0.0 % |
| 0.5 | 0.66 (0.20-0.73) | 0.5 % leg | 2.2 % |
| 1.0 | 1.07 (0.70-1.22) | 1.0 % leg | 3.8 % |
| 2.0 | 1.88 (1.47-2.37) | 1.9 % leg | 8.0 % |
| 3.0 | 2.51 (1.76-3.63) | 3.5 % leg | 21.2 % |
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
    parts = [event_table(clips), metric_table(clips)]
    return [f"### {title} ({len(clips)} clips)", "", *(line for part in parts for line in (part, ""))]


def _coverage(title: str, clips: Sequence[ClipObservation]) -> list[str]:
    return (
        [f"### {title} ({len(clips)} clips)", "", coverage_table(clips), "", coverage_line(clips), ""] if clips else []
    )


def _only(clips: Sequence[ClipObservation], keep: Callable[[ClipObservation], bool]) -> list[ClipObservation]:
    return [clip for clip in clips if keep(clip)]


def _groups(clips: Sequence[ClipObservation]) -> list[tuple[str, list[ClipObservation]]]:
    plain = _only(clips, lambda c: c.clip.is_plain_side)
    return [
        ("fit half, yaw to 10°", _only(plain, lambda c: c.clip.half == "fit")),
        ("test half, yaw to 10°", _only(plain, lambda c: c.clip.half == "test")),
        *((f"{rate:.0f} fps", _only(plain, lambda c, r=rate: c.clip.fps == r)) for rate in (30.0, 60.0, 120.0, 240.0)),
        ("yaw over 10°", _only(clips, lambda c: c.clip.is_oblique_side)),
    ]


def _real_motion(by_model: dict[str, list[ClipObservation]]) -> list[str]:
    """Real motion: markers, rendered bodies, counted clips; every part as far as its data are on this machine."""
    markers, counted = real_motion.marker_table(), references.counted_table()
    parts = ["## Real runners' motion", "", _REAL_MOTION, ""]
    parts += ["### Markers against force plates", "", _MARKERS, "", markers or _ABSENT, ""]
    observed = by_model["heavy"]
    test = _only(observed, lambda c: c.clip.half == "test")
    parts += ["### Rendered bodies that move as these runners did", "", _RETARGETED, ""]
    parts += _section("All, heavy model", observed) or [_ABSENT, ""]
    parts += ["#### The same, full model: events", "", event_table(by_model["full"]), ""]
    parts += _coverage("All, heavy model", observed) + _coverage("Bodies that nothing was fitted on", test)
    return [*parts, "### Real clips, counted by eye", "", _COUNTED, "", counted or _ABSENT, ""]


def benchmark_page(
    by_model: dict[str, list[ClipObservation]], grid_size: int, retargeted: dict[str, list[ClipObservation]]
) -> str:
    """The whole page; ``retargeted`` are the clips that move as real runners do, each measured without its runner."""
    heavy = by_model["heavy"]
    test = _only(heavy, lambda c: c.clip.half == "test" and c.clip.is_plain_side)
    oblique = _only(heavy, lambda c: c.clip.is_oblique_side)
    parts = [
        _INTRO,
        f"gaitcheck {__version__} at commit {commit()}; {len(heavy)} of {grid_size} grid clips; heavy model.",
        "",
        *_real_motion(retargeted),
        "## Generated gaits on rendered bodies, side views",
        "",
        *_section("Test half, camera within 10° of square", test),
        *_section("Fit half, for comparison", _only(heavy, lambda c: c.clip.half == "fit" and c.clip.is_plain_side)),
        *_section("Oblique, more than 10°, both halves", oblique),
        "## Do the intervals hold?",
        "",
        _COVERAGE,
        *_coverage("Test half, camera within 10° of square", test),
        *_coverage("Oblique, more than 10°, both halves", oblique),
        "## Knee flexion over the whole stride, leg exchanges",
        "",
    ]
    for model, clips in by_model.items():
        parts += [f"{model} model:", "", knee_table(_groups(clips)), ""]
    parts += ["## Left against right", "", single_view_line(heavy), "", pair_table(heavy), ""]
    parts += ["## Rear and front views", "", metric_table(_only(heavy, lambda c: c.clip.near_side is None)), ""]
    parts += [
        "## Clip by clip",
        "",
        clip_table(heavy),
        "",
        _ANCHORS,
        _BLUR,
        TRIED.read_text(encoding="utf-8"),
    ]
    return "\n".join(parts)


def quick_page(clips: list[ClipObservation]) -> str:
    """The tables of the sample clips alone."""
    side = _only(clips, lambda c: c.clip.is_plain_side)
    return "\n".join(
        ["", clip_table(clips), "", event_table(side), "", metric_table(side), "", knee_table([("samples", side)])]
    )
