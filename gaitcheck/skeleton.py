"""Landmark names, left/right pairs and drawing edges of the body model.

The 33 names and their order are those of BlazePose (Bazarevsky et al. 2020, arXiv:2006.10204), in lower
snake case. Code asks for landmarks by name; an index never leaves the module that needs it.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")

BLAZEPOSE_33: tuple[str, ...] = (
    "nose",
    "left_eye_inner",
    "left_eye",
    "left_eye_outer",
    "right_eye_inner",
    "right_eye",
    "right_eye_outer",
    "left_ear",
    "right_ear",
    "mouth_left",
    "mouth_right",
    "left_shoulder",
    "right_shoulder",
    "left_elbow",
    "right_elbow",
    "left_wrist",
    "right_wrist",
    "left_pinky",
    "right_pinky",
    "left_index",
    "right_index",
    "left_thumb",
    "right_thumb",
    "left_hip",
    "right_hip",
    "left_knee",
    "right_knee",
    "left_ankle",
    "right_ankle",
    "left_heel",
    "right_heel",
    "left_foot_index",
    "right_foot_index",
)

FACE: tuple[str, ...] = BLAZEPOSE_33[:11]

TRUNK_EDGES: tuple[tuple[str, str], ...] = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    ("left_shoulder", "left_hip"),
    ("right_shoulder", "right_hip"),
)


def limb_edges(side: Side) -> tuple[tuple[str, str], ...]:
    """Bones to draw for one side's arm, leg and foot."""
    chain = (
        ("shoulder", "elbow"),
        ("elbow", "wrist"),
        ("hip", "knee"),
        ("knee", "ankle"),
        ("ankle", "heel"),
        ("heel", "foot_index"),
        ("ankle", "foot_index"),
    )
    return tuple((f"{side}_{a}", f"{side}_{b}") for a, b in chain)


def other_side(side: Side) -> Side:
    """The opposite side of the body."""
    return "right" if side == "left" else "left"


def mirrored_name(name: str) -> str:
    """The landmark's name on the other side of the body; midline names are their own mirror."""
    if name.startswith("left_"):
        return "right_" + name.removeprefix("left_")
    if name.startswith("right_"):
        return "left_" + name.removeprefix("right_")
    if name.endswith("_left"):
        return name.removesuffix("_left") + "_right"
    if name.endswith("_right"):
        return name.removesuffix("_right") + "_left"
    return name


def mirror_permutation(names: tuple[str, ...]) -> npt.NDArray[np.intp]:
    """Index array that swaps left and right landmarks.

    Parameters
    ----------
    names
        Landmark names, length K.

    Returns
    -------
    ndarray, shape (K,)
        ``values[..., permutation, :]`` has every landmark replaced by its mirror; names without a partner
        in ``names`` stay where they are.
    """
    position = {name: i for i, name in enumerate(names)}
    return np.array([position.get(mirrored_name(name), i) for i, name in enumerate(names)], dtype=np.intp)
