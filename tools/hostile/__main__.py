"""``python -m tools.hostile``: the corpus through the program, and a table of how it ended.

``--every N`` takes every N-th file only, ``--write`` renews the table in docs/trust.md. Ends with 1 on any fault.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from tools.hostile.corpus import corpus
from tools.hostile.run import DOCUMENTED, Ending, analyse_all

PAGE = Path(__file__).resolve().parents[2] / "docs" / "trust.md"
BEGIN, END = "<!-- hostile files: begin -->", "<!-- hostile files: end -->"
#: The smaller model and one process: what is looked at is the way to the end, not the pose.
ARGUMENTS = ("--model", "full", "--workers", "1", "--no-cache")


def table(endings: Sequence[Ending], strays: int) -> str:
    """Markdown: a row for each kind, then the sums."""
    kinds = dict.fromkeys(ending.kind for ending in endings)
    lines = [
        "| what is wrong with the file | files | " + " | ".join(f"exit {code}" for code in DOCUMENTED) + " | faults |",
        "|---|---:|" + "---:|" * (len(DOCUMENTED) + 1),
    ]
    lines += [_row(kind, [ending for ending in endings if ending.kind == kind]) for kind in kinds]
    lines.append(_row("**all**", endings))
    faults = Counter(fault for ending in endings for fault in ending.faults)
    said = ", ".join(f"{name}: {count}" for name, count in sorted(faults.items())) or "none"
    longest = max(ending.elapsed_s for ending in endings)
    lines += ["", f"Faults: {said}. Processes left over: {strays}. Longest: {longest:.0f} s on a busy machine."]
    return "\n".join(lines)


def _row(kind: str, endings: Sequence[Ending]) -> str:
    codes = Counter(ending.exit_code for ending in endings)
    faults = sum(bool(ending.faults) for ending in endings)
    counts = " | ".join(str(codes.get(code, 0)) for code in DOCUMENTED)
    return f"| {kind} | {len(endings)} | {counts} | {faults} |"


def main() -> int:
    """Parse the command line, run, print, perhaps write."""
    parser = argparse.ArgumentParser(prog="python -m tools.hostile", description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every N-th file only")
    parser.add_argument("--start", type=int, default=0, metavar="I", help="leave out the first I files")
    parser.add_argument("--parallel", type=int, default=2, help="files at once")
    parser.add_argument("--kind", help="one kind only")
    parser.add_argument("--write", action="store_true", help=f"renew the table in {PAGE.name}")
    options = parser.parse_args()
    chosen = (hostile for hostile in corpus() if options.kind in (None, hostile.kind))
    endings: list[Ending] = []
    strays = 0
    files = islice(chosen, options.start, None, options.every)
    for ending in analyse_all(files, parallel=options.parallel, arguments=ARGUMENTS):
        if isinstance(ending, int):
            strays = ending
            continue
        endings.append(ending)
        if ending.faults:
            print(f"{ending.name!r}: {', '.join(ending.faults)} ({ending.exit_code}): {ending.said[-300:]}", flush=True)
        elif len(endings) % 50 == 0:
            print(f"{len(endings)} files", flush=True)
    text = table(endings, strays)
    print(text)
    if options.write:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.split(BEGIN)[0], page.split(END)[1]
        PAGE.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
    return 1 if strays or any(ending.faults for ending in endings) else 0


if __name__ == "__main__":
    sys.exit(main())
