"""The sample videos shipped with the project."""

from __future__ import annotations

from pathlib import Path

from gaitcheck.synthetic import GaitParameters, natural_variability
from tools.rendered_runner.camera import Camera
from tools.rendered_runner.clip import Clip, Sensor, Staging, Timing

FOLDER = Path(__file__).parents[2] / "sample_videos"


def _side_left() -> Clip:
    return Clip(
        name="runner_side_left",
        staging=Staging(body="eno", outfit="coral_singlet", room="brick_gym", light="ceiling"),
        camera=Camera("side-left", 960, 540, distance_m=3.9, yaw_deg=3.0),
        gait=GaitParameters(
            cadence_spm=172, belt_speed_mps=3.0, knee_flexion_stance_peak_deg=38.0, overstride_leg_pct=13.0,
            variability=natural_variability(), seed=101,
        ),
        timing=Timing(duration_s=10.0, capture_fps=60.0),
        sensor=Sensor(shutter_s=1 / 160, noise=1.6, crf=26),
        seed=101,
    )  # fmt: skip


def _side_right() -> Clip:
    return Clip(
        name="runner_side_right",
        staging=Staging(body="bea", outfit="black_tights", room="living_room", light="window", console="wide"),
        camera=Camera("side-right", 540, 960, distance_m=3.3, yaw_deg=-4.0, height_m=1.05, aim_y_m=0.95),
        gait=GaitParameters(
            cadence_spm=166, belt_speed_mps=2.4, overstride_leg_pct=14.0, foot_inclination_contact_deg=12.0,
            variability=natural_variability(), seed=102,
        ),
        timing=Timing(duration_s=10.0, capture_fps=30.0),
        sensor=Sensor(shutter_s=1 / 120, noise=1.8, crf=24),
        seed=102,
    )  # fmt: skip


def _rear() -> Clip:
    return Clip(
        name="runner_rear",
        staging=Staging(body="fay", outfit="purple_tights", room="clinic", light="ceiling"),
        camera=Camera("rear", 540, 960, distance_m=3.4, height_m=1.0, aim_y_m=0.92),
        gait=GaitParameters(
            cadence_spm=170, belt_speed_mps=2.6, pelvic_drop_deg=6.5, hip_adduction_deg=11.0, step_width_m=0.06,
            variability=natural_variability(), seed=103,
        ),
        timing=Timing(duration_s=10.0, capture_fps=60.0),
        sensor=Sensor(shutter_s=1 / 160, noise=1.6, crf=26),
        seed=103,
    )  # fmt: skip


def _retraining(name: str, gait: GaitParameters) -> Clip:
    """Before and after differ in the gait alone."""
    return Clip(
        name=name,
        staging=Staging(body="arn", outfit="white_tee_navy", room="grey_gym", light="ceiling"),
        camera=Camera("side-left", 960, 540, distance_m=3.9, yaw_deg=2.0),
        gait=gait,
        timing=Timing(duration_s=10.0, capture_fps=60.0),
        sensor=Sensor(shutter_s=1 / 160, noise=1.6, crf=26),
        seed=104,
    )


def _before() -> Clip:
    gait = GaitParameters(
        cadence_spm=150, belt_speed_mps=2.8, overstride_leg_pct=29.0, knee_flexion_contact_deg=7.0,
        knee_flexion_stance_peak_deg=46.5, foot_inclination_contact_deg=20.0,
        variability=natural_variability(), seed=104,
    )  # fmt: skip
    return _retraining("before_overstriding", gait)


def _after() -> Clip:
    gait = GaitParameters(
        cadence_spm=168, belt_speed_mps=2.8, overstride_leg_pct=13.0, knee_flexion_contact_deg=15.0,
        knee_flexion_stance_peak_deg=41.0, foot_inclination_contact_deg=8.0,
        variability=natural_variability(), seed=105,
    )  # fmt: skip
    return _retraining("after_shorter_steps", gait)


def _slow_motion() -> Clip:
    return Clip(
        name="slow_motion_8x",
        staging=Staging(body="chi", outfit="blue_tee", room="living_room", light="window"),
        camera=Camera("side-left", 640, 360, distance_m=3.8),
        gait=GaitParameters(cadence_spm=176, belt_speed_mps=2.5, variability=natural_variability(), seed=106),
        timing=Timing(duration_s=6.0, capture_fps=240.0, slow_motion_factor=8.0),
        sensor=Sensor(shutter_s=1 / 500, noise=1.0, crf=27),
        seed=106,
    )


def sample_clips() -> tuple[Clip, ...]:
    """All sample clips."""
    return (_side_left(), _side_right(), _rear(), _before(), _after(), _slow_motion())


def make_samples(folder: Path, only: list[str], force: bool) -> None:
    """Render the missing or changed samples, or all of them with ``force``, and say what became of each truth."""
    # Needs a graphics library; the list of clips above does not.
    from tools.rendered_runner.produce import is_made, make_clip, truth_path

    for clip in sample_clips():
        video = folder / f"{clip.name}.mp4"
        if (only and clip.name not in only) or (is_made(clip, video) and not force):
            continue
        before = _bytes_or_none(truth_path(video))
        make_clip(clip, video, arrays=False)
        print(f"{clip.name}: rendered, {_change(before, truth_path(video).read_bytes())}", flush=True)


def _bytes_or_none(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _change(before: bytes | None, after: bytes) -> str:
    if before is None:
        return "truth is new"
    return "truth is the same, byte for byte" if before == after else "TRUTH HAS CHANGED"
