"""Weights are used only when every bit is right."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import gaitcheck.pose
from gaitcheck.config import MODEL_NAMES, ModelName
from gaitcheck.errors import ModelError
from gaitcheck.pose.weights import expected_sha256, verified_weights

MODELS = Path(gaitcheck.pose.__file__).parent / "models"


@pytest.mark.parametrize("model", MODEL_NAMES)
def test_the_packaged_weights_are_the_recorded_ones(model: ModelName) -> None:
    assert hashlib.sha256(verified_weights(model)).hexdigest() == expected_sha256(model)


@pytest.mark.parametrize("at", [0, -1, 1_000_000])
def test_a_single_flipped_bit_is_refused(tmp_path: Path, at: int) -> None:
    content = bytearray((MODELS / "pose_landmarker_full.task").read_bytes())
    (tmp_path / "pose_landmarker_full.task").write_bytes(content)
    assert verified_weights("full", tmp_path) == bytes(content)
    content[at] ^= 1
    (tmp_path / "pose_landmarker_full.task").write_bytes(content)
    with pytest.raises(ModelError, match="damaged"):
        verified_weights("full", tmp_path)


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"missing.*pose_landmarker_heavy\.task"):
        verified_weights("heavy", tmp_path)
