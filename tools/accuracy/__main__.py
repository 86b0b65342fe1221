"""``python -m tools.accuracy``: measure gaitcheck against clips whose truth is known, and print how it does.

``--quick`` takes the bundled sample clips only; without it, every rendered grid clip in the cache is measured
(render them with ``python -m tools.rendered_runner grid``) and, with ``--write``, the page is renewed.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from gaitcheck.config import MODEL_NAMES, ModelName
from tools.accuracy.blur import blur_table
from tools.accuracy.clips import ROOT, TruthClip, grid_clips, grid_size, real_motion_clips, sample_clips
from tools.accuracy.measure import measure
from tools.accuracy.observe import ClipObservation
from tools.accuracy.pace import pace_table
from tools.accuracy.page import benchmark_page, quick_page
from tools.fit.held_out import on_other_runners

PAGE = ROOT / "docs" / "accuracy.md"


def _measured(clips: list[TruthClip], model: ModelName) -> list[ClipObservation]:
    observations = []
    for i, clip in enumerate(clips, start=1):
        print(f"[{i}/{len(clips)}] {clip.name} ({model})", flush=True)
        observations.append(measure(clip, model)[1])
    return observations


def main() -> None:
    """Parse the command line, measure, print, perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m tools.accuracy", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the bundled sample clips only")
    parser.add_argument("--pace", action="store_true", help="what leaving out frames of fast clips costs")
    parser.add_argument("--blur", action="store_true", help="what blur does to landmarks (fit half)")
    parser.add_argument("--half", choices=("fit", "test"), help="one half of the grid (default both)")
    parser.add_argument("--full-model", action="store_true", help="measure the full model beside the heavy one")
    parser.add_argument("--write", nargs="?", const=PAGE, type=Path, help=f"write the page (default {PAGE.name})")
    arguments = parser.parse_args()
    if arguments.quick:
        print(quick_page(_measured(sample_clips(), "heavy")))
        return
    if arguments.pace:
        print(pace_table(sample_clips() + grid_clips(arguments.half)))
        return
    if arguments.blur:
        print(blur_table([clip for clip in grid_clips("fit") if clip.is_plain_side]))
        return
    clips = grid_clips(arguments.half)
    if not clips:
        parser.exit(1, "No grid clip is rendered yet: run python -m tools.rendered_runner grid first.\n")
    models: tuple[ModelName, ...] = ("heavy", "full") if arguments.full_model else ("heavy",)
    retargeted = {
        model: [clip.observation for clip in on_other_runners(real_motion_clips(), model)] for model in MODEL_NAMES
    }
    page = benchmark_page({model: _measured(clips, model) for model in models}, grid_size(), retargeted)
    print(page)
    if arguments.write is not None:
        arguments.write.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
