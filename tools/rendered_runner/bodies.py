"""Baked bodies: one small file each, with everything the renderer and the rig need."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FOLDER = Path(__file__).parent / "bodies"
POSITION_STEP_M = 5e-5
WEIGHTS_PER_VERTEX = 4
WEIGHT_SCALE = 255


@dataclass(frozen=True)
class Layer:
    """One garment or body part: ``position_m (n, 3)``, ``weights (n, B)``, ``material (n,)``, ``faces (m, 3)``."""

    position_m: Floats
    weights: Floats
    material: Ints
    faces: Ints


@dataclass(frozen=True)
class Body:
    """A baked body at rest, laboratory frame; ``rest_m`` maps point names to ``(3,)`` metres."""

    name: str
    bones: tuple[str, ...]
    layers: dict[str, Layer]
    rest_m: dict[str, Floats]
    info: dict[str, Any]


def save_body(body: Body, path: Path) -> None:
    """Write quantised arrays; positions to 0.05 mm, four weights per vertex."""
    arrays: dict[str, Any] = {}
    for name, layer in body.layers.items():
        index, value = _strongest(layer.weights)
        arrays[f"{name}.p"] = np.round(layer.position_m / POSITION_STEP_M).astype(np.int16).T
        arrays[f"{name}.i"], arrays[f"{name}.w"] = index.T, value.T
        arrays[f"{name}.m"] = layer.material.astype(np.uint8)
        arrays[f"{name}.f"] = np.diff(layer.faces.ravel(), prepend=0).astype(np.int16)
    header = {
        "name": body.name,
        "bones": body.bones,
        "layers": list(body.layers),
        "rest_m": {key: [round(float(x), 6) for x in value] for key, value in body.rest_m.items()},
        "info": body.info,
    }
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    np.savez_compressed(path, **arrays)


def _strongest(weights: Floats) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    index = np.argsort(-weights, axis=1, kind="stable")[:, :WEIGHTS_PER_VERTEX]
    value = np.take_along_axis(weights, index, axis=1)
    value = np.round(WEIGHT_SCALE * value / value.sum(axis=1, keepdims=True))
    return index.astype(np.uint8), value.astype(np.uint8)


def load_body(name: str) -> Body:
    """Read one baked body by name."""
    with np.load(FOLDER / f"{name}.npz") as data:
        header = json.loads(data["header"].tobytes())
        layers = {key: _read_layer(data, key, len(header["bones"])) for key in header["layers"]}
    rest = {key: np.array(value) for key, value in header["rest_m"].items()}
    return Body(header["name"], tuple(header["bones"]), layers, rest, header["info"])


def _read_layer(data: Any, key: str, n_bones: int) -> Layer:
    index = data[f"{key}.i"].T.astype(np.int64)
    value = data[f"{key}.w"].T.astype(float)
    weights = np.zeros((len(index), n_bones))
    np.put_along_axis(weights, index, value, axis=1)
    weights /= weights.sum(axis=1, keepdims=True)
    position = data[f"{key}.p"].T.astype(float) * POSITION_STEP_M
    faces = np.cumsum(data[f"{key}.f"].astype(np.int64)).reshape(-1, 3)
    return Layer(position, weights, data[f"{key}.m"].astype(np.int64), faces)


def names() -> tuple[str, ...]:
    """All baked bodies, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.npz")))
