"""Which moments of the clip a report shows, and how their pictures are cropped to the runner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from gaitcheck.analysis.model import Analysis
from gaitcheck.events.model import Stride
from gaitcheck.report.content import Still
from gaitcheck.skeleton import SIDES, Side

MomentKind = Literal["contact", "stance_peak", "toe_off"]
RgbArray = npt.NDArray[np.uint8]

CAPTIONS: dict[MomentKind, str] = {
    "contact": "Contact",
    "stance_peak": "Deepest knee bend",
    "toe_off": "Toe-off",
}
#: Height over width of a cropped still, and the margin around the landmarks as a share of their height.
CROP_ASPECT = 1.25
CROP_MARGIN = 0.12
JPEG_QUALITY = 88


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment worth a picture.

    Parameters
    ----------
    kind, side
        What happens, on which leg.
    time_s
        Real seconds from the first frame. [s]
    """

    kind: MomentKind
    side: Side
    time_s: float


def key_moments(analysis: Analysis) -> tuple[Moment, ...]:
    """Contact, deepest knee bend and toe-off of the stride in the middle of the clip; empty without strides.

    The near leg in a side view, the left leg otherwise.
    """
    side = analysis.kinematics.view.near_side or SIDES[0]
    strides = analysis.events.strides(side)
    if not strides:
        return ()
    stride = strides[len(strides) // 2]
    return (
        Moment(kind="contact", side=side, time_s=stride.start_s),
        Moment(kind="stance_peak", side=side, time_s=_deepest_s(analysis, stride)),
        Moment(kind="toe_off", side=side, time_s=stride.toe_off_s),
    )


def still_of(analysis: Analysis, moment: Moment, rgb: RgbArray) -> Still:
    """A picture for the report.

    Parameters
    ----------
    analysis
        Where the runner is in the picture.
    moment
        What it shows.
    rgb
        Annotated frame, shape (H, W, 3).
    """
    caption = f"{CAPTIONS[moment.kind]}, {moment.side} leg"
    return Still(
        caption=caption,
        image=_jpeg(_cropped(analysis, moment.time_s, rgb)),
        alt_text=f"{caption}: annotated picture from the clip.",
    )


def _deepest_s(analysis: Analysis, stride: Stride) -> float:
    """Time of the largest knee flexion between contact and toe-off. [s]"""
    time_s = analysis.kinematics.time_s
    flexion = analysis.kinematics.leg(stride.side).knee_flexion_deg
    stance = (time_s >= stride.start_s) & (time_s <= stride.toe_off_s) & np.isfinite(flexion)
    if not stance.any():
        return (stride.start_s + stride.toe_off_s) / 2
    return float(time_s[stance][np.argmax(flexion[stance])])


def _cropped(analysis: Analysis, time_s: float, rgb: RgbArray) -> RgbArray:
    """The frame cut to the runner, in one shape for all stills, without leaving the picture."""
    frame = int(np.argmin(np.abs(analysis.kinematics.time_s - time_s)))
    points = analysis.pose.xy_px[frame] * (rgb.shape[1] / analysis.video.width_px)
    points = points[np.isfinite(points).all(axis=1)]
    if points.size == 0:
        return rgb
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    height = min((bottom - top) * (1 + 2 * CROP_MARGIN), float(rgb.shape[0]))
    width = min(max(height / CROP_ASPECT, right - left), float(rgb.shape[1]))
    rows = _span((top + bottom) / 2, height, rgb.shape[0])
    columns = _span((left + right) / 2, width, rgb.shape[1])
    return rgb[rows, columns]


def _span(centre: float, length: float, limit: int) -> slice:
    start = round(min(max(centre - length / 2, 0.0), limit - length))
    return slice(start, min(start + max(round(length), 1), limit))


def _jpeg(rgb: RgbArray) -> bytes:
    # Imported here so that a report without stills does not need OpenCV's system libraries.
    from gaitcheck.overlay.draw import encode_jpeg

    return encode_jpeg(rgb, JPEG_QUALITY)
