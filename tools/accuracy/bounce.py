"""``python -m tools.accuracy.bounce``: measured bounce against what step rate and contact time imply.

On clips that move as real runners do, each measured without its runner; true leg lengths. The SD of the difference is
`gaitcheck.metrics.bouncing.BOUNCE_SD_LEG`.
"""

from __future__ import annotations

import numpy as np

from gaitcheck.metrics.bouncing import bounce_leg, implied_bounce_m
from gaitcheck.validation.statistics import summarise
from tools.accuracy.clips import real_motion_clips
from tools.fit.held_out import on_other_runners


def main() -> None:
    """Measure and print."""
    errors, against_truth = [], []
    for held_out in on_other_runners(real_motion_clips()):
        analysis, truth = held_out.analysis, held_out.observation.clip.truth
        measured, implied_m = (of(analysis.kinematics, analysis.events) for of in (bounce_leg, implied_bounce_m))
        if measured is None or implied_m is None:
            continue
        errors.append(100.0 * (measured - implied_m / truth["body"]["leg_length_m"]))
        true = [m["value"] for m in truth["metrics"] if m["name"] == "vertical_oscillation_leg_pct"]
        against_truth.append(100.0 * measured - float(np.mean(true)))
    for label, values in (("measured less implied", errors), ("measured less true", against_truth)):
        found = summarise(values)
        if found is not None:
            print(f"{label}: {found.n} clips, mean {found.bias:+.1f}, SD {found.sd:.1f} % of the leg")


if __name__ == "__main__":
    main()
