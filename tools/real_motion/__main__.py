"""Command line: ``grid`` renders the clips, ``table`` prints deviations, ``look`` saves frames, ``deal`` deals anew."""

from __future__ import annotations

import argparse
from pathlib import Path


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.real_motion", description="Recorded runs on other bodies.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    grid = verbs.add_parser("grid", help="render the clips; finished ones are skipped")
    grid.add_argument("--cache", type=Path, default=None, help="folder (default: GAITCHECK_BENCH_CACHE or ~/.cache)")
    grid.add_argument("--only", nargs="*", default=[], metavar="ID")
    grid.add_argument("--force", action="store_true", help="render again")
    table = verbs.add_parser("table", help="how far each clip's body is from its recording")
    table.add_argument("--only", nargs="*", default=[], metavar="ID")
    look = verbs.add_parser("look", help="save frames round contacts and toe-offs of a clip as PNG")
    look.add_argument("id")
    look.add_argument("--out", type=Path, required=True)
    verbs.add_parser("deal", help="deal the clips anew and print them (changes the benchmark)")
    return parser


def main(arguments: list[str] | None = None) -> None:
    """Run one verb; heavy libraries are loaded by the verb that needs them."""
    options = _parser().parse_args(arguments)
    if options.verb == "grid":
        from tools.real_motion.grid import make_real_grid

        make_real_grid(options.cache, options.only, options.force)
    elif options.verb == "table":
        from tools.real_motion.table import print_table

        print_table(options.only)
    elif options.verb == "look":
        from tools.real_motion.look import save_events

        save_events(options.id, options.out)
    else:
        from tools.real_motion.deal import as_toml, deal

        print(as_toml(deal()), end="")


if __name__ == "__main__":
    main()
