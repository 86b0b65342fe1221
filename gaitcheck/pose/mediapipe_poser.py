"""The seam for MediaPipe: a frame in, everybody's raw landmarks out.

IMAGE mode: every frame stands alone, so any split of a clip over processes gives the same numbers. VIDEO mode
with two people or more equals it landmark for landmark; with one person it smooths with a lag and crops each
frame by the one before, which moves landmarks (``python -m tools.bench.posers``).
"""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any

import numpy as np
import numpy.typing as npt

from gaitcheck.arrays import FloatArray
from gaitcheck.config import PoseOptions
from gaitcheck.errors import MissingLibraryError, PoseError
from gaitcheck.pose.mediapipe_model import without_mask
from gaitcheck.pose.weights import verified_weights
from gaitcheck.skeleton import BLAZEPOSE_33

#: System library (as the loader names it) -> Debian/Ubuntu package.
_SYSTEM_PACKAGES = {
    "libEGL": "libegl1",
    "libGLESv2": "libgles2",
    "libGL.": "libgl1",
    "libglib": "libglib2.0-0",
}


def missing_library(error: Exception) -> MissingLibraryError:
    """What a failure to load MediaPipe means, with what to install."""
    text = str(error)
    for library, package in _SYSTEM_PACKAGES.items():
        if library in text:
            return MissingLibraryError(
                f"A system library for pose estimation is missing ({library}): "
                f"install it, on Debian or Ubuntu with 'apt-get install {package}'."
            )
    return MissingLibraryError(f"MediaPipe cannot be loaded ({text}); install gaitcheck again.")


def load_mediapipe() -> Any:
    """The library; raises `MissingLibraryError`."""
    # glog writes its start-up chatter to stderr unless told otherwise before the first import.
    os.environ.setdefault("GLOG_minloglevel", "2")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        import mediapipe
        from mediapipe.tasks.python import vision  # noqa: F401  (loads the native library)
    except (ImportError, OSError) as error:
        raise missing_library(error) from error
    return mediapipe


class MediaPipePoser:
    """Raw pose landmarks of everybody in one frame.

    Parameters
    ----------
    options
        Model and number of people.

    Raises
    ------
    MissingLibraryError, ModelError
        When the library or the weights are not usable.
    """

    def __init__(self, options: PoseOptions) -> None:
        self._options = options
        weights = verified_weights(options.model)
        self._mediapipe = load_mediapipe()
        tasks = self._mediapipe.tasks
        settings = tasks.vision.PoseLandmarkerOptions(
            base_options=tasks.BaseOptions(model_asset_buffer=without_mask(weights)),
            running_mode=tasks.vision.RunningMode.IMAGE,
            num_poses=options.max_people,
        )
        try:
            self._landmarker = tasks.vision.PoseLandmarker.create_from_options(settings)
        except (RuntimeError, ValueError, OSError) as error:
            raise missing_library(error) from error

    def __enter__(self) -> MediaPipePoser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._landmarker.close()

    def pose(self, rgb: npt.NDArray[np.uint8]) -> tuple[FloatArray, FloatArray]:
        """Landmarks of everybody in a frame.

        Parameters
        ----------
        rgb
            Picture, shape (H, W, 3).

        Returns
        -------
        xyz_px : ndarray, shape (P, 33, 3)
            Picture x right, y down, and depth relative to the hips (negative toward the camera; rough). [px]
            Empty slots are NaN.
        visibility : ndarray, shape (P, 33)
            0 to 1; NaN in empty slots.
        """
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(rgb))
        try:
            people = self._landmarker.detect(image).pose_landmarks
        except (RuntimeError, ValueError) as error:
            raise PoseError("The pose estimator failed on a frame of this clip.") from error
        return self._to_arrays(people, rgb.shape[1], rgb.shape[0])

    def _to_arrays(self, people: Any, width_px: int, height_px: int) -> tuple[FloatArray, FloatArray]:
        slots, k = self._options.max_people, len(BLAZEPOSE_33)
        xyz_px = np.full((slots, k, 3), np.nan)
        visibility = np.full((slots, k), np.nan)
        # MediaPipe's z shares the scale of x (https://ai.google.dev/edge/mediapipe: pose landmarker).
        scale = np.array([width_px, height_px, width_px], dtype=np.float64)
        for slot, landmarks in enumerate(people[:slots]):
            xyz_px[slot] = np.array([(p.x, p.y, p.z) for p in landmarks]) * scale
            visibility[slot] = [p.visibility for p in landmarks]
        return xyz_px, visibility


def mediapipe_version() -> str:
    """The installed version, read without importing the library; raises `MissingLibraryError`."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mediapipe")
    except PackageNotFoundError as error:
        raise MissingLibraryError("MediaPipe is not installed; install gaitcheck again.") from error
