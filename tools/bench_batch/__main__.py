"""``python -m tools.bench_batch``: what a batch costs, and how throughput grows with workers.

Cuts clips of 1920 x 1080 at 60 Hz from the bundled samples and measures them with one worker, then again with as
many as there are cores. ``--costs`` adds the figures of docs/scale.md (the heavy model, bytes, tables, scheduler),
``--write`` renews them there. Wall-clock ratios hold only while the machine has nothing else to do; what other
programs took meanwhile is printed beside them.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from gaitcheck.config import ModelName
from gaitcheck.pose.mediapipe_backend import default_workers
from tools.bench_batch.clips import cut_samples
from tools.bench_batch.page import PAGE, costs_text, gain_text, renew, throughput_text
from tools.bench_batch.phases import Phase, measured_batch
from tools.bench_batch.scale import Costs, measured_costs


def _throughput(clips: tuple[Path, ...], folder: Path, workers: list[int], model: ModelName) -> list[Phase]:
    phases = []
    for count in workers:
        phases.append(measured_batch(clips, folder / f"{model}-{count}", workers=count, model=model))
        print(throughput_text(phases[-1:], header=len(phases) == 1), flush=True)
    return phases


def main() -> None:
    """Parse the command line, measure, print, perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m tools.bench_batch", description=__doc__)
    parser.add_argument("--clips", type=int, default=24)
    parser.add_argument("--seconds", type=float, default=1.5, help="length of a clip (default 1.5)")
    parser.add_argument("--model", choices=("full", "heavy"), default="full")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, max(2, default_workers())])
    parser.add_argument("--costs", action="store_true", help="also what docs/scale.md says")
    parser.add_argument("--write", action="store_true", help="write it there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gaitcheck-bench-") as temporary:
        folder = Path(temporary)
        clips = cut_samples(folder / "clips", arguments.clips, arguments.seconds)
        phases = _throughput(clips, folder, arguments.workers, arguments.model)
        print(gain_text(phases))
        if arguments.costs or arguments.write:
            costs: Costs = measured_costs(clips, folder / "costs", phases)
            print(costs_text(costs))
            if arguments.write:
                renew(PAGE, costs)


if __name__ == "__main__":
    main()
