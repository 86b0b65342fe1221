"""The packaged landmark model without its silhouette branch, which nothing here asks for.

The network draws a mask of the person besides finding landmarks; MediaPipe computes it whether or not it is wanted.
The steps that only the mask needs are struck from the model's list of steps, in memory and in place: no weight and
no other step is touched, so the landmarks stay the same to the last bit (a test compares them).
"""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

#: Outputs of the landmark model in the order MediaPipe expects them: landmarks, presence, mask, heat map, world.
_PRESENCE, _MASK = 1, 2
_LANDMARK_MODEL = "pose_landmarks_detector.tflite"
#: Fields of a SubGraph in a TensorFlow Lite file (schema.fbs, version 3): the list of outputs, the list of steps.
_OUTPUTS_FIELD, _STEPS_FIELD = 8, 10


def without_mask(bundle: bytes) -> bytes:
    """A ``.task`` bundle whose landmark model no longer computes the mask.

    Parameters
    ----------
    bundle
        The packaged bundle, already verified.
    """
    slim = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as source, zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            model = source.read(name)
            target.writestr(zipfile.ZipInfo(name), _pruned(model) if name == _LANDMARK_MODEL else model)
    return slim.getvalue()


def _pruned(model: bytes) -> bytes:
    """The TensorFlow Lite file with a shorter list of steps; the mask's place is taken by the presence score."""
    from mediapipe.tasks.metadata import schema_py_generated as schema

    data = bytearray(model)
    graph = schema.Model.GetRootAsModel(data, 0).Subgraphs(0)
    outputs = graph.OutputsAsNumpy().tolist()
    steps = _needed_steps(graph, {tensor for place, tensor in enumerate(outputs) if place != _MASK})
    first = graph._tab.Vector(graph._tab.Offset(_STEPS_FIELD))
    for i, step in enumerate(steps):
        place = first + 4 * i
        # A FlatBuffers reference is the distance from where it stands.
        struct.pack_into("<I", data, place, step._tab.Pos - place)
    struct.pack_into("<I", data, first - 4, len(steps))
    outputs_at = graph._tab.Vector(graph._tab.Offset(_OUTPUTS_FIELD))
    struct.pack_into("<i", data, outputs_at + 4 * _MASK, outputs[_PRESENCE])
    return bytes(data)


def _needed_steps(graph: Any, wanted: set[int]) -> list[Any]:
    """The steps that the wanted tensors depend on, in the file's order."""
    wanted, steps = set(wanted), []
    for step in (graph.Operators(i) for i in reversed(range(graph.OperatorsLength()))):
        if not wanted.isdisjoint(step.OutputsAsNumpy().tolist()):
            wanted.update(step.InputsAsNumpy().tolist())
            steps.append(step)
    return steps[::-1]
