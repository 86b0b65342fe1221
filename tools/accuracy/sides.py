"""Left against right: what one clip and what a pair of clips say, beside the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from gaitcheck.metrics.registry import definition
from gaitcheck.symmetry import SideDifference, paired_differences, single_view_differences
from tools.accuracy.observe import ClipObservation
from tools.accuracy.tables import table


def _pairs(clips: Sequence[ClipObservation]) -> list[tuple[ClipObservation, ClipObservation]]:
    sessions: dict[str, list[ClipObservation]] = defaultdict(list)
    for clip in clips:
        if clip.clip.pair is not None:
            sessions[clip.clip.pair].append(clip)
    return [(found[0], found[1]) for found in sessions.values() if len(found) == 2]


def _truth(clip: ClipObservation, name: str) -> float:
    """True left minus right."""
    value = {m.side: m.truth for m in clip.metrics if m.name == name}
    return value["left"] - value["right"]


def _found(differences: Sequence[SideDifference], clip: ClipObservation) -> str:
    parts = [
        f"{definition(d.metric).title.lower()} {d.difference:+.1f} (true {_truth(clip, d.metric):+.1f})"
        for d in differences
        if d.status == "different" and d.difference is not None
    ]
    return "; ".join(parts) or "none"


def _held(differences: Sequence[SideDifference], first: ClipObservation, second: ClipObservation) -> str:
    """How many intervals of the difference hold the true one, the mean of both clips' truths."""
    known = [d for d in differences if d.low is not None and d.high is not None]
    held = 0
    for d in known:
        assert d.low is not None and d.high is not None
        true = 0.5 * (_truth(first, d.metric) + _truth(second, d.metric))
        held += d.low <= true <= d.high
    return f"{held} of {len(known)}"


def pair_table(clips: Sequence[ClipObservation]) -> str:
    """One row a session filmed from both sides: differences called, and how often the interval holds the truth."""
    header = ("session", "half", "runner", "differences called", "interval holds")
    rows = []
    for first, second in _pairs(clips):
        differences = paired_differences(first.summary, second.summary)
        kind = "asymmetric" if _asymmetric(first) else "symmetric"
        names = f"{first.clip.name}, {second.clip.name}"
        rows.append([names, first.clip.half, kind, _found(differences, first), _held(differences, first, second)])
    return table(header, rows)


def _asymmetric(clip: ClipObservation) -> bool:
    values = clip.clip.truth["parameters"]["asymmetry"].values()
    return any(value != 0.0 for value in values)


def single_view_line(clips: Sequence[ClipObservation]) -> str:
    """How many differences single side views call, in a sentence."""
    side = [clip for clip in clips if clip.clip.near_side is not None]
    called = [d for clip in side for d in single_view_differences(clip.summary) if d.status == "different"]
    return f"From a single side view, {len(called)} differences between the legs are called in {len(side)} clips."
