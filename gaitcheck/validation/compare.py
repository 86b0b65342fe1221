"""One analysis beside what a laboratory knows of the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.errors import UsageError
from gaitcheck.events.model import KINDS, GaitEvents
from gaitcheck.export import load_analysis
from gaitcheck.skeleton import SIDES
from gaitcheck.validation.angles import angle_comparisons
from gaitcheck.validation.clock import EXCHANGED, ClockOffset, align, exchanged
from gaitcheck.validation.matching import MATCH_S, matched
from gaitcheck.validation.model import MS_PER_S, ClipValidation, EventComparison, Reference, leg_of
from gaitcheck.validation.notes import notes_of
from gaitcheck.validation.read import read_truth
from gaitcheck.validation.strides import metric_comparisons, stride_pairs, true_rows
from gaitcheck.validation.truth import CountedFrames, Truth, times_of, true_events

TruthGiven = Truth | CountedFrames | Path | str


def validate(
    analysis: Analysis | Path | str,
    truth: TruthGiven,
    *,
    angles: TruthGiven | None = None,
    offset_s: float | None = None,
    align_clocks: bool = False,
    runner: str | None = None,
) -> ClipValidation:
    """Compare an analysis with the truth of the same run.

    Parameters
    ----------
    analysis
        Measured, loaded, or the folder that ``gaitcheck analyze`` wrote.
    truth
        Read already, or a file for `read_truth`.
    angles
        A second truth on the same clock: angles beside events.
    offset_s
        Truth time plus this is the clip's, in real seconds from its first frame; ``None`` means the clocks are one.
    align_clocks
        Estimate the offset from the contacts (near ``offset_s`` where given). The contacts' own bias is then lost.
    runner
        Who runs, for pooling.

    Returns
    -------
    ClipValidation
        Every difference is found minus true.

    Raises
    ------
    UsageError
        A file cannot be used, the two do not overlap or match, or the analysis has no real time.
    """
    if not isinstance(analysis, Analysis):
        analysis = load_analysis(analysis)
    if analysis.timing.slow_motion_factor is None:
        raise UsageError(
            f"How slow {analysis.video.path.name} plays is not known, so its times cannot be validated; analyse it "
            "again with --slow-motion."
        )
    given = [_on_a_clock(one, analysis) for one in (truth, angles) if one is not None]
    whole = _together(given)
    clock = _clock(whole, analysis, offset_s, align_clocks)
    return _compared(analysis, whole.shifted(clock.offset_s), given, clock, runner)


def _on_a_clock(truth: TruthGiven, analysis: Analysis) -> Truth:
    if isinstance(truth, Path | str):
        truth = read_truth(truth)
    return truth.on_clip_clock(analysis) if isinstance(truth, CountedFrames) else truth


def _together(given: list[Truth]) -> Truth:
    """Two truths of one run as one."""
    if len(given) == 1:
        return given[0]
    first, second = given
    if second.angles is None:
        raise UsageError(f"{second.name} holds no angles.")
    if first.own_clock != second.own_clock:
        raise UsageError(f"{first.name} and {second.name} are on different clocks.")
    return replace(first, angles=second.angles, notes=(*first.notes, *second.notes))


def _clock(truth: Truth, analysis: Analysis, offset_s: float | None, align_clocks: bool) -> ClockOffset:
    if not truth.own_clock:
        if align_clocks or offset_s:
            raise UsageError(f"{truth.name} is on the clip's own clock; leave --offset-s and --align out.")
        return ClockOffset(offset_s=0.0, source="none")
    if offset_s is not None and not np.isfinite(offset_s):
        raise UsageError(f"The offset must be a number of seconds, got {offset_s}.")
    if align_clocks:
        if truth.events is None:
            raise UsageError("Clocks are aligned by contacts; the truth holds none, so give --offset-s.")
        return align(analysis.events, truth.events, offset_s)
    return ClockOffset(offset_s=offset_s or 0.0, source="none" if offset_s is None else "given")


def _compared(
    analysis: Analysis, truth: Truth, given: list[Truth], clock: ClockOffset, runner: str | None
) -> ClipValidation:
    near_side = analysis.kinematics.view.near_side
    span_s = _span_s(analysis)
    events = () if truth.events is None else tuple(_events(analysis, truth.events, clock, span_s))
    if truth.events is not None:
        _check_matched(analysis, truth, events, span_s)
    inside = None if truth.events is None else _within(truth.events, span_s)
    rows = () if inside is None else true_rows(inside, truth.angles, analysis)
    angles = () if truth.angles is None else angle_comparisons(analysis, truth.angles, analysis.metrics.strides)
    if truth.angles is not None and not angles:
        raise UsageError(f"No frame of the clip has both a measured and a true angle. {_spans(truth, span_s)}")
    sd_s = truth.event_sd_s
    clip = ClipValidation(
        name=analysis.video.path.name,
        runner=runner,
        truth_names=tuple(one.name for one in given),
        forms=tuple(one.form for one in given),
        version=analysis.version,
        model=analysis.pose.source.model,
        video_sha256=analysis.video.sha256,
        view=analysis.kinematics.view.view,
        near_side=near_side,
        clock=clock,
        event_sd_ms=None if sd_s is None else MS_PER_S * sd_s,
        events=events,
        strides=tuple(stride_pairs(analysis.metrics.strides, rows, near_side)),
        metrics=() if inside is None else tuple(metric_comparisons(analysis, inside, rows, sd_s)),
        angles=tuple(angles),
    )
    outside = 0 if truth.events is None or inside is None else len(truth.events.all()) - len(inside.all())
    return replace(clip, notes=(*truth.notes, *notes_of(clip, outside)))


def _span_s(analysis: Analysis) -> tuple[float, float]:
    """First and last frame. [s]"""
    time_s = analysis.kinematics.time_s
    return float(time_s[0]), float(time_s[-1])


def _inside(times_s: FloatArray, span_s: tuple[float, float]) -> FloatArray:
    return times_s[(times_s >= span_s[0]) & (times_s <= span_s[1])]


def _within(events: GaitEvents, span_s: tuple[float, float]) -> GaitEvents:
    return true_events({(s, kind): _inside(times_of(events.foot(s), kind), span_s) for s in SIDES for kind in KINDS})


def _events(
    analysis: Analysis, truth: GaitEvents, clock: ClockOffset, span_s: tuple[float, float]
) -> Iterator[EventComparison]:
    """A comparison for each foot and kind that the truth holds within the clip."""
    for kind in KINDS:
        for side in SIDES:
            found_s, every_s = times_of(analysis.events.foot(side), kind), times_of(truth.foot(side), kind)
            true_s = _inside(every_s, span_s)
            if not true_s.size:
                continue
            i, j = matched(found_s, true_s)
            # What lies outside of what was observed is not wrong.
            observed = (found_s > every_s[0] - MATCH_S) & (found_s < every_s[-1] + MATCH_S)
            yield EventComparison(
                side=side,
                leg=leg_of(side, analysis.kinematics.view.near_side),
                kind=kind,
                n_true=int(true_s.size),
                n_extra=int(observed.sum()) - int(observed[i].sum()),
                found_s=found_s[i],
                true_s=true_s[j],
                reference=_reference(clock, kind),
            )


def _reference(clock: ClockOffset, kind: str) -> Reference:
    if clock.source != "aligned":
        return "absolute"
    return "scatter" if kind == "contact" else "from_contact"


def _check_matched(
    analysis: Analysis, truth: Truth, events: tuple[EventComparison, ...], span_s: tuple[float, float]
) -> None:
    """Raise where no event matches, or more do with the feet exchanged."""
    assert truth.events is not None
    if not analysis.events.all():
        raise UsageError(f"The analysis of {analysis.video.path.name} holds no contact and no toe-off to validate.")
    pairs = sum(int(event.true_s.size) for event in events)
    other = sum(int(event.true_s.size) for event in _events(analysis, exchanged(truth.events), _AS_GIVEN, span_s))
    if other > 2 * pairs:
        raise UsageError(EXCHANGED)
    if not pairs:
        raise UsageError(
            f"No event of {truth.name} lies within {MATCH_S:g} s of one that was found. {_spans(truth, span_s)}"
        )


_AS_GIVEN = ClockOffset(offset_s=0.0, source="none")


def _spans(truth: Truth, span_s: tuple[float, float]) -> str:
    """From when to when truth and clip go, and what to do."""
    times = [] if truth.events is None else [event.time_s for event in truth.events.all()]
    times += [] if truth.angles is None else [float(truth.angles.time_s[0]), float(truth.angles.time_s[-1])]
    remedy = "give --offset-s, or --align" if truth.own_clock else "it may belong to another clip"
    return (
        f"On the clip's clock the truth goes from {min(times):.2f} to {max(times):.2f} s and the clip from "
        f"{span_s[0]:.2f} to {span_s[1]:.2f} s; {remedy}."
    )
