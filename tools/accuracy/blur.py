"""What blur does to landmarks: frames of rendered clips, blurred by known amounts, posed again."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from gaitcheck.config import PoseOptions
from gaitcheck.pose.mediapipe_poser import MediaPipePoser
from gaitcheck.pose.segment import people_blur_px
from gaitcheck.skeleton import BLAZEPOSE_33
from gaitcheck.video import frames
from tools.accuracy.clips import TruthClip
from tools.accuracy.tables import table

FloatArray = npt.NDArray[np.float64]

#: Blur added, standard deviation. [leg lengths]
ADDED_LEG = (0.0, 0.005, 0.01, 0.02, 0.03)
#: Frames of each clip, and how far apart they are taken.
_FRAMES, _EVERY = 6, 37
_LEGS = [BLAZEPOSE_33.index(f"{s}_{j}") for s in ("left", "right") for j in ("hip", "knee", "ankle", "heel")]
#: A landmark that moves further is lost or the other leg's. [leg lengths]
_LOST_LEG = 0.15


def _leg_px(points: FloatArray) -> float:
    hip, knee, ankle, _ = points[_LEGS[:4]]
    return float(np.linalg.norm(hip - knee) + np.linalg.norm(knee - ankle))


def _rows(clip: TruthClip, poser: MediaPipePoser) -> FloatArray:
    """For each added blur: blur found, median movement of the leg's landmarks, share lost; shape (A, 3)."""
    pictures = [frame.rgb for i, frame in enumerate(frames(clip.video, threads=1)) if i % _EVERY == 0][:_FRAMES]
    sharp = [poser.pose(picture)[0] for picture in pictures]
    leg_px = float(np.nanmedian([_leg_px(people[0, :, :2]) for people in sharp]))
    rows = []
    for added in ADDED_LEG:
        blurred = [np.asarray(cv2.GaussianBlur(p, (0, 0), added * leg_px) if added else p, np.uint8) for p in pictures]
        found = [poser.pose(picture)[0] for picture in blurred]
        moved = [np.linalg.norm((a - b)[0, _LEGS, :2], axis=1) / leg_px for a, b in zip(found, sharp, strict=True)]
        # Where the runner is, the sharp picture tells.
        seen = [people_blur_px(picture, people) for picture, people in zip(blurred, sharp, strict=True)]
        lost = ~(np.array(moved) < _LOST_LEG)
        rows.append((np.nanmedian(seen) / leg_px, np.nanmedian(moved), lost.mean()))
    return np.array(rows)


def blur_table(clips: Sequence[TruthClip]) -> str:
    """One row for each amount of added blur, over these clips."""
    with MediaPipePoser(PoseOptions()) as poser:
        found = np.array([_rows(clip, poser) for clip in clips])
    header = ("blur added [% leg]", "blur found, median (range)", "leg landmarks move, median", "lost or exchanged")
    lines = []
    for i, added in enumerate(ADDED_LEG):
        blur, moved, lost = (100.0 * found[:, i, column] for column in range(3))
        lines.append(
            [
                f"{100 * added:.1f}",
                f"{np.median(blur):.2f} ({blur.min():.2f}-{blur.max():.2f})",
                f"{np.median(moved):.1f} % leg",
                f"{lost.mean():.1f} %",
            ]
        )
    return table(header, lines)
