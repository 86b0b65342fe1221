"""How long the result page takes to show another belt speed: 30 s of a simulated runner, Streamlit without a browser.

``python -m tools.redraw``; the figures are seconds of the server, from the click to the finished page.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from io import BytesIO
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from gaitcheck.analysis.pipeline import analyze_people
from gaitcheck.config import AnalysisOptions, RunnerInfo
from gaitcheck.jobs.folder import Job, create_job
from gaitcheck.jobs.model import Clip, JobState
from gaitcheck.pose.backend import Detection
from gaitcheck.pose.recorded import load_detection, save_detection
from gaitcheck.pose.track import PeopleTrack, PoseTrack
from gaitcheck.results import POSES, write_data
from gaitcheck.synthetic import BodyDimensions, GaitParameters, natural_variability, simulate
from gaitcheck.synthetic.landmarks import Faults, SyntheticCamera, film
from gaitcheck.video import VideoInfo

PROJECT = Path(__file__).resolve().parent.parent
CLIP_S, FPS = 30.0, 60.0
HEIGHT_CM = 175.0
#: Each is a change of every number that rests on the belt speed; the first one also warms up. [km/h]
SPEEDS_KMH = (11.0, 12.0, 11.5, 12.5, 9.0, 13.0, 10.5, 9.5)


def _detection(track: PoseTrack) -> Detection:
    return Detection(people=PeopleTrack.of(track), signatures=np.empty((track.time_s.size, 0)))


def _info(track: PoseTrack) -> VideoInfo:
    return VideoInfo(
        path=Path("run.mp4"),
        sha256="0" * 64,
        width_px=1280,
        height_px=720,
        rotation_deg=0,
        time_s=track.time_s,
        nominal_fps=FPS,
        declared_duration_s=None,
        codec="h264",
        container="mp4",
    )


def finished_job(root: Path) -> Job:
    """A measured clip in a store of its own."""
    gait = GaitParameters(variability=natural_variability(), seed=3)
    motion = simulate(gait, BodyDimensions.from_height(HEIGHT_CM / 100), duration_s=CLIP_S)
    track = film(motion, SyntheticCamera(view="side-left"), fps=FPS, faults=Faults())
    job = create_job(root / "jobs", "run.mp4", BytesIO(b"not kept"))
    job.set_clip(Clip(name=job.name, width_px=1280, height_px=720, fps=FPS, duration_s=CLIP_S))
    job.result.mkdir()
    save_detection(_detection(track), job.result / POSES)
    options = AnalysisOptions(runner=RunnerInfo(speed_kmh=10.0, height_cm=HEIGHT_CM))
    write_data(analyze_people(_info(track), load_detection(job.result / POSES), options), job.result)
    job.set_options(options)
    job.set_answers(None)
    job.set_state(JobState(status="done"))
    return job


def _change(page: AppTest, speed_kmh: float) -> tuple[float, float]:
    """Enter another speed; seconds until the page is there again, by the clock and of computing."""
    next(field for field in page.number_input if field.label == "Belt speed (km/h)").set_value(speed_kmh)
    button = next(button for button in page.button if button.label == "Update the numbers")
    began, computed = time.perf_counter(), time.process_time()
    button.click().run()
    took_s = time.perf_counter() - began, time.process_time() - computed
    if page.exception:
        raise SystemExit(page.exception[0].value)
    return took_s


def main() -> None:
    """Print the median and the longest of several changes."""
    with tempfile.TemporaryDirectory() as store:
        os.environ["GAITCHECK_STORE_DIR"] = store
        job = finished_job(Path(store))
        page = AppTest.from_file(str(PROJECT / "app.py"), default_timeout=600)
        page.query_params["job"] = job.id
        page.run()
        took_s, computing_s = zip(*[_change(page, speed) for speed in SPEEDS_KMH][1:], strict=True)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    print(
        f"Another belt speed on a {CLIP_S:.0f} s clip: median {statistics.median(took_s):.2f} s, longest "
        f"{max(took_s):.2f} s of {len(took_s)}; of computing, median {statistics.median(computing_s):.2f} s, longest "
        f"{max(computing_s):.2f} s (load average {load:.1f} on {os.cpu_count()} cores)"
    )


if __name__ == "__main__":
    main()
