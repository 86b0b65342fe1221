"""``python -m tools.fit offsets|events|intervals|all``: renew the fitted tables from the fit half of the benchmark.

``python -m tools.fit held-out`` prints how the fit half is measured with tables fitted on other bodies, and writes
nothing; ``--way`` fits the offsets in another way than gaitcheck's.
"""

from __future__ import annotations

import argparse
from typing import get_args

from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.events import event_model
from gaitcheck.kinematics import offsets as offset_model
from tools.accuracy.clips import ROOT, real_motion_clips
from tools.accuracy.tables import knee_table, metric_table
from tools.fit import events as event_fit
from tools.fit import intervals as interval_fit
from tools.fit import offsets as offset_fit
from tools.fit.fitting import Way, fit_clips, fit_offsets
from tools.fit.held_out import belt_line, on_other_bodies, on_other_runners

OFFSETS = ROOT / "gaitcheck" / "kinematics" / "offsets.toml"
ERRORS = ROOT / "gaitcheck" / "metrics" / "measurement_error.toml"
EVENT_MODEL = ROOT / "gaitcheck" / "events" / "event_model.json"


def _report_held_out(way: Way, model: ModelName) -> None:
    measured = on_other_bodies(fit_clips(), way, model)
    observations = [clip.observation for clip in measured]
    for part in (metric_table(observations), knee_table([("held-out bodies", observations)]), belt_line(measured)):
        print(part, end="\n\n")


def main() -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(prog="python -m tools.fit", description=__doc__)
    parser.add_argument("what", choices=("offsets", "events", "intervals", "held-out", "all"))
    parser.add_argument("--way", choices=get_args(Way), default="apart", help="how held-out fits the offsets")
    parser.add_argument("--model", choices=MODEL_NAMES, default="heavy", help="pose model of held-out")
    options = parser.parse_args()
    what = options.what
    if what == "held-out":
        _report_held_out(options.way, options.model)
    if what in ("offsets", "all"):
        OFFSETS.write_text(offset_fit.to_toml(fit_offsets(fit_clips())), encoding="utf-8")
        offset_model.offset_tables.cache_clear()
    if what in ("events", "all"):
        EVENT_MODEL.write_text(event_fit.to_json(event_fit.fit_events(fit_clips(), report=True)), encoding="utf-8")
        event_model.event_models.cache_clear()
    if what in ("intervals", "all"):
        real = [clip for clip in real_motion_clips() if clip.half == "fit"]
        generated_errors, real_errors = (
            interval_fit.systematic_errors([clip.observation for clip in on_other_runners(clips)])
            for clips in (fit_clips(), real)
        )
        ERRORS.write_text(interval_fit.to_toml(interval_fit.wider(generated_errors, real_errors)), encoding="utf-8")


if __name__ == "__main__":
    main()
