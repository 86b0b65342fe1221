"""``python -m tools.visitors``: eight people at once on one app, each with a browser and a clip of their own.

Starts the app on an empty store, opens the browsers, lets everybody upload at the same moment, and follows each to the
saved session. Prints seconds, memory and one row a visitor; ends with 1 when anybody did not finish or saw something of
somebody else's. Needs Linux, Chromium and ``pip install playwright``.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gaitcheck.store.store import Store
from gaitcheck.ui.samples import samples
from tools.bench.process import MemoryWatch, memory_mib
from tools.browser.serving import Served, served
from tools.visitors.visit import Visit, Visitor, visit, visitor

_CLIPS = ("runner_side_left", "runner_side_right", "before_overstriding", "after_shorter_steps")


def main() -> None:
    """Run it once and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=8, help="how many visitors (default 8)")
    count: int = parser.parse_args().count
    with tempfile.TemporaryDirectory(prefix="gaitcheck-visitors-") as folder:
        (Path(folder) / "clips").mkdir()
        visitors = _visitors(count, Path(folder) / "clips")
        with served(Path(folder) / "app") as app:
            before_mib = memory_mib(app.pid)
            with MemoryWatch(app.pid) as own, MemoryWatch(os.getpid()) as everything:
                began = time.monotonic()
                visits = _all_at_once(visitors, app)
                seconds = time.monotonic() - began
            after_mib = memory_mib(app.pid)
            kept = _kept(app)
    _print(visits, seconds)
    print(f"Memory of the app and its analyses: {before_mib:.0f} MiB at the start, {own.peak_mib:.0f} MiB at most, "
          f"{after_mib:.0f} MiB when all had finished; with the {count} browsers {everything.peak_mib:.0f} MiB at "
          "most (pages that several processes share count once).")  # fmt: skip
    print(f"The store they share holds {len(kept)} runners: {', '.join(kept)}.")
    sys.exit(any(one.wrong for one in visits) or kept != sorted(who.name for who in visitors))


def _visitors(count: int, folder: Path) -> list[Visitor]:
    known = {sample.path.stem: sample for sample in samples()}
    chosen = [known[_CLIPS[number % len(_CLIPS)]] for number in range(count)]
    return [visitor(number, sample.path, sample.speed_kmh, folder) for number, sample in enumerate(chosen, start=1)]


def _all_at_once(visitors: list[Visitor], app: Served) -> list[Visit]:
    start = threading.Barrier(len(visitors))
    with ThreadPoolExecutor(len(visitors)) as pool:
        return list(
            pool.map(lambda who: visit(who, [other for other in visitors if other != who], app, start), visitors)
        )


def _kept(app: Served) -> list[str]:
    store = Store(app.store, f"sqlite:///{app.store / 'gaitcheck.db'}")
    try:
        return sorted(person.name for person in store.people() if person.sessions == 1)
    finally:
        store.close()


def _print(visits: list[Visit], seconds: float) -> None:
    done = sum(not one.wrong for one in visits)
    print(f"{done} of {len(visits)} finished with their own result and nothing of anybody else's, in {seconds:.0f} s "
          f"on {os.cpu_count()} cores (load {os.getloadavg()[0]:.1f} at the end).\n")  # fmt: skip
    print("| visitor | clip | ahead at most | waited | result after | saved after | cadence, true | own only |")
    print("|---|---|---|---|---|---|---|---|")
    for one in visits:
        who, shown = one.visitor, "–" if one.cadence_spm is None else f"{one.cadence_spm:.0f}"
        print(f"| {who.number} | {who.sample} | {one.ahead} | {one.waited_s:.0f} s | {one.result_s:.0f} s | "
              f"{one.saved_s:.0f} s | {shown}, {who.cadence_spm:.1f} | "
              f"{'yes' if not one.wrong else '; '.join(one.wrong)} |")  # fmt: skip
    print()


if __name__ == "__main__":
    main()
