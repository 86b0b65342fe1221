"""Clips as data: round trips, keys, frame times, the split of the grid."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from tools.rendered_runner.bodies import load_body, names
from tools.rendered_runner.clip import Clip, Timing
from tools.rendered_runner.grid import GridEntry, grid_clips, grid_rows
from tools.rendered_runner.samples import sample_clips
from tools.rendered_runner.timeline import make_timeline

GRID = grid_clips()
CLIPS = [*sample_clips(), *(entry.clip for entry in GRID)]


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.name)
def test_a_clip_survives_json(clip: Clip) -> None:
    again = Clip.from_dict(json.loads(json.dumps(clip.to_dict())))
    assert again == clip
    assert again.key == clip.key


def test_the_key_depends_on_content_and_not_on_the_name() -> None:
    clip = sample_clips()[0]
    assert replace(clip, name="other").key == clip.key
    assert replace(clip, seed=clip.seed + 1).key != clip.key
    assert replace(clip, gait=replace(clip.gait, cadence_spm=171.0)).key != clip.key


def test_bodies_never_cross_the_halves() -> None:
    halves = {half: {e.clip.staging.body for e in GRID if e.half == half} for half in ("fit", "test")}
    assert halves["fit"] and halves["test"]
    assert not halves["fit"] & halves["test"]
    assert halves["fit"] | halves["test"] <= set(names())


def test_motion_seeds_never_cross_the_halves() -> None:
    seeds = {half: {e.clip.gait.seed for e in GRID if e.half == half} for half in ("fit", "test")}
    assert not seeds["fit"] & seeds["test"]


def test_bystanders_may_come_from_the_other_half_but_not_be_the_runner() -> None:
    assert all(e.clip.staging.bystander != e.clip.staging.body for e in GRID)


def test_every_row_has_its_gait() -> None:
    assert [row["id"] for row in grid_rows()] == [e.clip.name for e in GRID]
    assert len({e.clip.key for e in GRID}) == len(GRID)


def _plain_side(entry: GridEntry) -> bool:
    return entry.clip.camera.view.startswith("side") and abs(entry.clip.camera.yaw_deg) <= 10


def test_the_grid_covers_what_it_promises() -> None:
    views = [e.clip.camera.view for e in GRID]
    assert len(GRID) == 130
    assert len({e.clip.staging.body for e in GRID if e.half == "fit"}) == 12
    assert len({e.clip.staging.body for e in GRID if e.half == "test"}) == 8
    assert views.count("rear") >= 4
    assert views.count("front") == 2
    assert sum(map(_plain_side, GRID)) >= 110
    assert sum(e.clip.staging.bystander is not None for e in GRID) >= 3
    assert {e.clip.timing.slow_motion_factor for e in GRID} == {1.0, 2.0, 4.0, 8.0}
    assert {e.clip.timing.capture_fps for e in GRID} == {30.0, 60.0, 120.0, 240.0}
    assert any(e.clip.timing.variable for e in GRID)


def test_paired_clips_show_the_same_run_from_both_sides() -> None:
    for pair in {e.pair for e in GRID if e.pair}:
        first, second = (e.clip for e in GRID if e.pair == pair)
        assert first.gait == second.gait
        assert first.staging.body == second.staging.body
        assert {first.camera.view, second.camera.view} == {"side-left", "side-right"}


def test_constant_frame_times_are_exact() -> None:
    line = make_timeline(Timing(capture_fps=60.0, duration_s=2.0), seed=1)
    assert line.real_s == pytest.approx(np.arange(120) / 60.0, abs=1e-9)
    assert line.container_s == pytest.approx(line.real_s)


def test_slow_motion_stretches_the_container_only() -> None:
    line = make_timeline(Timing(capture_fps=240.0, duration_s=1.0, slow_motion_factor=8.0), seed=1)
    assert line.real_s[-1] == pytest.approx(239 / 240)
    assert line.container_s == pytest.approx(8 * line.real_s)


def test_variable_frame_times_rise_and_repeat_with_the_seed() -> None:
    timing = Timing(capture_fps=30.0, duration_s=5.0, variable=True)
    line, again = make_timeline(timing, seed=4), make_timeline(timing, seed=4)
    steps = np.diff(line.real_s)
    assert (steps > 0).all()
    assert steps.std() > 0.001
    assert np.array_equal(line.ticks, again.ticks)


@pytest.mark.parametrize("name", names())
def test_bodies_are_whole(name: str) -> None:
    body = load_body(name)
    for layer in body.layers.values():
        assert layer.faces.max() < len(layer.position_m)
        assert layer.weights.sum(axis=1) == pytest.approx(1.0)
    assert 1.5 < body.info["height_m"] < 2.0
