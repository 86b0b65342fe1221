"""Striking the mask from the model changes what it costs, never a landmark."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from clip_tools import pictures_of

from gaitcheck.config import MODEL_NAMES, ModelName, PoseOptions
from gaitcheck.pose import mediapipe_poser
from gaitcheck.pose.mediapipe_model import without_mask
from gaitcheck.pose.weights import verified_weights


def posed(model: ModelName, pictures: list[np.ndarray]) -> np.ndarray:
    with mediapipe_poser.MediaPipePoser(PoseOptions(model=model)) as poser:
        return np.array([np.concatenate([xyz, seen[..., None]], axis=-1) for xyz, seen in map(poser.pose, pictures)])


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_landmarks_are_the_same_bits_as_with_the_mask(
    model: ModelName, runner_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = list(pictures_of(runner_clip, every=10, count=3))
    slim = posed(model, pictures)
    monkeypatch.setattr(mediapipe_poser, "without_mask", lambda bundle: bundle)
    assert np.isfinite(slim[:, 0]).all()
    assert np.array_equal(slim, posed(model, pictures), equal_nan=True)


def models_of(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_only_the_landmark_models_list_of_steps_differs() -> None:
    before = models_of(verified_weights("full"))
    after = models_of(without_mask(verified_weights("full")))
    assert after.keys() == before.keys()
    assert after["pose_detector.tflite"] == before["pose_detector.tflite"]
    old, new = (np.frombuffer(m["pose_landmarks_detector.tflite"], np.uint8) for m in (before, after))
    assert old.size == new.size
    # The list of 332 steps, its length and one output: nothing else, above all no weight.
    changed = np.flatnonzero(old != new)
    assert 0 < changed.size <= 4 * (332 + 2)
