"""``python -m tools.fit offsets|events``: renew the fitted tables from the fit half of the benchmark."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from gaitcheck.analysis.model import Analysis
from gaitcheck.analysis.pipeline import analyze
from gaitcheck.config import MODEL_NAMES, AnalysisOptions, ModelName, PoseOptions
from gaitcheck.events.model import EventKind
from gaitcheck.kinematics import offsets as offset_model
from gaitcheck.pose.cache import PoseCache
from tools.accuracy.clips import ROOT, TruthClip, cache_folder, grid_clips
from tools.fit import events as event_fit
from tools.fit import offsets as offset_fit

OFFSETS = ROOT / "gaitcheck" / "kinematics" / "offsets.toml"
EVENT_RULES = ROOT / "gaitcheck" / "events" / "event_rules.toml"
_KINDS: tuple[EventKind, ...] = ("contact", "toe_off")


def _analysed(clip: TruthClip, model: ModelName) -> Analysis:
    options = AnalysisOptions(pose=PoseOptions(model=model), slow_motion_factor=clip.slow_motion_factor)
    return analyze(clip.video, options, cache=PoseCache(cache_folder() / "poses"))


def _fit_clips() -> list[TruthClip]:
    return [clip for clip in grid_clips("fit") if clip.is_plain_side]


def _far(clip: TruthClip) -> str:
    return "left" if clip.near_side == "right" else "right"


def fit_offsets(path: Path) -> None:
    """Fit the landmark offsets of every model and write them."""
    tables = {}
    for model in MODEL_NAMES:
        pairs = [(clip, _analysed(clip, model)) for clip in _fit_clips()]
        tables[model] = {
            "near": offset_fit.fit_table([offset_fit.leg_samples(c, a, str(c.near_side)) for c, a in pairs]),
            "far": offset_fit.fit_table([offset_fit.leg_samples(c, a, _far(c)) for c, a in pairs]),
        }
    path.write_text(offset_fit.to_toml(tables), encoding="utf-8")
    offset_model.offset_tables.cache_clear()


def _true_s(clip: TruthClip, side: str, kind: str) -> np.ndarray:
    return np.array([e["time_s"] for e in clip.truth["events"] if e["side"] == side and e["kind"] == kind])


def fit_events(path: Path) -> None:
    """Fit the event rule on the heavy model's landmarks, print how it does on left-out clips, write it."""
    pairs = [(clip, _analysed(clip, "heavy")) for clip in _fit_clips()]
    rules = {}
    for kind in _KINDS:
        legs = [
            event_fit.cue_errors(clip.name, analysis.kinematics, side, kind, _true_s(clip, side, kind))
            for clip, analysis in pairs
            for side in ("left", "right")
        ]
        legs = [leg for leg in legs if leg.errors.shape[0] >= 4]
        rules[kind] = event_fit.fit_rule(legs, kind)
        _report(kind, legs, rules[kind])
    path.write_text(event_fit.to_toml(rules), encoding="utf-8")


def _report(kind: EventKind, legs: list[event_fit.CueErrors], rule: dict[str, tuple[float, float]]) -> None:
    print(f"{kind}: {len(legs)} legs; shares of a stride, x 1000 (about 0.7 ms each)")
    for i, name in enumerate(event_fit.names(kind)):
        means = np.array(
            [np.nanmean(leg.errors[:, i]) if np.isfinite(leg.errors[:, i]).any() else np.nan for leg in legs]
        )
        within = np.nanmean([np.nanstd(leg.errors[:, i]) for leg in legs])
        weight = rule.get(name, (0.0, 0.0))[1]
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


def main() -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit", description=__doc__)
    parser.add_argument("what", choices=("offsets", "events", "all"))
    what = parser.parse_args().what
    if what in ("offsets", "all"):
        fit_offsets(OFFSETS)
    if what in ("events", "all"):
        fit_events(EVENT_RULES)


if __name__ == "__main__":
    main()
