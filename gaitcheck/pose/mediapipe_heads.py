"""Heads of everybody in a picture, by MediaPipe running the detector of the packaged bundle alone.

The pose task keeps the detector's answers to itself and takes at most a few people above a fixed score. The image
embedder runs any model with one picture as its input and hands over what it says, which here is boxes and scores.
"""

from __future__ import annotations

import io
import zipfile
from types import TracebackType

import numpy as np
import numpy.typing as npt
from PIL import Image

from gaitcheck.arrays import FloatArray
from gaitcheck.config import ModelName
from gaitcheck.errors import ModelError, PoseError
from gaitcheck.pose.heads import INPUT_PX, FoundHead, Tile, decoded, merged, tile_around, tiles_of
from gaitcheck.pose.mediapipe_poser import load_mediapipe, missing_library
from gaitcheck.pose.weights import verified_weights

#: Both bundles hold the same detector; this one is read faster.
_MODEL: ModelName = "full"
_DETECTOR = "pose_detector.tflite"


class HeadFinder:
    """Finds heads.

    Raises
    ------
    MissingLibraryError, ModelError
        When the library or the weights are not usable.
    """

    def __init__(self) -> None:
        weights = verified_weights(_MODEL)
        self._mediapipe = load_mediapipe()
        try:
            with zipfile.ZipFile(io.BytesIO(weights)) as bundle:
                detector = bundle.read(_DETECTOR)
        except (zipfile.BadZipFile, KeyError) as error:
            raise ModelError("The pose model holds no detector; install gaitcheck again.") from error
        tasks = self._mediapipe.tasks
        settings = tasks.vision.ImageEmbedderOptions(base_options=tasks.BaseOptions(model_asset_buffer=detector))
        try:
            self._detector = tasks.vision.ImageEmbedder.create_from_options(settings)
        except (RuntimeError, ValueError, OSError) as error:
            raise missing_library(error) from error

    def __enter__(self) -> HeadFinder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._detector.close()

    def find(self, rgb: npt.NDArray[np.uint8]) -> FloatArray:
        """Every head in a picture (H, W, 3) as a disc, shape (N, 3): x, y, radius. [px]"""
        return self._find(rgb, tiles_of(rgb.shape[1], rgb.shape[0]))

    def find_again(self, rgb: npt.NDArray[np.uint8], known: FloatArray) -> FloatArray:
        """As `find`, only around heads that were seen a moment ago, shape (N, 3)."""
        return self._find(rgb, [tile_around(x, y, radius, rgb.shape[1], rgb.shape[0]) for x, y, radius in known])

    def _find(self, rgb: npt.NDArray[np.uint8], tiles: list[Tile]) -> FloatArray:
        picture = Image.fromarray(np.ascontiguousarray(rgb))
        found: list[FoundHead] = []
        for tile in tiles:
            found += decoded(*self._answers(_squared(picture, tile)), tile)
        return merged(found)

    def _answers(self, square: npt.NDArray[np.uint8]) -> tuple[FloatArray, FloatArray]:
        image = self._mediapipe.Image(image_format=self._mediapipe.ImageFormat.SRGB, data=square)
        try:
            boxes, scores = self._detector.embed(image).embeddings
        except (RuntimeError, ValueError) as error:
            raise PoseError("The search for faces failed on a frame of this clip.") from error
        logits = np.asarray(scores.embedding, dtype=np.float64)
        return np.asarray(boxes.embedding, dtype=np.float64).reshape(logits.size, -1), logits


def _squared(picture: Image.Image, tile: Tile) -> npt.NDArray[np.uint8]:
    """The tile in the middle of the detector's square, black around it."""
    scale = INPUT_PX / tile.side
    size = max(1, round(tile.width * scale)), max(1, round(tile.height * scale))
    box = (tile.left, tile.top, tile.left + tile.width, tile.top + tile.height)
    square = Image.new("RGB", (INPUT_PX, INPUT_PX))
    small = picture.resize(size, Image.Resampling.BILINEAR, box=box, reducing_gap=2.0)
    square.paste(small, ((INPUT_PX - size[0]) // 2, (INPUT_PX - size[1]) // 2))
    return np.asarray(square)
