"""The packaged pose model weights, verified by checksum before use."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path

from gaitcheck.config import ModelName
from gaitcheck.errors import ModelError


def _models_folder() -> Path:
    return Path(str(files("gaitcheck.pose").joinpath("models")))


def expected_sha256(model: ModelName) -> str:
    """The checksum recorded for a packaged model; raises `ModelError` if none is recorded."""
    filename = f"pose_landmarker_{model}.task"
    try:
        lines = (_models_folder() / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    except OSError as error:
        raise ModelError("The list of model checksums is missing; install gaitcheck again.") from error
    for line in lines:
        digest, _, name = line.partition("  ")
        if name == filename:
            return digest
    raise ModelError(f"No checksum is recorded for the {model} model; install gaitcheck again.")


def verified_weights(model: ModelName, folder: Path | None = None) -> bytes:
    """The weights of ``model``, read once and checked.

    Parameters
    ----------
    model
        ``heavy`` or ``full``.
    folder
        Where to look; the packaged folder when ``None``.

    Raises
    ------
    ModelError
        The file is missing or differs from its recorded SHA-256 by as little as a bit.
    """
    path = (folder or _models_folder()) / f"pose_landmarker_{model}.task"
    try:
        weights = path.read_bytes()
    except OSError as error:
        raise ModelError(f"The {model} pose model is missing ({path.name}); install gaitcheck again.") from error
    if hashlib.sha256(weights).hexdigest() != expected_sha256(model):
        raise ModelError(f"The {model} pose model is damaged ({path.name}: wrong checksum); install gaitcheck again.")
    return weights
