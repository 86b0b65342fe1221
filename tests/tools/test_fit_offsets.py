"""The offset fit finds what was put in, part by part."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gaitcheck.kinematics.offsets import CORRECTED, posture, stride_course
from tools.fit.offsets import LegSamples, fit_part, fit_shoulder

#: Of the constant and of the sine of the thigh; of the second harmonic's fourfold and of the facing.
CONSTANT, THIGH, WAVE, FACING = 0.03, 0.02, 0.015, 0.01


def leg(seed: int, facing: float, part: str) -> LegSamples:
    """A leg swinging with random amplitude whose hips alone are off, by what the part can explain."""
    rng = np.random.default_rng(seed)
    phase = np.linspace(0.0, 20.0 * np.pi, 600)
    thigh = 0.1 + rng.uniform(0.4, 0.6) * np.cos(phase + rng.normal(0.0, 0.1))
    shank = thigh - 0.8 - 0.6 * np.cos(phase - rng.uniform(1.8, 2.4))
    hip = np.zeros((phase.size, 2))
    knee = hip + 0.5 * np.stack([np.sin(thigh), -np.cos(thigh)], axis=1)
    ankle = knee + 0.5 * np.stack([np.sin(shank), -np.cos(shank)], axis=1)
    points = {"hip": hip, "knee": knee, "ankle": ankle}
    by_posture = part == "posture"
    features = posture(points, rng.uniform(-0.05, 0.05)) if by_posture else stride_course(phase, facing)
    off = CONSTANT + THIGH * np.sin(thigh) if by_posture else WAVE * np.cos(4 * phase) + FACING * facing
    offsets = {name: np.zeros((phase.size, 2)) for name in CORRECTED}
    offsets |= {"hip": np.stack([off, 0 * off], axis=1), "shoulder": np.full((phase.size, 2), 0.02)}
    return LegSamples(features, offsets, np.stack([hip, knee, ankle], axis=1))


@pytest.mark.parametrize("part", ["posture", "course"])
def test_what_was_put_in_is_found(part: str) -> None:
    legs = [leg(seed, facing, part) for seed, facing in enumerate((1.0, -1.0) * 6)]
    table = fit_part(legs)
    for sample in legs:
        found = sample.features @ table["hip"]
        assert np.abs(found - sample.offsets["hip"]).max() < 0.003
    assert np.abs(table["heel"]).max() < 1e-9


def test_the_shoulders_offset_is_their_mean() -> None:
    assert fit_shoulder([leg(0, 1.0, "posture")])["shoulder"] == pytest.approx(np.array([[0.02, 0.02]]))


def test_a_mirrored_clip_keeps_its_times_and_flips_its_pictures(tmp_path: Path) -> None:
    import av

    from tools.accuracy.clips import SAMPLES
    from tools.accuracy.mirror import _flip

    video = sorted(SAMPLES.glob("*.mp4"))[0]
    _flip(video, tmp_path / "flipped.mp4")
    with av.open(str(video)) as one, av.open(str(tmp_path / "flipped.mp4")) as other:
        count = 0
        for a, b in zip(one.decode(video=0), other.decode(video=0), strict=True):
            count += 1
            assert float(a.time) == pytest.approx(float(b.time), abs=1e-4)
            if count % 60 == 1:
                there, back = (picture.to_ndarray(format="rgb24").astype(float) for picture in (a, b))
                assert np.abs(there[:, ::-1] - back).mean() < 3.0
                assert np.abs(there - back).mean() > 3.0
    assert count > 60
