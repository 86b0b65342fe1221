"""``python -m tools.fit offsets|events|intervals|all``: renew the fitted tables from the fit half of the benchmark.

``python -m tools.fit belt`` prints how the standing foot's speed compares with the belt's, and writes nothing.
"""

from __future__ import annotations

import argparse

import numpy as np

from gaitcheck.analysis.belt import belt_speed
from gaitcheck.analysis.model import Analysis
from gaitcheck.arrays import FloatArray
from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.events import rules as event_model
from gaitcheck.events.model import EventKind
from gaitcheck.kinematics import offsets as offset_model
from tools.accuracy.clips import ROOT, TruthClip, grid_clips
from tools.accuracy.measure import measure
from tools.fit import events as event_fit
from tools.fit import intervals as interval_fit
from tools.fit import offsets as offset_fit

OFFSETS = ROOT / "gaitcheck" / "kinematics" / "offsets.toml"
ERRORS = ROOT / "gaitcheck" / "metrics" / "measurement_error.toml"
EVENT_RULES = ROOT / "gaitcheck" / "events" / "event_rules.toml"
_KINDS: tuple[EventKind, ...] = ("contact", "toe_off")


def _analysed(clip: TruthClip, model: ModelName) -> Analysis:
    return measure(clip, model)[0]


def _fit_clips() -> list[TruthClip]:
    return [clip for clip in grid_clips("fit") if clip.is_plain_side]


def _far(clip: TruthClip) -> str:
    return "left" if clip.near_side == "right" else "right"


def fit_offsets(clips: list[TruthClip], models: tuple[ModelName, ...] = MODEL_NAMES) -> offset_fit.Tables:
    """Landmark offsets of these models from these clips."""
    tables: offset_fit.Tables = {}
    for model in models:
        pairs = [(clip, _analysed(clip, model)) for clip in clips]
        tables[model] = {
            "near": offset_fit.fit_table([offset_fit.leg_samples(c, a, str(c.near_side)) for c, a in pairs]),
            "far": offset_fit.fit_table([offset_fit.leg_samples(c, a, _far(c)) for c, a in pairs]),
        }
    return tables


def _true_s(clip: TruthClip, side: str, kind: str) -> FloatArray:
    return np.array([e["time_s"] for e in clip.truth["events"] if e["side"] == side and e["kind"] == kind])


def fit_events(clips: list[TruthClip], *, report: bool = False) -> event_fit.Rules:
    """The event rule on the heavy model's landmarks; with ``report``, print how it does on left-out clips."""
    pairs = [(clip, _analysed(clip, "heavy")) for clip in clips]
    rules: event_fit.Rules = {}
    for kind in _KINDS:
        legs = [
            event_fit.cue_errors(clip.name, analysis.kinematics, side, kind, _true_s(clip, side, kind))
            for clip, analysis in pairs
            for side in ("left", "right")
        ]
        legs = [leg for leg in legs if leg.errors.shape[0] >= 4]
        rules[kind] = event_fit.fit_rule(legs, kind)
        if report:
            _report(kind, legs, rules[kind])
    return rules


def fit_intervals(clips: list[TruthClip]) -> dict[str, interval_fit.SystematicError]:
    """Systematic errors on bodies that neither offsets nor event rule were fitted on."""
    observations = []
    for body in sorted({clip.body for clip in clips}):
        others = [clip for clip in clips if clip.body != body]
        tables = fit_offsets(others, ("heavy",))
        with interval_fit.fitted_elsewhere(tables, event_model.event_rules()):
            rules = event_fit.opinions(fit_events(others))
        with interval_fit.fitted_elsewhere(tables, rules):
            observations += [measure(clip, "heavy")[1] for clip in clips if clip.body == body]
    return interval_fit.systematic_errors(observations)


def _report(kind: EventKind, legs: list[event_fit.CueErrors], rule: event_fit.Rule) -> None:
    print(f"{kind}: {len(legs)} legs; shares of a stride, x 1000 (about 0.7 ms each)")
    for i, name in enumerate(event_fit.names(kind)):
        means = np.array(
            [np.nanmean(leg.errors[:, i]) if np.isfinite(leg.errors[:, i]).any() else np.nan for leg in legs]
        )
        within = np.nanmean([np.nanstd(leg.errors[:, i]) for leg in legs])
        weight = rule.get(name, (0.0, 0.0, 0.0))[1]
        print(
            f"  {name:24s} mean {1000 * np.nanmean(means):+7.1f} between {1000 * np.nanstd(means):6.1f} "
            f"within {1000 * within:5.1f} weight {weight:.2f}"
        )
    left_out = event_fit.left_out_errors(legs, kind)
    biases = np.array([np.nanmean(errors) for errors in left_out])
    print(
        f"  left-out clips: bias {1000 * biases.mean():+.1f}, between {1000 * biases.std():.1f}, "
        f"within {1000 * np.mean([np.nanstd(e) for e in left_out]):.1f}"
    )


def report_belt(clips: list[TruthClip]) -> None:
    """Print the standing foot's speed over the belt's: mean and SD between clips."""
    ratios = []
    for clip in clips:
        analysis, truth = _analysed(clip, "heavy"), clip.truth
        found = belt_speed(analysis.kinematics, analysis.events, 100.0 * truth["body"]["body_height_m"])
        if found is not None:
            ratios.append(found.value_mps / truth["belt_speed_mps"])
    print(f"standing foot over belt: mean {np.mean(ratios):.3f}, SD {np.std(ratios, ddof=1):.3f}, {len(ratios)} clips")


def main() -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit", description=__doc__)
    parser.add_argument("what", choices=("offsets", "events", "intervals", "belt", "all"))
    what = parser.parse_args().what
    if what == "belt":
        report_belt(_fit_clips())
    if what in ("offsets", "all"):
        OFFSETS.write_text(offset_fit.to_toml(fit_offsets(_fit_clips())), encoding="utf-8")
        offset_model.offset_tables.cache_clear()
    if what in ("events", "all"):
        EVENT_RULES.write_text(event_fit.to_toml(fit_events(_fit_clips(), report=True)), encoding="utf-8")
        event_model.event_rules.cache_clear()
    if what in ("intervals", "all"):
        ERRORS.write_text(interval_fit.to_toml(fit_intervals(_fit_clips())), encoding="utf-8")


if __name__ == "__main__":
    main()
